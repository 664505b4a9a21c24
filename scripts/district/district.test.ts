import { describe, expect, it } from 'vitest';
import { type FileType, fileTypes, messages } from '../../src/format/index.ts';
import { type District, enrollmentKey, generate, small } from './generate-for-test.ts';

/** Every cell of a column that the declaration says refers to another file names an object there. */
function expectReferencesToResolve(district: District): void {
  const written = fileTypes.filter(({ file_name }) => file_name in district.bytes);
  const ids = new Map<string, Set<string | undefined>>();
  for (const type of written) {
    const [key] = type.identified_by;
    ids.set(type.name, new Set(district.rows(type.file_name).map((row) => row[key!])));
  }
  for (const type of written as readonly FileType[]) {
    for (const [column, { references }] of Object.entries(type.columns)) {
      const known = references === undefined ? undefined : ids.get(references);
      if (known === undefined) continue;
      const lost = district.rows(type.file_name).filter((row) => row[column] && !known.has(row[column]));
      expect({ file: type.file_name, column, lost }).toEqual({ file: type.file_name, column, lost: [] });
    }
  }
}

describe('a generated district', () => {
  const all = generate(...small, '--types', 'all');

  it('refers to nothing unknown', () => {
    const renamed = generate(...small, '--types', 'all', '--changes', '100');
    for (const district of [generate(...small), renamed]) expectReferencesToResolve(district);
    const new_ids = new Set(renamed.rows('change_sis_id.csv').map((row) => row.new_id));
    expect(renamed.rows('enrollments.csv').some((row) => new_ids.has(row.user_id))).toBe(true);
    const old_ids = new Set(renamed.rows('change_sis_id.csv').map((row) => row.old_id));
    const stale = renamed
      .rows('enrollments.csv')
      .filter((row) => Object.values(row).some((cell) => old_ids.has(cell)));
    expect(stale).toEqual([]);
  });

  it('enrolls nobody twice in a section with one role, in the section of its course, and every section has a teacher', () => {
    const enrollments = all.rows('enrollments.csv');
    expect(new Set(enrollments.map(enrollmentKey)).size).toBe(enrollments.length);
    const course_of = new Map(all.rows('sections.csv').map((row) => [row.section_id, row.course_id]));
    for (const row of enrollments)
      if (row.section_id) expect(course_of.get(row.section_id)).toBe(row.course_id);
    const taught = new Set(enrollments.filter(({ role }) => role === 'teacher').map((row) => row.section_id));
    expect(taught.size).toBe(90);
    const students = new Set(
      enrollments.flatMap((row) => (row.role === 'student' ? [`${row.user_id} ${row.section_id}`] : [])),
    );
    const observers = enrollments.filter(({ role }) => role === 'observer');
    expect(observers.length).toBeGreaterThan(10);
    for (const row of observers) expect(students).toContain(`${row.associated_user_id} ${row.section_id}`);
  });

  it('puts into course groups only people of the course, and nobody twice into a category', () => {
    const in_course = new Set(
      all
        .rows('enrollments.csv')
        .flatMap((row) => (row.status === 'active' ? [`${row.user_id} ${row.course_id}`] : [])),
    );
    const course_of = new Map(
      all.rows('group_categories.csv').map((row) => [row.group_category_id, row.course_id]),
    );
    const category_of = new Map(all.rows('groups.csv').map((row) => [row.group_id, row.group_category_id]));
    const moved = new Set(all.rows('xlists.csv').map((row) => row.section_id));
    const left = new Set(
      all.rows('sections.csv').flatMap((row) => (moved.has(row.section_id!) ? [row.course_id] : [])),
    );
    const seen = new Set<string>();
    let in_courses = 0;
    for (const { group_id, user_id } of all.rows('groups_membership.csv')) {
      const category = category_of.get(group_id);
      const course = course_of.get(category);
      const key = `${user_id} ${category}`;
      expect(seen).not.toContain(key);
      seen.add(key);
      if (!course) continue;
      in_courses += 1;
      expect(in_course).toContain(`${user_id} ${course}`);
      expect(left).not.toContain(course);
    }
    expect(in_courses).toBeGreaterThan(100);
  });

  it('writes the same enrollments in each order, and in that order', () => {
    const by = (order: string) =>
      generate(...small, '--types', 'enrollment', '--order', order)
        .rows('enrollments.csv')
        .map(enrollmentKey);
    const [section, user, random] = [by('section'), by('user'), by('random')];
    expect([...user].sort()).toEqual([...section].sort());
    expect([...random].sort()).toEqual([...section].sort());
    const users = generate(...small, '--types', 'enrollment', '--order', 'user')
      .rows('enrollments.csv')
      .map((row) => row.user_id);
    expect(users.filter((user_id, i) => user_id !== users[i - 1]).length).toBe(new Set(users).size);
    expect(random).not.toEqual(section);
  });

  it('makes the mistakes it tells, under codes that exist, each in a row of its own', () => {
    const faulty = generate(...small, '--types', 'all', '--faults', '0.2');
    for (const { type, file, rows, mistakes } of faulty.summary.files) {
      const made = Object.values(mistakes).reduce((sum, count) => sum + count, 0);
      expect({ file, made }).toEqual({ file, made: Math.floor(rows * 0.2 + 1e-9) });
      for (const code of Object.keys(mistakes)) {
        expect(Object.keys(messages)).toContain(code);
        expect(code.split('.')[0]).toBe(type);
      }
    }
    const enrollments = faulty.rows('enrollments.csv');
    const users = new Set(faulty.rows('users.csv').map((row) => row.user_id));
    const unknown = enrollments.filter(({ user_id }) => user_id && !users.has(user_id));
    const told = faulty.summary.files.find(({ type }) => type === 'enrollment')!.mistakes;
    expect(unknown.length).toBe(told['enrollment.user_unknown']);
    expect(enrollments.filter(({ role }) => role === 'asistant' || role === '').length).toBe(
      told['enrollment.bad_role'],
    );
    expect(new Set(enrollments.map((row) => Object.values(row).join())).size).toBe(enrollments.length);
  });

  it('makes a second edition in which as many rows differ as asked', () => {
    const first = generate(...small);
    const second = generate(...small, '--changed', '0.1', '--drop', '0.05');
    expectReferencesToResolve(second);

    const before = new Map(
      first.rows('enrollments.csv').map((row) => [enrollmentKey(row), Object.values(row).join()]),
    );
    const after = second.rows('enrollments.csv');
    const changed = after.filter((row) => before.get(enrollmentKey(row)) !== Object.values(row).join());
    expect(after.every((row) => before.has(enrollmentKey(row)))).toBe(true);
    expect(changed.length / after.length).toBeGreaterThan(0.07);
    expect(changed.length / after.length).toBeLessThan(0.13);
    expect(after.length / before.size).toBeGreaterThan(0.85);
    expect(after.length / before.size).toBeLessThan(0.95);

    const names = new Map(first.rows('users.csv').map((row) => [row.user_id, row]));
    const renamed = second
      .rows('users.csv')
      .filter((row) => names.get(row.user_id)!.last_name !== row.last_name);
    expect(renamed.length).toBeGreaterThan(30);
    for (const row of second.rows('users.csv')) expect(names.get(row.user_id)!.login_id).toBe(row.login_id);
    expect(names.size - second.rows('users.csv').length).toBeGreaterThan(10);
  });
});
