import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDiskStorage } from '../src/storage/index.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { importFiles } from './support/import-files.ts';
import { planOf } from './support/plans.ts';
import { removeFolder } from './support/remove-folder.ts';
import { makeTenant } from './support/run-case.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-blocked-'));
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
  removeFolder(folder);
});

const before = {
  'terms.csv':
    'term_id,name,status,start_date,end_date,date_override_enrollment_type\n' +
    'T1,One,active,2026-01-01,2026-06-30,\nT1,,active,2026-01-10,2026-06-20,TeacherEnrollment\n',
  'users.csv': 'user_id,login_id,full_name,status\nU1,ada,Ada Byron,active\nU2,ben,Ben Cole,active\n',
};

const after = {
  'terms.csv':
    'term_id,name,status,start_date,end_date,date_override_enrollment_type\n' +
    'T1,Uno,active,2026-02-01,2026-06-30,\nT1,,active,2026-02-10,2026-06-20,TeacherEnrollment\n',
  'users.csv': 'user_id,login_id,full_name,status\nU1,ada2,Ada King,active\nU2,ben,Ben Cole,deleted\n',
};

/** What a dry run says stays, in order of the rows. */
async function blockedIn(stuck: Readonly<Record<string, string>>) {
  const { pool } = database;
  const context = { pool, storage: openDiskStorage(folder) };
  const tenant = await makeTenant(pool, 'Sticky');
  await importFiles(context, tenant, before);
  for (const [table, fields] of Object.entries(stuck))
    await pool.query(`update ${table} set stuck_fields = $2 where root_account_id = $1`, [tenant, fields]);
  await importFiles({ ...context, options: { dry_run: true } }, tenant, after);
  const { rows } = await pool.query(
    'select id::int from sis_imports where root_account_id = $1 order by id desc limit 1',
    [tenant],
  );
  const { entries } = await planOf(pool, { root_account_id: tenant, sis_import_id: rows[0].id });
  return entries
    .filter(({ action }) => action === 'blocked')
    .map(({ kind, row_number, before, after }) => ({ kind, row_number, before, after }));
}

it.each([
  ['the name of a person', { users: 'name' }, 'users', { name: 'Ada Byron' }, { name: 'Ada King' }],
  ['a login', { pseudonyms: 'unique_id' }, 'logins', { unique_id: 'ada' }, { unique_id: 'ada2' }],
  ['a term', { enrollment_terms: 'name' }, 'terms', { name: 'One' }, { name: 'Uno' }],
])('the plan tells of %s that a person has set', async (_, stuck, kind, was, wanted) => {
  const told = await blockedIn(stuck);
  expect(told).toMatchObject([{ kind, row_number: 2, before: was, after: wanted }]);
});

it('the plan tells of a login that stays, although its row deletes it', async () => {
  expect(await blockedIn({ pseudonyms: 'workflow_state' })).toMatchObject([
    {
      kind: 'logins',
      row_number: 3,
      before: { workflow_state: 'active' },
      after: { workflow_state: 'deleted' },
    },
  ]);
});

it('the plan tells of dates of a type of enrollment that a person has set', async () => {
  const told = await blockedIn({ term_date_overrides: 'start_at end_at' });
  expect(told).toMatchObject([
    { row_number: 3, before: { start_at: expect.anything() }, after: { start_at: expect.anything() } },
  ]);
});

it('the plan tells of nothing blocked where nothing sticks', async () => {
  expect(await blockedIn({})).toEqual([]);
});
