import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { importFiles } from '../../../test/support/import-files.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { makeTenant } from '../../../test/support/run-case.ts';
import { createClient } from '../../client/index.ts';
import { openDiskStorage } from '../../storage/index.ts';
import { type RunningServer, startServer } from '../index.ts';

// An undo holds a connection for its transaction and tells of its steps on a second one. With a pool that is just large
// enough for the first ones, undos at once would wait for one another for ever.

const UNDOS = 10;

let database: TestDatabase;
let folder: string;
let server: RunningServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-undos-'));
  database = await createTestDatabase();
  const place = { database_url: database.url, data_dir: folder };
  server = await startServer({ ...place, port: 0, host: '127.0.0.1', workers: UNDOS });
});
afterAll(async () => {
  await server.close();
  removeFolder(folder);
  await database.close();
});

/** A school with one import, which has made a term. */
async function makeSchool(): Promise<{ readonly account_id: number; readonly id: number }> {
  const { pool } = database;
  const account_id = await makeTenant(pool, 'School');
  const files = { 'terms.csv': Buffer.from('term_id,name,status\nT1,One,active\n') };
  await importFiles({ pool, storage: openDiskStorage(folder) }, account_id, files);
  const { rows } = await pool.query<{ id: number }>(
    'select id::int from sis_imports where root_account_id = $1',
    [account_id],
  );
  return { account_id, id: rows[0]?.id ?? 0 };
}

/** How many sessions of the server wait for a lock. */
async function waiting(): Promise<number> {
  const { rowCount } = await database.pool.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rowCount ?? 0;
}

test('ten undos at once in one process come to their end, and so do requests beside them', async () => {
  const client = createClient({ base_url: server.url, token: server.token });
  const schools = [];
  while (schools.length < UNDOS) schools.push(await makeSchool());
  const gate = await database.pool.connect();
  const begun = [];
  try {
    // What each undo locks first, in a transaction of its own.
    await gate.query('begin');
    await gate.query('select from root_accounts for update');
    begun.push(...(await Promise.all(schools.map((school) => client.undoSisImport(school)))));
    await eventually(async () => (await waiting()) >= UNDOS);
    await gate.query('commit');
  } finally {
    gate.release();
  }
  const asked = schools.map((school) => client.showSisImport(school));
  expect((await Promise.all(asked)).map(({ id }) => id)).toEqual(schools.map(({ id }) => id));
  for (const { id } of begun)
    await eventually(async () => (await client.showProgress({ id })).workflow_state === 'completed');
  const { rows } = await database.pool.query('select from enrollment_terms where sis_id is not null');
  expect(rows).toEqual([]);
});
