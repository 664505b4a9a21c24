import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDiskStorage, type Storage } from '../../src/storage/index.ts';
import { contentsOf } from '../support/conversion-cases.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { importFiles } from '../support/import-files.ts';
import { removeFolder } from '../support/remove-folder.ts';
import { makeTenant } from '../support/run-case.ts';

// What conversions write, imported in earnest: nothing of it is refused or remarked on.

const here = fileURLToPath(new URL('.', import.meta.url));
let database: TestDatabase;
let storage: Storage;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-oneroster-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
  removeFolder(folder);
});

const bring = async (tenant: number, converted: string) =>
  await importFiles({ ...database, storage }, tenant, await contentsOf(join(here, converted, 'out')));

it('imports the example, then a delta on it', async () => {
  const tenant = await makeTenant(database.pool, 'Example');
  expect(await bring(tenant, 'example')).toMatchObject({
    workflow_state: 'imported',
    messages: [],
    counts: { accounts: 2, terms: 3, courses: 3, sections: 3, users: 9, enrollments: 9, user_observers: 3 },
  });
  expect(await bring(tenant, 'oneroster/a-delta-changes-and-deletes')).toMatchObject({
    workflow_state: 'imported',
    messages: [],
  });
  const { rows } = await database.pool.query<{ sis_id: string }>(
    `select sis_id from course_sections where root_account_id = $1 and workflow_state = 'active' and sis_id is not null order by 1`,
    [tenant],
  );
  expect(rows.map(({ sis_id }) => sis_id)).toEqual(['cls-bio-1', 'cls-bio-2', 'cls-home-9a']);
});

it.each([
  'one-point-two-has-roles-in-a-file',
  'bad-values-are-named-and-the-rest-goes-on',
  'settings-choose-roles-ids-orgs-and-grades',
])('imports %s', async (name) => {
  const tenant = await makeTenant(database.pool, name);
  expect(await bring(tenant, `oneroster/${name}`)).toMatchObject({
    workflow_state: 'imported',
    messages: [],
  });
});
