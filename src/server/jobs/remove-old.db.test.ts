import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { makeTenant } from '../../../test/support/run-case.ts';
import { insertImportRow, insertMessageRow } from '../../../test/support/sis-import-rows.ts';
import { insertStoredFile } from '../../db/index.ts';
import { openDiskStorage, type Storage } from '../../storage/index.ts';
import { startWorkers } from './index.ts';
import { makeRemoveOld, queueRemoval } from './remove-old.ts';

const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
let database: TestDatabase;
let folder: string;
let storage: Storage;
let tenant: number;

beforeEach(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'rollcall-retention-'));
  storage = openDiskStorage(folder);
  tenant = await makeTenant(database.pool, 'Lakeside');
});

afterEach(async () => {
  await database.close();
  removeFolder(folder);
});

function ignore(): void {}

const signal = new AbortController().signal;

async function removeOld(
  options: { readonly days?: number; readonly batch_rows?: number } = {},
): Promise<void> {
  const { days: retention_days = 30, ...rest } = options;
  await makeRemoveOld({ database, storage, log, retention_days, ...rest })(
    {},
    { signal, hold: async () => {} },
  );
}

async function age(table: string, where: string, days: number): Promise<void> {
  await database.pool.query(
    `update ${table} set created_at = now() - $1 * interval '1 day' where root_account_id = $2 and ${where}`,
    [days, tenant],
  );
}

/** A file of so many days, and where it lies. */
async function store(
  name: string,
  days: number,
): Promise<{ readonly id: number; readonly isThere: () => boolean }> {
  const storage_key = `test/${name}`;
  await storage.write(storage_key, Readable.from(['x']));
  const row = {
    root_account_id: tenant,
    storage_key,
    display_name: name,
    content_type: 'text/csv',
    size_bytes: 1,
  };
  const { id } = await insertStoredFile(database.pool, row);
  await age('stored_files', `id = ${id}`, days);
  return { id, isThere: () => existsSync(join(folder, storage_key)) };
}

async function messagesLeft(): Promise<readonly string[]> {
  const { rows } = await database.pool.query('select message from sis_import_messages order by id');
  return rows.map(({ message }) => message);
}

test('messages are kept for thirty days, or as many as were set', async () => {
  const id = await insertImportRow(database.pool, { root_account_id: tenant });
  for (const days of [29, 31, 5, 400]) {
    await insertMessageRow(database.pool, id, { text: `${days} days`, root_account_id: tenant });
    await age('sis_import_messages', `message = '${days} days'`, days);
  }
  await removeOld();
  expect(await messagesLeft()).toEqual(['29 days', '5 days']);
  await removeOld({ days: 28 });
  expect(await messagesLeft()).toEqual(['5 days']);
});

test('many are removed some at a time', async () => {
  const id = await insertImportRow(database.pool, { root_account_id: tenant });
  for (let n = 0; n < 25; n++)
    await insertMessageRow(database.pool, id, { text: 'old', root_account_id: tenant });
  await age('sis_import_messages', 'true', 40);
  const sizes: (number | null)[] = [];
  const query = database.pool.query.bind(database.pool) as (
    ...given: unknown[]
  ) => Promise<{ rowCount: number }>;
  const pool = new Proxy(database.pool, {
    get: (target, name) =>
      name === 'query'
        ? async (...given: unknown[]) => {
            const result = await query(...given);
            if (String(given[0]).startsWith('delete from sis_import_messages')) sizes.push(result.rowCount);
            return result;
          }
        : Reflect.get(target, name),
  });
  const task = makeRemoveOld({
    database: { ...database, pool },
    storage,
    log,
    retention_days: 30,
    batch_rows: 10,
  });
  await task({}, { signal, hold: async () => {} });
  expect(sizes).toEqual([10, 10, 5, 0]);
});

test('old files go, bytes and all, but not the upload of an import that is still to be run', async () => {
  const [errors, young, waiting, done] = await Promise.all(
    [
      ['errors', 31],
      ['young', 29],
      ['waiting', 90],
      ['done', 31],
    ].map(([name, days]) => store(String(name), Number(days))),
  );
  const made = { root_account_id: tenant };
  await insertImportRow(database.pool, { ...made, workflow_state: 'created', stored_file_id: waiting?.id });
  await insertImportRow(database.pool, { ...made, workflow_state: 'imported', stored_file_id: done?.id });
  await removeOld();
  expect([errors, young, waiting, done].map((file) => file?.isThere())).toEqual([false, true, true, false]);
  const { rows } = await database.pool.query('select display_name from stored_files order by 1');
  expect(rows.map(({ display_name }) => display_name)).toEqual(['waiting', 'young']);
});

test('of a data set the upload stays with which the next one will be compared', async () => {
  const nightly = { diffing_data_set_identifier: 'nightly' };
  const add = async (name: string, days: number, more: object) => {
    const file = await store(name, days);
    const created_at = new Date(Date.now() - days * 86_400_000).toISOString();
    const row = { root_account_id: tenant, workflow_state: 'imported', options: nightly, created_at };
    await insertImportRow(database.pool, { ...row, stored_file_id: file.id, ...more });
    return file;
  };
  const compared = { data: { diffed_against_sis_batch_id: 1 } };
  const first = await add('first', 90, {});
  const second = await add('second', 80, compared);
  const third = await add('third', 70, compared);
  const whole = await add('whole', 60, {});
  const failed = await add('failed', 50, { ...compared, workflow_state: 'failed_with_messages' });
  const other = await add('other', 40, { options: { diffing_data_set_identifier: 'other' } });
  await removeOld();
  const left = () => [first, second, third, whole, failed, other].map((file) => file.isThere());
  expect(left()).toEqual([false, false, true, true, false, true]);
  await add('remaster', 1, { options: { ...nightly, diffing_remaster_data_set: true } });
  await removeOld();
  expect(left()).toEqual([false, false, false, false, false, true]);
});

test('what is noted of changes goes with the days', async () => {
  const { pool } = database;
  for (const days of [31, 29])
    await pool.query(
      `insert into roster_changes (root_account_id, sis_import_id, table_name, after, lowest_id, highest_id, ids, created_at)
       values ($1, $2::int, 'users', '{}', 1, 1, '{[1,2)}', now() - $2::int * interval '1 day')`,
      [tenant, days],
    );
  await removeOld();
  const { rows } = await pool.query('select sis_import_id from roster_changes');
  expect(rows).toEqual([{ sis_import_id: 29 }]);
});

test('parts of an upload that nobody can finish go, those of one that waits for its turn stay', async () => {
  const { pool } = database;
  const parts: Record<string, string> = {};
  for (const [state, expires] of [
    ['initializing', '-2 hours'],
    ['initializing', '2 hours'],
    ['aborted', '2 hours'],
    ['created', '-2 hours'],
  ]) {
    const id = await insertImportRow(pool, { root_account_id: tenant, workflow_state: state ?? '' });
    const key = `uploads/${id}`;
    await storage.write(key, Readable.from(['x']));
    parts[`${state} ${expires}`] = key;
    await pool.query(
      `insert into sis_import_uploads (root_account_id, sis_import_id, display_name, content_type, expires_at)
       values ($1, $2, 'u.csv', 'text/csv', now() + $3::interval)`,
      [tenant, id, expires],
    );
    await pool.query('insert into sis_import_upload_parts values ($1, $2, 0, 1, $3)', [tenant, id, key]);
  }
  // What a crash has left of an earlier removal goes, too.
  await storage.write('uploads/left', Readable.from(['x']));
  await pool.query(`insert into stored_file_removals values ($1, 'uploads/left')`, [tenant]);
  await removeOld();
  const left = Object.entries(parts).filter(([, key]) => existsSync(join(folder, key)));
  expect(left.map(([what]) => what)).toEqual(['initializing 2 hours', 'created -2 hours']);
  expect(existsSync(join(folder, 'uploads/left'))).toBe(false);
  expect((await pool.query('select from stored_file_removals')).rowCount).toBe(0);
});

test('keys of requests go after their seven days', async () => {
  for (const days of [8, 6])
    await database.pool.query(
      `insert into idempotency_keys values ($1, $2, 'f', 1, now() - $3 * interval '1 day')`,
      [tenant, `key ${days}`, days],
    );
  await removeOld();
  expect((await database.pool.query('select key from idempotency_keys')).rows).toEqual([{ key: 'key 6' }]);
});

test('workers do it by themselves, once an hour, however many they are', async () => {
  const id = await insertImportRow(database.pool, { root_account_id: tenant, workflow_state: 'imported' });
  const addOld = async () => {
    await insertMessageRow(database.pool, id, { text: 'old', root_account_id: tenant });
    await age('sis_import_messages', 'true', 40);
  };
  await addOld();
  const options = { database, storage, log, concurrency: 1, sweep_ms: 30, runImport: async () => {} };
  const workers = await Promise.all([startWorkers(options), startWorkers({ ...options, only: 'imports' })]);
  try {
    await eventually(async () => (await messagesLeft()).length === 0);
    expect(await queueRemoval(database.pool)).toBe(false);
    await addOld();
    await database.pool.query(
      `update installation set value = (now() - interval '1 hour')::text where name = 'retention_ran_at'`,
    );
    await eventually(async () => (await messagesLeft()).length === 0);
  } finally {
    await Promise.all(workers.map((worker) => worker.stop()));
  }
});
