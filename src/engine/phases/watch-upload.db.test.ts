import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { insertImportRow } from '../../../test/support/sis-import-rows.ts';
import { openDiskStorage } from '../../storage/index.ts';
import { ImportRun } from '../import-run.ts';
import { watchUpload } from './watch-upload.ts';

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-watch-'));
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

/** A file that never ends, read by an import; `pieces` counts what was read of it. */
async function readEndless(signal: AbortSignal) {
  const id = await insertImportRow(database.pool, { workflow_state: 'importing' });
  const log = { info() {}, error() {} };
  const storage = openDiskStorage(folder);
  const context = { pool: database.pool, storage, log, signal, now: () => new Date() };
  const key = { root_account_id: 1, sis_import_id: id };
  const run = new ImportRun(context, key, { options: {}, user_id: null, tally: {} });
  let pieces = 0;
  async function* endless() {
    for (;;) {
      pieces += 1;
      yield Buffer.from('x');
      await delay(5);
    }
  }
  const file = {
    path: 'a.csv',
    base_name: 'a.csv',
    size_bytes: 1,
    read: async () => Readable.from(endless()),
  };
  const watched = watchUpload(run, { files: [file], messages: [], close: async () => {} });
  const reading = (async () => {
    for await (const _ of await watched.files[0]!.read()) await delay(0);
  })();
  return { id, reading, pieces: () => pieces };
}

test('reading ends when a person aborts the import', async () => {
  const { id, reading } = await readEndless(new AbortController().signal);
  await database.pool.query(`update sis_imports set workflow_state = 'aborted' where id = $1`, [id]);
  await expect(reading).rejects.toMatchObject({ name: 'ImportAborted' });
});

test('reading ends at once when the run is asked to stop, and the file is closed', async () => {
  const stop = new AbortController();
  const { reading, pieces } = await readEndless(stop.signal);
  stop.abort();
  await expect(reading).rejects.toMatchObject({ name: 'ImportInterrupted' });
  const read = pieces();
  await delay(30);
  expect(pieces()).toBeLessThanOrEqual(read + 1);
});
