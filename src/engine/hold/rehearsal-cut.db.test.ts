import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { importFiles } from '../../../test/support/import-files.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { makeTenant, zipOf } from '../../../test/support/run-case.ts';
import { completeSisImportCreation, insertSisImport, insertStoredFile } from '../../db/index.ts';
import { openDiskStorage, type Storage } from '../../storage/index.ts';
import { type EngineContext, runImport } from '../index.ts';

let database: TestDatabase;
let storage: Storage;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-rehearsal-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
  removeFolder(folder);
});

const users = (status: string) =>
  [
    'user_id,login_id,full_name,status',
    ...Array.from({ length: 60 }, (_, n) => `U${n},u${n},User ${n},${status}`),
  ].join('\n');

/** An import that deletes everybody, and has not begun. */
async function makeImport(options: object) {
  const { pool } = database;
  const root_account_id = await makeTenant(pool, 'Cut');
  await importFiles({ pool, storage }, root_account_id, { 'users.csv': users('active') });
  const made = await insertSisImport(pool, { root_account_id, user_id: 0, import_type: 'instructure_csv' });
  const storage_key = `imports/${root_account_id}/${made.id}.zip`;
  const content = await zipOf({ 'users.csv': Buffer.from(users('deleted')) });
  const { size_bytes } = await storage.write(storage_key, Readable.from([content]));
  const file = {
    root_account_id,
    storage_key,
    display_name: 'u.zip',
    content_type: 'application/zip',
    size_bytes,
  };
  const { id: stored_file_id } = await insertStoredFile(pool, file);
  await completeSisImportCreation(pool, { root_account_id, id: made.id, stored_file_id, options });
  return { root_account_id, sis_import_id: made.id };
}

type Key = Awaited<ReturnType<typeof makeImport>>;

const run = (key: Key, more: Partial<EngineContext> = {}) =>
  runImport(
    {
      pool: database.pool,
      storage,
      now: () => new Date(),
      log: { info: () => {}, error: ({ error }: { error?: unknown }) => Promise.reject(error) },
      chunk_rows: 10,
      ...more,
    },
    key,
  );

async function look({ root_account_id, sis_import_id }: Key) {
  const { rows } = await database.pool.query(
    `select i.workflow_state, i.is_held, i.data #>> '{plan,logins,delete}' as planned,
       (select count(*) from pseudonyms p where p.root_account_id = $1 and p.workflow_state = 'active')::int as active,
       (select count(*) from sis_import_plan_entries e where e.root_account_id = $1 and e.sis_import_id = $2
         and e.action = 'delete')::int as entries
     from sis_imports i where i.root_account_id = $1 and i.id = $2`,
    [root_account_id, sis_import_id],
  );
  return rows[0];
}

/** Ends, from outside, the session in whose transaction the import is being rehearsed. */
async function cutRehearsal(): Promise<number> {
  const { rowCount } = await database.pool.query(
    `select pg_terminate_backend(a.pid) from pg_stat_activity a
     join pg_locks l on l.pid = a.pid and l.relation = 'roster_changes'::regclass and l.mode = 'RowExclusiveLock'
     where a.datname = current_database() and a.pid <> pg_backend_pid()`,
  );
  return rowCount ?? 0;
}

it.each([
  ['a dry run', { dry_run: true }],
  ['a check', { hold: 'on' }],
])('%s whose session dies in the middle leaves nothing, and is done again', async (_, options) => {
  const key = await makeImport(options);
  let cut = 0;
  const hold = async () => {
    if (cut === 0) cut = await cutRehearsal();
  };
  await expect(run(key, { hold })).rejects.toThrow();
  expect(cut).toBe(1);
  expect(await look(key)).toMatchObject({ is_held: false, planned: null, active: 60, entries: 0 });
  await run(key);
  const isDry = 'dry_run' in options;
  expect(await look(key)).toEqual({
    workflow_state: isDry ? 'imported' : 'created',
    is_held: !isDry,
    planned: '60',
    active: 60,
    entries: 60,
  });
});

it('a rehearsal that is asked to stop leaves nothing, and is done again', async () => {
  const key = await makeImport({ hold: 'on' });
  const stop = new AbortController();
  const hold = async () => {
    // The first time that the rehearsal tells how far it is.
    const { rows } = await database.pool.query(
      `select from pg_locks where relation = 'roster_changes'::regclass`,
    );
    if (rows.length > 0) stop.abort();
  };
  await expect(run(key, { hold, signal: stop.signal })).rejects.toThrow('interrupted');
  expect(await look(key)).toMatchObject({ workflow_state: 'created', is_held: false, entries: 0 });
  await run(key);
  expect(await look(key)).toMatchObject({ is_held: true, active: 60, entries: 60 });
});

it('a rehearsal that a person aborts ends there', async () => {
  const key = await makeImport({ hold: 'on' });
  const hold = async () => {
    await database.pool.query(
      `update sis_imports set workflow_state = 'aborted' where id = $1 and data #>> '{phase,name}' = 'reading'`,
      [key.sis_import_id],
    );
  };
  await run(key, { hold });
  expect(await look(key)).toMatchObject({
    workflow_state: 'aborted',
    is_held: false,
    active: 60,
    entries: 0,
  });
});

it('a rehearsal gives way to a person who changes what it changes', async () => {
  const key = await makeImport({ dry_run: true });
  let edits = 0;
  const log = { info: () => {}, error: ({ error }: { error?: unknown }) => Promise.reject(error) };
  const hold = async () => {
    if (edits > 0) return;
    const { rows } =
      await database.pool.query(`select from pg_locks where relation = 'roster_changes'::regclass
      and mode = 'RowExclusiveLock'`);
    if (rows.length === 0) return;
    edits += 1;
    // Of a row that the rehearsal comes to later.
    await database.pool.query(
      `update pseudonyms set workflow_state = 'deleted' where root_account_id = $1 and sis_id = 'U59'`,
      [key.root_account_id],
    );
  };
  await run(key, { hold, log });
  expect(edits).toBe(1);
  expect(await look(key)).toMatchObject({ workflow_state: 'imported', planned: '59', active: 59 });
});
