import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addImport } from '../../test/support/add-import.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { importFiles } from '../../test/support/import-files.ts';
import { removeFolder } from '../../test/support/remove-folder.ts';
import { makeTenant } from '../../test/support/run-case.ts';
import { openDiskStorage, type Storage } from '../storage/index.ts';
import type { EngineContext, ImportKey } from './context.ts';
import { runImport } from './index.ts';

let database: TestDatabase;
let folder: string;
let storage: Storage;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-aborted-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
  removeFolder(folder);
});

const terms = (status: string) =>
  ['term_id,name,status', ...Array.from({ length: 60 }, (_, n) => `T${n},Term ${n},${status}`)].join('\n');

/** An import that deletes all terms of a school, ready to be run. */
async function add(options: object): Promise<ImportKey> {
  const { pool } = database;
  const tenant = await makeTenant(pool, 'Aborted');
  const diffing = { diffing_data_set_identifier: 'nightly' };
  await importFiles({ pool, storage, options: diffing }, tenant, { 'terms.csv': terms('active') });
  return await addImport({ pool, storage }, tenant, { 'terms.csv': Buffer.from(terms('deleted')) }, options);
}

/** Runs it; faults fail the test. */
async function run(key: ImportKey, more: Partial<EngineContext>): Promise<void> {
  const faults: object[] = [];
  const log = { info() {}, error: (fields: object) => faults.push(fields) };
  await runImport({ pool: database.pool, storage, log, now: () => new Date(), chunk_rows: 5, ...more }, key);
  expect(faults).toEqual([]);
}

/** As a person does it. */
async function abort({ root_account_id, sis_import_id }: ImportKey, phase: string | null): Promise<void> {
  await database.pool.query(
    `update sis_imports set workflow_state = 'aborted'
     where root_account_id = $1 and id = $2 and ($3::text is null or data #>> '{phase,name}' = $3)`,
    [root_account_id, sis_import_id, phase],
  );
}

async function look({ root_account_id, sis_import_id }: ImportKey) {
  const { rows } = await database.pool.query(
    `select i.workflow_state, i.ended_at, i.is_held, i.data ? 'plan' as planned, i.data ? 'statistics' as ended,
       (select count(*) from enrollment_terms t where t.root_account_id = $1 and t.sis_id is not null
         and t.workflow_state = 'active')::int as active,
       (select count(*) from sis_import_plan_entries e where e.root_account_id = $1 and e.sis_import_id = $2)::int
         as entries
     from sis_imports i where i.root_account_id = $1 and i.id = $2`,
    [root_account_id, sis_import_id],
  );
  return rows[0];
}

const stopped = { workflow_state: 'aborted', ended_at: null, is_held: false, planned: false, ended: false };

it('an import that is aborted while it is compared with the one before applies nothing', async () => {
  const key = await add({ diffing_data_set_identifier: 'nightly' });
  const abortingStorage: Storage = {
    read: (at) => storage.read(at),
    remove: (at) => storage.remove(at),
    withLocalFile: (at, use) => storage.withLocalFile(at, use),
    write: async (at, data) => {
      const written = await storage.write(at, data);
      if (at.includes('diffed')) await abort(key, null);
      return written;
    },
  };
  await run(key, { storage: abortingStorage });
  expect(await look(key)).toEqual({ ...stopped, active: 60, entries: 0 });
});

it.each([
  ['a dry run', { dry_run: true }],
  ['a check for harm', { hold: 'on' }],
])('%s that is aborted while it is rehearsed leaves no plan, and no hold', async (_, options) => {
  const key = await add(options);
  let asked = false;
  // Told first while the rehearsal goes on: how far it is.
  const hold = async () => {
    const { rows } = await database.pool.query(
      `select from pg_locks where relation = 'roster_changes'::regclass and mode = 'RowExclusiveLock'
         and database = (select oid from pg_database where datname = current_database())`,
    );
    if (rows.length === 0 || asked) return;
    asked = true;
    await abort(key, null);
  };
  await run(key, { hold });
  expect(asked).toBe(true);
  expect(await look(key)).toEqual({ ...stopped, active: 60, entries: 0 });
});

it('an import that is aborted while rows are applied keeps what is applied, and applies no more', async () => {
  const key = await add({});
  // Told before each piece of work, of which there may be others beside the rows: files are copied meanwhile.
  const hold = async () => {
    const { rows } = await database.pool.query(
      'select from sis_import_files where root_account_id = $1 and sis_import_id = $2 and done_rows > 0',
      [key.root_account_id, key.sis_import_id],
    );
    if (rows.length > 0) await abort(key, 'terms');
  };
  await run(key, { hold });
  const { active, ...told } = await look(key);
  expect(told).toEqual({ ...stopped, entries: 0 });
  expect(active).toBeGreaterThan(0);
  expect(active).toBeLessThan(60);
});
