import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rowRules } from '../../src/check/index.ts';
import { type FileType, fileTypes, messages, stickyFieldsOf } from '../../src/format/index.ts';

const all: readonly FileType[] = fileTypes;
const names = all.map((fileType) => fileType.name);

/** The order of recognition and of processing, as the published format has it. */
const published_order = [
  'change_sis_id',
  'account',
  'term',
  'abstract_course',
  'course',
  'section',
  'xlist',
  'user',
  'login',
  'enrollment',
  'admin',
  'group_category',
  'group',
  'group_membership',
  'differentiation_tag_set',
  'differentiation_tag',
  'differentiation_tag_membership',
  'institutional_tag_category',
  'institutional_tag',
  'institutional_tag_association',
  'grade_publishing_results',
  'user_observer',
];

/** Where the objects of a file type are stored, for those with sticky fields. */
const tables: Readonly<Record<string, readonly string[]>> = {
  account: ['accounts'],
  term: ['enrollment_terms', 'term_date_overrides'],
  abstract_course: ['abstract_courses'],
  course: ['courses'],
  section: ['course_sections'],
  xlist: ['course_sections'],
  user: ['users', 'pseudonyms'],
  enrollment: ['enrollments'],
  group: ['groups'],
  differentiation_tag: ['groups'],
};

const migration = readFileSync(
  new URL('../../src/db/migrations/0001-roster-and-imports.sql', import.meta.url),
  'utf8',
);

/** The text between the brackets of `create table`. */
function tableBody(table: string): string {
  const body = new RegExp(`create table ${table} \\(\\n(.*?)\\n\\);`, 's').exec(migration)?.[1];
  if (body === undefined) throw new Error(`Migration 0001 creates no table ${table}.`);
  return body;
}

const hasColumn = (table: string, column: string) =>
  new RegExp(`^ {2}${column} `, 'm').test(tableBody(table));

test('the file types stand in the published order', () => {
  expect(names).toEqual(published_order);
});

test('names, plurals and file names are taken once', () => {
  for (const key of ['name', 'plural', 'noun', 'file_name'] as const) {
    expect(new Set(all.map((fileType) => fileType[key])).size, key).toBe(all.length);
  }
});

describe.each(all)('the declaration of $name', (fileType) => {
  const columns = Object.entries(fileType.columns);
  const known = new Set(Object.keys(fileType.columns));

  test('has rules and messages', () => {
    expect(rowRules).toHaveProperty(fileType.name);
    expect(Object.keys(messages).some((code) => code.startsWith(`${fileType.name}.`))).toBe(true);
  });

  test('speaks only of its own columns', () => {
    const { all_of = [], any_of = [] } = fileType.recognized_by;
    const spoken = [
      ...all_of,
      ...any_of.flat(),
      ...fileType.identified_by,
      ...(fileType.needs_one_of ?? []).flat(),
      ...Object.keys(fileType.example),
    ];
    expect(spoken.filter((column) => !known.has(column))).toEqual([]);
  });

  test('is not recognised by a column that it excludes', () => {
    expect((fileType.recognized_by.none_of ?? []).filter((column) => known.has(column))).toEqual([]);
  });

  test('refers only to types before it, or to its own', () => {
    const before = names.slice(0, names.indexOf(fileType.name) + 1);
    const references = columns.flatMap(([, column]) => column.references ?? []);
    expect(
      references.filter((name) => !before.includes(name)),
      'Rows are applied type by type: an object that is referred to must be there before the reference.',
    ).toEqual([]);
  });

  test('refers to objects by SIS ID', () => {
    const others = columns.filter(
      ([, column]) => column.references !== undefined && column.kind !== 'sis_id',
    );
    expect(others.map(([name]) => name)).toEqual([]);
  });

  test('names a group for each column of which one of several is needed', () => {
    const grouped = new Set((fileType.needs_one_of ?? []).flat());
    const either = columns.filter(([, column]) => column.required === 'either').map(([name]) => name);
    expect(either.filter((name) => !grouped.has(name))).toEqual([]);
  });

  test('lists the words of every column that takes words, in lower case', () => {
    for (const [name, column] of columns.filter(([, { kind }]) => kind === 'enum')) {
      expect(column.values?.length, name).toBeGreaterThan(0);
      expect(column.values, name).toEqual(column.values?.map((word) => word.toLowerCase()));
    }
  });

  test('says how a status is compared exactly when it has one', () => {
    expect(fileType.status_match !== undefined).toBe(known.has('status'));
  });

  test('takes no name that a parsed row uses itself', () => {
    expect(columns.map(([name]) => name)).not.toEqual(expect.arrayContaining(['row']));
    expect(columns.map(([name]) => name)).not.toEqual(expect.arrayContaining(['bad_date']));
  });

  test('keeps passwords secret', () => {
    const open = columns.filter(
      ([name, column]) => name.includes('password') && column.kind === 'text' && !column.secret,
    );
    expect(open.map(([name]) => name)).toEqual([]);
  });

  test('names sticky fields that are stored', () => {
    const stores = tables[fileType.name] ?? [];
    const unknown = stickyFieldsOf(fileType).filter(
      (field) => !stores.some((table) => hasColumn(table, field)),
    );
    expect(unknown, 'A sticky field is named as its column in the migration.').toEqual([]);
    for (const table of stores) expect(hasColumn(table, 'stuck_fields'), table).toBe(true);
  });

  test('describes itself and every column in whole sentences', () => {
    for (const summary of [fileType.summary, ...columns.map(([, column]) => column.summary)]) {
      expect(summary).toMatch(/^[A-Z].*\.$/s);
    }
  });

  test('shows in its example what every row needs', () => {
    const needed = columns.filter(([, column]) => column.required === 'yes').map(([name]) => name);
    expect(needed.filter((name) => (fileType.example[name] ?? '') === '')).toEqual([]);
    for (const group of fileType.needs_one_of ?? []) {
      expect(
        group.some((name) => (fileType.example[name] ?? '') !== ''),
        group.join(),
      ).toBe(true);
    }
  });
});
