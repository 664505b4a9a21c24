import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { insertImportRow } from '../../../test/support/sis-import-rows.ts';
import { inTransaction } from '../../db/index.ts';
import type { Storage } from '../../storage/index.ts';
import { ImportRun } from '../import-run.ts';
import { interruptible } from './interruptible.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

/** A statement of an import that would take an hour. */
async function startLongStatement(signal: AbortSignal) {
  const id = await insertImportRow(database.pool, { workflow_state: 'cleanup_batch' });
  const log = { info() {}, error() {} };
  const context = { pool: database.pool, storage: {} as Storage, log, signal, now: () => new Date() };
  const key = { root_account_id: 1, sis_import_id: id };
  const run = new ImportRun(context, key, { options: {}, user_id: null, tally: {} });
  const working = inTransaction(database.pool, (client) =>
    interruptible(run, client, () => client.query('select pg_sleep(3600)')),
  );
  const ended = working.then(
    () => 'done',
    (error: Error) => error.name,
  );
  await eventually(async () => {
    const { rowCount } = await database.pool.query(
      `select from pg_stat_activity where datname = current_database() and query like '%pg_sleep%' and state = 'active'
       and pid <> pg_backend_pid()`,
    );
    return rowCount === 1;
  });
  return { id, ended };
}

test('a long statement ends when a person aborts the import', async () => {
  const { id, ended } = await startLongStatement(new AbortController().signal);
  await database.pool.query(`update sis_imports set workflow_state = 'aborted' where id = $1`, [id]);
  expect(await ended).toBe('ImportAborted');
}, 60_000);

test('a long statement ends when the worker is to stop', async () => {
  const stop = new AbortController();
  const { ended } = await startLongStatement(stop.signal);
  stop.abort();
  expect(await ended).toBe('ImportInterrupted');
}, 60_000);

test('what is soon done is not disturbed, and what fails tells so itself', async () => {
  const id = await insertImportRow(database.pool, { workflow_state: 'aborted' });
  const context = {
    pool: database.pool,
    storage: {} as Storage,
    log: { info() {}, error() {} },
    now: () => new Date(),
  };
  const key = { root_account_id: 1, sis_import_id: id };
  const run = new ImportRun(context, key, { options: {}, user_id: null, tally: {} });
  await inTransaction(database.pool, async (client) => {
    expect(await interruptible(run, client, async () => 'done')).toBe('done');
  });
  const failing = inTransaction(database.pool, (client) =>
    interruptible(run, client, () => client.query('select 1 / 0')),
  );
  await expect(failing).rejects.toMatchObject({ code: '22012' });
});
