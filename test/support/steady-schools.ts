import fc from 'fast-check';
import { csvLine } from '../../src/format/index.ts';

/** Rows of a file, each with a cell per column. */
export interface SteadyFile {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Files by name. */
export type SteadySchool = Readonly<Record<string, SteadyFile>>;

/** The files as an upload, name to content. */
export function uploadOf(school: SteadySchool): Readonly<Record<string, string>> {
  const files = Object.entries(school).map(([name, { header, rows }]) => {
    return [name, [header, ...rows].map((cells) => csvLine(cells)).join('')] as const;
  });
  return Object.fromEntries(files);
}

type Cells = Readonly<Record<string, fc.Arbitrary<string>>>;

const one = (...values: readonly string[]) => fc.constantFrom(...values);

const numbered = (kind: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${kind}${at + 1}`);

const no_date = ['', ''];
const dates = ['2026-08-24', '2026-12-18T00:00:00Z', '2027-01-01 08:00'];
const accounts = numbered('A', 5);
const courses = numbered('C', 6);
const users = numbered('U', 8);
// Files of observers come last: an observer may be enrolled the second time where none was for the groups of the first.
const observers = users.slice(6);
const members = users.slice(0, 6);

/** A row per id. */
function rowsOf(
  ids: readonly string[],
  cellsOf: (id: string, at: number) => Cells,
): fc.Arbitrary<SteadyFile> {
  return fc.tuple(...ids.map((id, at) => fc.record(cellsOf(id, at)))).map(fileOf);
}

/** A few rows, no two of which `key` tells to be about the same object. */
function someRows(
  cells: Cells,
  key: (row: Readonly<Record<string, string>>) => string,
): fc.Arbitrary<SteadyFile> {
  return fc.uniqueArray(fc.record(cells), { selector: key, minLength: 1, maxLength: 12 }).map(fileOf);
}

function fileOf(rows: readonly Readonly<Record<string, string>>[]): SteadyFile {
  return { header: Object.keys(rows[0] ?? {}), rows: rows.map((row) => Object.values(row)) };
}

const places: Readonly<Record<string, fc.Arbitrary<SteadyFile>>> = {
  'accounts.csv': rowsOf(accounts, (id, at) => ({
    account_id: one(id),
    parent_account_id: one('', ...accounts.slice(0, at), 'A9'),
    name: one('North', 'Süd', ''),
    status: one('active', 'active', 'wrong'),
    integration_id: one('', `i${at}`),
  })),
  'terms.csv': rowsOf([...numbered('T', 4), 'T1', 'T2'], (id, at) => ({
    term_id: one(id),
    name: one('Fall', 'Spring', ''),
    status: one('active', 'deleted'),
    start_date: one(...dates, ...no_date, 'soon'),
    end_date: one(...dates, ...no_date),
    date_override_enrollment_type: at < 4 ? one('') : one('StudentEnrollment', 'TeacherEnrollment', 'nobody'),
  })),
  'abstract_courses.csv': rowsOf(numbered('B', 3), (id) => ({
    abstract_course_id: one(id),
    short_name: one('B', ''),
    long_name: one('Algebra', 'Biology'),
    status: one('active', 'active', 'deleted'),
    term_id: one('', 'T1', 'T9'),
    account_id: one('', ...accounts),
  })),
  'courses.csv': rowsOf(courses, (id, at) => ({
    course_id: one(id),
    short_name: one('C', 'D'),
    long_name: one('One', 'Two', ''),
    account_id: one('', ...accounts),
    term_id: one('', ...numbered('T', 5)),
    status: one('active', 'published', 'unpublished', 'completed', 'deleted'),
    integration_id: one('', `i${at}`),
    start_date: one(...dates, ...no_date, '<delete>'),
    end_date: one(...dates, ...no_date, 'later'),
    course_format: one('', 'online', 'not_set'),
    abstract_course_id: one('', '', 'B1', 'B9'),
    homeroom_course: one('', 'yes', 'no'),
  })),
  'sections.csv': rowsOf(numbered('S', 10), (id, at) => ({
    section_id: one(id),
    course_id: one(...numbered('C', 7)),
    name: one('One', 'Two', ''),
    status: one('active', 'active', 'deleted'),
    integration_id: one('', `i${at}`),
    start_date: one(...dates, ...no_date),
    end_date: one(...dates, ...no_date, 'later'),
  })),
  // No enrollment names these two sections, as one that names their course alone may already mean them.
  'xlists.csv': rowsOf(['S9', 'S10'], (id) => ({
    xlist_course_id: one(`X-${id}`),
    section_id: one(id, 'S99'),
    status: one('active', 'active', 'deleted'),
  })),
};

const people: Readonly<Record<string, fc.Arbitrary<SteadyFile>>> = {
  'users.csv': rowsOf(users, (id, at) => ({
    user_id: one(id),
    login_id: one(`login${at}`),
    full_name: one('Ada Byron', 'Cyd Harrow Jr.', ''),
    short_name: one('', 'Ada'),
    password: one('', 'a long secret', 'short'),
    email: one('', `${id}@example.org`, 'shared@example.org', 'nowhere'),
    integration_id: one('', `i${at}`),
    pronouns: one('', 'she/her', '<delete>'),
    status: one('active', 'active', 'suspended'),
  })),
  'enrollments.csv': someRows(
    {
      course_id: one('', ...courses.slice(0, 3)),
      section_id: one('', ...numbered('S', 5)),
      user_id: one(...users, 'U9'),
      role: one('student', 'student', 'teacher', 'ta', 'wizard'),
      status: one('active', 'inactive', 'completed', 'deleted'),
      start_date: one(...dates, ...no_date),
      limit_section_privileges: one('', 'true'),
    },
    // A section with and without its course is the same place.
    (row) => `${row.section_id || row.course_id} ${row.user_id} ${row.role}`,
  ),
  'admins.csv': someRows(
    {
      user_id: one(...users, 'U9'),
      account_id: one('', 'A1', 'A9'),
      role: one('AccountAdmin'),
      status: one('active', 'deleted'),
    },
    (row) => `${row.user_id} ${row.account_id}`,
  ),
  'user_observers.csv': someRows(
    {
      observer_id: one(...observers, 'U9'),
      student_id: one(...members),
      status: one('active'),
    },
    (row) => `${row.observer_id} ${row.student_id}`,
  ),
};

const groups: Readonly<Record<string, fc.Arbitrary<SteadyFile>>> = {
  'group_categories.csv': rowsOf(numbered('GC', 4), (id) => ({
    group_category_id: one(id),
    account_id: one('', '', 'A1'),
    course_id: one('', '', 'C1', 'C2'),
    category_name: one(`Set ${id}`, `Set ${id}`, 'Communities'),
    status: one('active', 'active', 'deleted'),
  })),
  'groups.csv': rowsOf(numbered('G', 5), (id) => ({
    group_id: one(id),
    group_category_id: one('', ...numbered('GC', 4)),
    course_id: one('', '', 'C1'),
    name: one('Chess', 'Go'),
    status: one('available', 'available', 'deleted'),
  })),
  'groups_membership.csv': rowsOf(members, (id) => ({
    group_id: one(...numbered('G', 5), 'G9'),
    user_id: one(id),
    status: one('accepted', 'accepted', 'deleted'),
  })),
  'differentiation_tag_sets.csv': rowsOf(numbered('TS', 3), (id) => ({
    tag_set_id: one(id),
    course_id: one('C1', 'C2'),
    set_name: one(`Set ${id}`),
    status: one('active', 'active', 'deleted'),
  })),
  'differentiation_tags.csv': rowsOf(numbered('D', 4), (id) => ({
    tag_id: one(id),
    tag_set_id: one('', 'TS1', 'TS2'),
    course_id: one('', 'C1', 'C2'),
    name: one(`Tag ${id}`),
    status: one('available', 'available', 'deleted'),
  })),
  'differentiation_tag_membership.csv': rowsOf(members, (id) => ({
    tag_id: one(...numbered('D', 4), 'D9'),
    user_id: one(id),
    status: one('accepted', 'accepted', 'deleted'),
  })),
  'institutional_tag_categories.csv': rowsOf(numbered('IC', 2), (id) => ({
    category_id: one(id),
    name: one('Support', 'Origin'),
    description: one('', 'More'),
    status: one('active', 'active', 'deleted'),
  })),
  'institutional_tags.csv': rowsOf(numbered('IT', 3), (id) => ({
    institutional_tag_id: one(id),
    category_id: one('IC1', 'IC2', 'IC9'),
    name: one('First', 'Mentored'),
    description: one('Once', 'Twice'),
    status: one('active', 'active', 'deleted'),
  })),
  'institutional_tag_associations.csv': rowsOf(members, (id) => ({
    institutional_tag_id: one(...numbered('IT', 3), 'IT9'),
    user_id: one(id),
    status: one('active', 'active', 'deleted'),
  })),
};

/**
 * Schools whose files may be refused in part, but hold no two rows about one object and delete nothing that stands:
 * what they ask for is the same whether it is there already or not. Logins, new SIS IDs and deleted observer links are
 * left out, as their rows by their nature mean something else the second time.
 */
export const steadySchool: fc.Arbitrary<SteadySchool> = fc.record({ ...places, ...people, ...groups });
