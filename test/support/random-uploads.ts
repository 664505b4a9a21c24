import fc from 'fast-check';
import { type Column, csvLine, type FileType, fileTypes, recognizeFileType } from '../../src/format/index.ts';

/** Files of an upload, name to content. */
export type Upload = Readonly<Record<string, string>>;

const most_rows = 8;

const one = (...values: readonly string[]) => fc.constantFrom(...values);

/** Mostly one of the good values, now and then an odd one: what is refused at once meets nothing. */
function mostly(good: readonly string[], odd: readonly string[]): fc.Arbitrary<string> {
  if (odd.length === 0) return one(...good);
  return fc.oneof({ weight: 40, arbitrary: one(...good) }, { weight: 1, arbitrary: one(...odd) });
}

/** Few ids per kind of object, so that rows meet each other, and a few that no store takes or knows. */
function idsOf(kind: string): fc.Arbitrary<string> {
  const own = [1, 2, 3].map((number) => `${kind}-${number}`);
  return mostly(own, [` ${own[0]} `, 'nowhere', 'x'.repeat(256), '007', '😀', 'nul\0']);
}

/** What text columns are drawn from where any text would only be refused: good ones and odd ones. */
const texts: Readonly<Record<string, readonly [good: readonly string[], odd: readonly string[]]>> = {
  role: [
    ['student', 'student', 'Teacher', 'observer', 'DesignerEnrollment'],
    ['AccountAdmin', 'wizard'],
  ],
  login_id: [
    ['ada', 'ADA', 'bob', 'cyd', 'dee', 'eve', 'ΣΟΦΟΣ', 'σοφος'],
    ['İnci', 'l'.repeat(101), 'b\u0007ll'],
  ],
  password: [['a long secret', 'another secret'], ['short']],
  ssha_password: [['{SSHA}c2VjcmV0'], []],
  email: [['a@example.org', 'A@Example.org', 'b@example.org'], ['nowhere']],
  authentication_provider_id: [
    ['canvas', '1'],
    ['ldap', '99'],
  ],
  date_override_enrollment_type: [['StudentEnrollment', 'TeacherEnrollment'], ['student']],
  user_integration_id: [['i1', 'i2'], ['i9']],
  existing_integration_id: [['i1', 'i2'], ['i9']],
  old_integration_id: [['i1', 'i2', 'i3'], []],
  new_integration_id: [['i1', 'i4', '<delete>'], []],
  integration_id: [['i1', 'i2', 'i3', 'i4', 'i5', 'i6'], []],
};

/** Columns that would refuse or drop nearly every row, or make the file one of another kind. */
const rarely = new Set([
  'root_account',
  'role_id',
  'abstract_course_id',
  'existing_canvas_user_id',
  'user_integration_id',
]);

/** Blank cells for every 40 filled ones. */
const blanks = { yes: 1, new: 1, either: 12, no: 30 };

const names = ['One', 'Two', 'Ada Byron', 'Öberg, Åsa', 'say "hi", twice', 'two\nlines', '😀'];
const dates = ['2026-08-24', '2026-12-18T00:00:00Z', '2027-01-01 08:00'];
const odd_dates = ['2026-02-30', 'soon', '9999-12-31', '0001-01-01'];
// Numbers of enrollments, which belong to one tenant: none that exists, as tenants are compared.
const numbers = ['0', '-1', '4503599627370496', '99999999999999999999', 'x'];
const kinds_with_ids = ['user', 'course', 'section', 'term', 'account', 'group'];

function textOf(kind: string, name: string, column: Column): fc.Arbitrary<string> {
  const cleared = column.clear_word ? [column.clear_word] : [];
  if (column.kind === 'sis_id' && kind === 'change_sis_id') {
    return one(...kinds_with_ids.flatMap((of) => [`${of}-1`, `${of}-2`, `${of}-4`]));
  }
  if (column.kind === 'sis_id') return idsOf(column.references ?? kind);
  if (column.kind === 'boolean') return one('true', 'no', 'Y', '0', 'perhaps');
  if (column.kind === 'timestamp') return mostly([...dates, ...cleared], odd_dates);
  if (column.kind === 'integer') return one(...numbers);
  if (kind === 'admin' && name === 'role') return mostly(['AccountAdmin'], ['student']);
  const own = texts[name];
  if (own !== undefined) return mostly(...own);
  if (column.values === undefined) return mostly(names, ['n'.repeat(256), '\0']);
  // Deletes end much of what there is to see.
  const words = column.values.flatMap((word) => (word.startsWith('deleted') ? [word] : [word, word, word]));
  return mostly(words, [words[0]?.toUpperCase() ?? '', `${words[0]}_x`, 'wrong', ...cleared]);
}

/** Cells of a column: mostly good, blank more often where the column is optional. */
function cellsOf(kind: string, name: string, column: Column): fc.Arbitrary<string> {
  const blank = blanks[column.required ?? 'no'];
  const filled = rarely.has(name) && column.required !== 'yes' ? 1 : 40;
  return fc.oneof(
    { weight: filled, arbitrary: textOf(kind, name, column) },
    { weight: blank, arbitrary: fc.constant('') },
  );
}

/** A file with some of the columns of its type, among them those by which it is recognised, in any order. */
function fileOf(fileType: FileType): fc.Arbitrary<string> {
  const all: readonly (readonly [string, Column])[] = Object.entries(fileType.columns);
  const header = fc
    .shuffledSubarray([...all], { minLength: Math.ceil(all.length / 2) })
    .map((columns) => {
      const needed = all.filter(
        ([name, column]) => column.required !== undefined || fileType.recognized_by.all_of?.includes(name),
      );
      return [...new Map([...columns, ...needed])];
    })
    .filter((columns) => recognizeFileType(columns.map(([name]) => name)) === fileType);
  return header.chain((columns) => {
    const row = fc.tuple(...columns.map(([name, column]) => cellsOf(fileType.name, name, column)));
    return fc.array(row, { maxLength: most_rows, size: 'max' }).map((rows) => {
      return [columns.map(([name]) => name), ...rows].map((cells) => csvLine(cells)).join('');
    });
  });
}

/** Uploads made of the declarations: a few rows of some of the file types, with mistakes of all sorts. */
export const randomUpload: fc.Arbitrary<Upload> = fc
  // Biased draws repeat the first values, and rows that are all alike meet nothing.
  .noBias(
    fc.record(
      Object.fromEntries(fileTypes.map((fileType) => [fileType.file_name, fileOf(fileType as FileType)])),
      { requiredKeys: [] },
    ),
  )
  .map((files) => files as Upload);

/** Options of an import, each on or off. */
export const randomOptions = fc.record(
  Object.fromEntries(
    [
      'skip_deletes',
      'override_sis_stickiness',
      'add_sis_stickiness',
      'clear_sis_stickiness',
      'update_sis_id_if_login_claimed',
    ].map((name) => [name, fc.boolean()]),
  ),
);

/** What the random rows find to begin with: three of what most of them refer to. */
export const baseUpload: Upload = {
  'accounts.csv': baseFile(
    'account_id,parent_account_id,name,status',
    (n) => `account-${n},,Account ${n},active`,
  ),
  'terms.csv': baseFile('term_id,name,status', (n) => `term-${n},Term ${n},active`),
  'courses.csv': baseFile(
    'course_id,short_name,long_name,account_id,term_id,status',
    (n) => `course-${n},C${n},Course ${n},account-${n},term-${n},published`,
  ),
  'sections.csv': baseFile(
    'section_id,course_id,name,status',
    (n) => `section-${n},course-${n},Section ${n},active`,
  ),
  'users.csv': baseFile('user_id,login_id,full_name,status', (n) => `user-${n},user${n},User ${n},active`),
  'group_categories.csv': baseFile(
    'group_category_id,course_id,category_name,status',
    (n) => `group_category-${n},course-${n},Set ${n},active`,
  ),
  'groups.csv': baseFile(
    'group_id,group_category_id,name,status',
    (n) => `group-${n},group_category-${n},Group ${n},available`,
  ),
};

function baseFile(header: string, row: (number: number) => string): string {
  return [header, row(1), row(2), row(3), ''].join('\n');
}
