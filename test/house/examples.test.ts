import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, describe, expect, it } from 'vitest';
import { fileTypes, messages, parseTimestamp, recognizeFileType } from '../../src/format/index.ts';
import { removeFolder } from '../support/remove-folder.ts';

type Row = Record<string, string>;

const folder = 'examples/lakeside';
const readme = readFileSync(`${folder}/README.md`, 'utf8');
const files = readdirSync(folder).filter((file) => file.endsWith('.csv'));
const rowsOf = Object.fromEntries(files.map((file) => [file, readRows(file)]));

function readRows(file: string): Row[] {
  return parse(readFileSync(`${folder}/${file}`), { columns: true });
}

/** The rows of the README's table below the given header cell, without backticks. */
function tableOf(header: string): string[][] {
  const lines = readme.split('\n');
  const start = lines.findIndex((line) => line.startsWith('| File') && line.includes(header));
  const length = lines.slice(start).findIndex((line) => !line.startsWith('|'));
  return lines.slice(start + 2, start + length).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

const mistakes = tableOf('Message').map(([file = '', row, code = '', about = '']) => ({
  file,
  row: Number(row),
  code,
  about,
}));
const found = (code: string) => mistakes.filter((mistake) => mistake.code === code);

/** File and row, header counted, of the rows for which the test holds. */
function places(file: string, isWrong: (row: Row) => boolean): { file: string; row: number }[] {
  return rowsOf[file]!.flatMap((row, i) => (isWrong(row) ? [{ file, row: i + 2 }] : []));
}

function placesOf(code: string): { file: string; row: number }[] {
  return found(code).map(({ file, row }) => ({ file, row }));
}

const idsOf = (file: string, column: string) => new Set(rowsOf[file]!.map((row) => row[column]!));
const blankOrIn = (ids: ReadonlySet<string>, id: string | undefined) => !id || ids.has(id);

describe('examples/lakeside', () => {
  const fresh = mkdtempSync(join(tmpdir(), 'lakeside-'));
  afterAll(() => removeFolder(fresh));

  it('is what its script writes: change the school there', () => {
    execFileSync(process.execPath, ['scripts/generate-lakeside.mjs', fresh]);
    for (const file of files)
      expect(readFileSync(join(fresh, file), 'utf8')).toBe(readFileSync(`${folder}/${file}`, 'utf8'));
    expect(readdirSync(fresh).sort()).toEqual([...files].sort());
  });

  it('has files of the six types that its README lists, each named as usual and with columns of its type', () => {
    for (const file of files) {
      const columns = Object.keys(rowsOf[file]![0]!);
      const type = recognizeFileType(columns);
      expect(type?.file_name).toBe(file);
      for (const column of columns) expect(Object.keys(type!.columns)).toContain(column);
    }
    const order = fileTypes.map((type) => type.file_name).filter((file) => files.includes(file));
    expect(tableOf('Counted').map(([file]) => file)).toEqual(order);
  });

  it('has as many rows, counted and skipped, as the README says', () => {
    for (const [file = '', rows, counted, skipped] of tableOf('Counted')) {
      const here = mistakes.filter((mistake) => mistake.file === file);
      const refused = here.filter(
        ({ code }) => messages[code as keyof typeof messages].effect === 'row_skipped',
      );
      const uncounted = here.filter(({ code }) => code === 'user.invalid_email');
      expect({ file, rows: Number(rows) }).toEqual({ file, rows: rowsOf[file]!.length });
      expect({ file, skipped: Number(skipped) }).toEqual({ file, skipped: refused.length });
      expect({ file, counted: Number(counted) }).toEqual({
        file,
        counted: rowsOf[file]!.length - refused.length - uncounted.length,
      });
    }
  });

  it('names in the README codes that exist, and what stands in the row', () => {
    expect(mistakes).toHaveLength(10);
    for (const { file, row, code, about } of mistakes) {
      expect(Object.keys(messages)).toContain(code);
      expect(Object.values(rowsOf[file]![row - 2]!)).toContain(about);
    }
  });

  it('refers to nothing unknown but for the mistakes', () => {
    const accounts = idsOf('accounts.csv', 'account_id');
    const terms = idsOf('terms.csv', 'term_id');
    const courses = idsOf('courses.csv', 'course_id');
    const sections = idsOf('sections.csv', 'section_id');
    const users = idsOf('users.csv', 'user_id');
    expect(places('accounts.csv', (row) => !blankOrIn(accounts, row.parent_account_id))).toEqual([]);
    expect(places('courses.csv', (row) => !terms.has(row.term_id!))).toEqual([]);
    expect(places('courses.csv', (row) => !accounts.has(row.account_id!))).toEqual(
      placesOf('course.account_not_found'),
    );
    expect(places('sections.csv', (row) => !courses.has(row.course_id!))).toEqual(
      placesOf('section.course_not_found'),
    );
    expect(places('enrollments.csv', (row) => !courses.has(row.course_id!))).toEqual(
      placesOf('enrollment.context_unknown'),
    );
    expect(places('enrollments.csv', (row) => !blankOrIn(sections, row.section_id))).toEqual([]);
    expect(places('enrollments.csv', (row) => !users.has(row.user_id!))).toEqual(
      placesOf('enrollment.user_unknown'),
    );
    expect(places('enrollments.csv', (row) => !blankOrIn(users, row.associated_user_id))).toEqual([]);

    const course_of = new Map(rowsOf['sections.csv']!.map((row) => [row.section_id, row.course_id]));
    const astray = (row: Row) => row.section_id !== '' && course_of.get(row.section_id) !== row.course_id;
    expect(places('enrollments.csv', astray)).toEqual([]);
    const refused = mistakes.filter(({ code }) =>
      /^(user|section|course)\..*(missing|claimed|not_found)$/.test(code),
    );
    const names_refused = (row: Row) => refused.some(({ about }) => Object.values(row).includes(about));
    expect(places('enrollments.csv', names_refused)).toEqual([]);
  });

  it('has no other bad value than the mistakes', () => {
    const logins = rowsOf['users.csv']!.map((row) => row.login_id);
    const later_twin = (row: Row) =>
      row.login_id !== '' && rowsOf['users.csv']!.indexOf(row) !== logins.indexOf(row.login_id);
    expect(places('users.csv', later_twin)).toEqual(placesOf('user.login_claimed'));
    expect(places('users.csv', (row) => row.login_id === '')).toEqual(placesOf('user.login_id_missing'));
    const odd_address = (row: Row) => row.email !== '' && !/^[a-z0-9]+@lakeside\.example$/.test(row.email!);
    expect(places('users.csv', odd_address)).toEqual(placesOf('user.invalid_email'));
    const odd_role = (row: Row) => !/^(student|teacher|ta|observer|designer)(Enrollment)?$/i.test(row.role!);
    expect(places('enrollments.csv', odd_role)).toEqual(placesOf('enrollment.bad_role'));
    const left = new Set(
      rowsOf['users.csv']!.filter((row) => row.status === 'deleted').map((row) => row.user_id),
    );
    expect(places('enrollments.csv', (row) => left.has(row.user_id))).toEqual(
      placesOf('enrollment.deleted_user'),
    );
    for (const file of files) {
      const dated = (row: Row) =>
        Object.entries(row).some(
          ([column, cell]) => column.endsWith('_date') && cell !== '' && parseTimestamp(cell) === null,
        );
      const wrong = places(file, dated);
      expect(wrong).toEqual(placesOf('section.bad_date').filter((place) => place.file === file));
      for (const { status } of rowsOf[file]! as { status: string }[]) {
        expect(['active', 'published', 'deleted', 'completed', 'inactive']).toContain(status);
      }
    }
  });

  it('is a school: sections with a teacher, students with five courses, observers with a child of their class', () => {
    const enrollments = rowsOf['enrollments.csv']!;
    const keys = enrollments.map((row) => [row.course_id, row.section_id, row.user_id, row.role].join());
    expect(new Set(keys).size).toBe(keys.length);
    const taught = new Set(
      enrollments.filter((row) => /^teacher/i.test(row.role!)).map((row) => row.section_id),
    );
    expect(places('sections.csv', (row) => !taught.has(row.section_id))).toEqual(
      placesOf('section.course_not_found'),
    );

    const seats = new Map<string, Row[]>();
    const wrong_rows = new Set(
      mistakes.filter(({ file }) => file === 'enrollments.csv').map(({ row }) => row),
    );
    enrollments.forEach((row, i) => {
      const seated = /^student/i.test(row.role!) && row.status !== 'deleted' && !wrong_rows.has(i + 2);
      if (seated) seats.set(row.user_id!, [...(seats.get(row.user_id!) ?? []), row]);
    });
    expect(seats.size).toBe(246);
    const short = [...seats]
      .filter(([, rows]) => rows.length !== 5)
      .map(([user_id, rows]) => [user_id, rows.length]);
    expect(short).toEqual([
      ['u0093', 4],
      ['u0230', 4],
      ['u0232', 4],
    ]);
    for (const row of enrollments.filter(({ role }) => /^observer/i.test(role!))) {
      const classes = seats.get(row.associated_user_id!)!.map(({ section_id }) => section_id);
      expect(classes).toContain(row.section_id);
    }
  });
});
