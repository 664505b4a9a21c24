import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDiskStorage, type Storage } from '../src/storage/index.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { differingColumns } from './support/differing-columns.ts';
import { exportCsv } from './support/export-csv.ts';
import { exportKinds } from './support/exported-files.ts';
import { importFiles } from './support/import-files.ts';
import { makeTenant } from './support/run-case.ts';

/** What the example school lacks: groups of a course and of accounts, with and without a category, a cross-listing,
 * admins and an observer. */
const further = {
  'xlists.csv': 'xlist_course_id,section_id,status\nENG7-ALL,ENG7-F26-B,active\n',
  'group_categories.csv': `group_category_id,account_id,course_id,category_name,status
LAB,,ENG7-F26,Lab groups,active
CLUBS,upper,,Clubs,active
HOUSES,,,Houses,active
`,
  'groups.csv': `group_id,group_category_id,account_id,course_id,name,status
LAB-1,LAB,,,Lab 1,available
LAB-2,LAB,,ENG7-F26,"Lab, the second",available
CHESS,CLUBS,,,Chess,available
RED,HOUSES,,,Red,available
CHOIR,,upper,,Choir,available
READERS,,,ENG7-F26,Readers,available
BAND,,,,Band,available
`,
  'groups_membership.csv': `group_id,user_id,status
LAB-1,u0092,accepted
LAB-2,u0094,accepted
READERS,u0092,accepted
CHESS,u0094,accepted
RED,u0001,accepted
BAND,u0002,accepted
`,
  'admins.csv': `user_id,account_id,role,status
u0001,,AccountAdmin,active
u0001,upper,AccountAdmin,active
`,
  'user_observers.csv': 'observer_id,student_id,status\nu0002,u0092,active\n',
};

let database: TestDatabase;
let storage: Storage;
let folder: string;
let lakeside: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-round-trip-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
  lakeside = await makeTenant(database.pool, 'Lakeside');
  const source = join(import.meta.dirname, '..', 'examples', 'lakeside');
  const names = (await readdir(source)).filter((name) => name.endsWith('.csv'));
  const contents = await Promise.all(names.map((name) => readFile(join(source, name))));
  await bring(lakeside, Object.fromEntries(names.map((name, at) => [name, contents[at]!])));
  expect(await bring(lakeside, further)).toMatchObject({ workflow_state: 'imported' });
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const bring = (tenant: number, csvs: Readonly<Record<string, string | Buffer>>) =>
  importFiles({ pool: database.pool, storage }, tenant, csvs);

async function take(root_account_id: number, parameters = {}): Promise<Record<string, string>> {
  const csvs: Record<string, string> = {};
  for (const file of exportKinds) {
    const lines = await exportCsv(database.pool, {
      root_account_id,
      report: 'sis_export_csv',
      file,
      parameters,
    });
    csvs[`${file}.csv`] = `${lines.join('\n')}\n`;
  }
  return csvs;
}

/** Role ids belong to a tenant. */
const withoutRoleIds = (csvs: Readonly<Record<string, string>>) => ({
  ...csvs,
  'enrollments.csv': csvs['enrollments.csv']!.replace(/^([^,]*,[^,]*,[^,]*),\d+,/gm, '$1,,'),
  'admins.csv': csvs['admins.csv']!.replace(/^([^,]*,[^,]*),\d+,/gm, '$1,,'),
});

/**
 * Every roster row of a tenant, but for the stamps. An enrollment that a link to an observer has made names no login
 * until a row does, and so changes once.
 */
async function rosterOf(root_account_id: number): Promise<Record<string, unknown>> {
  const roster: Record<string, unknown> = {};
  for (const table of [
    'accounts',
    'enrollment_terms',
    'term_date_overrides',
    'courses',
    'course_sections',
    'users',
    'pseudonyms',
    'communication_channels',
    'enrollments',
    'group_categories',
    'groups',
    'group_memberships',
    'account_users',
    'user_observers',
  ]) {
    const { rows } = await database.pool.query(
      `select to_jsonb(t) - 'sis_import_id' - case when to_jsonb(t) ->> 'type' = 'ObserverEnrollment'
         then '{sis_pseudonym_id,updated_at}'::text[] else '{}'::text[] end as row
       from ${table} t where root_account_id = $1 order by id`,
      [root_account_id],
    );
    roster[table] = rows.map(({ row }) => row);
  }
  return roster;
}

describe('an export', () => {
  it('holds all kinds of rows', async () => {
    const csvs = await take(lakeside);
    const rows = Object.fromEntries(
      Object.entries(csvs).map(([name, text]) => [name, text.trimEnd().split('\n').length - 1]),
    );
    expect(rows).toMatchObject({ 'accounts.csv': 3, 'terms.csv': 2, 'courses.csv': 25 });
    expect(rows).toMatchObject({ 'xlist.csv': 1, 'group_categories.csv': 3, 'groups.csv': 7 });
    expect(rows['group_membership.csv']).toBe(6);
    expect(rows).toMatchObject({ 'admins.csv': 2, 'user_observers.csv': 1 });
    expect(rows['users.csv']).toBeGreaterThan(290);
    expect(rows['enrollments.csv']).toBeGreaterThan(1400);
  });

  it('that is imported again changes nothing', async () => {
    const csvs = await take(lakeside);
    const before = await rosterOf(lakeside);
    const result = await bring(lakeside, csvs);
    expect(result).toMatchObject({ workflow_state: 'imported', statistics: {}, messages: [] });
    expect(await rosterOf(lakeside)).toEqual(before);
    expect(await take(lakeside)).toEqual(csvs);
  });

  it('that is imported into an empty root account makes the same roster', async () => {
    const csvs = await take(lakeside);
    const copy = await makeTenant(database.pool, 'Copy');
    const result = await bring(copy, csvs);
    expect(result).toMatchObject({ workflow_state: 'imported', messages: [] });
    // A section is exported where it is, and its home is not: in the copy it has never been anywhere else.
    const without_xlist = { 'xlist.csv': csvs['xlist.csv']!.split('\n')[0]!.concat('\n') };
    expect(withoutRoleIds(await take(copy))).toEqual(withoutRoleIds({ ...csvs, ...without_xlist }));
  });

  // The headers are those of Canvas, and a column that is absent clears as a blank cell does.
  it('clears what it has no column for: integration ids of accounts and terms, dates of enrollments', async () => {
    const school = await makeTenant(database.pool, 'School');
    await bring(school, {
      'accounts.csv': 'account_id,parent_account_id,name,status,integration_id\nA1,,North,active,ia\n',
      'terms.csv': 'term_id,name,status,integration_id\nT1,Fall,active,it\n',
      'courses.csv': 'course_id,short_name,long_name,status,integration_id\nC1,C,Course,active,ic\n',
      'sections.csv': 'section_id,course_id,name,status,integration_id\nS1,C1,Section,active,is\n',
      'users.csv': 'user_id,login_id,full_name,status,integration_id\nU1,ada,Ada Byron,active,iu\n',
      'enrollments.csv':
        'section_id,user_id,role,status,start_date,end_date\nS1,U1,student,active,2026-09-01,2027-01-31\n',
    });
    const before = await rosterOf(school);
    const result = await bring(school, await take(school));
    const after = await rosterOf(school);
    expect(result).toMatchObject({ workflow_state: 'imported', statistics: {}, messages: [] });
    expect(differingColumns(before, after)).toEqual([
      'accounts.integration_id',
      'enrollment_terms.integration_id',
      'enrollments.end_at',
      'enrollments.start_at',
    ]);
  });
});
