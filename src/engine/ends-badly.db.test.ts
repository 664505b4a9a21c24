import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addImport } from '../../test/support/add-import.ts';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { importFiles } from '../../test/support/import-files.ts';
import { removeFolder } from '../../test/support/remove-folder.ts';
import { makeTenant } from '../../test/support/run-case.ts';
import { openDiskStorage, type Storage } from '../storage/index.ts';
import type { EngineContext, ImportKey } from './context.ts';
import { giveUpImport, runImport } from './index.ts';

let database: TestDatabase;
let folder: string;
let storage: Storage;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-ends-badly-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
  removeFolder(folder);
});

const log = { info() {}, error() {} };
const contextOf = (more: Partial<EngineContext> = {}): EngineContext => {
  return { pool: database.pool, storage, log, now: () => new Date(), chunk_rows: 2, ...more };
};

const terms = (rows: readonly string[]) => ({
  'terms.csv': Buffer.from(`term_id,name,status\n${rows.join('\n')}\n`),
});

async function add(rows: readonly string[] = ['T1,One,active']): Promise<ImportKey> {
  const tenant = await makeTenant(database.pool, 'School');
  return await addImport({ pool: database.pool, storage }, tenant, terms(rows));
}

async function read({ sis_import_id }: ImportKey) {
  const { rows } = await database.pool.query('select * from sis_imports where id = $1', [sis_import_id]);
  return rows[0];
}

test('an upload that cannot be opened fails before anything, without an end, and tells no secrets of the server', async () => {
  const key = await add();
  await database.pool.query(
    `update stored_files set storage_key = 'nowhere/to/be/found.zip' where root_account_id = $1`,
    [key.root_account_id],
  );
  await runImport(contextOf(), key);
  const { workflow_state, ended_at, progress, data } = await read(key);
  expect({ workflow_state, ended_at, progress }).toEqual({
    workflow_state: 'failed',
    ended_at: null,
    progress: 0,
  });
  expect(data).toEqual({
    import_type: 'instructure_csv',
    error_reference: expect.stringMatching(/^[0-9a-f-]{36}$/),
    error_message: expect.stringContaining(data.error_reference),
    stack_trace: expect.any(String),
  });
  expect(JSON.stringify(data)).not.toMatch(/nowhere|\/tmp|\/src\//);
  await expectNothingNext(key);
});

test('a fault of comparing with an earlier upload fails the import before anything, too', async () => {
  const { pool } = database;
  const tenant = await makeTenant(pool, 'School');
  const options = { diffing_data_set_identifier: 'nightly' };
  await importFiles({ pool, storage, options }, tenant, terms(['T1,One,active']));
  const key = await addImport({ pool, storage }, tenant, terms(['T2,Two,active']));
  await pool.query('update sis_imports set options = $2 where id = $1', [key.sis_import_id, options]);
  const write: Storage['write'] = async (key, content) => {
    await storage.write(key, content);
    throw new TypeError('secret of the server');
  };
  const withLocalFile: Storage['withLocalFile'] = (key, use) => storage.withLocalFile(key, use);
  const errors: object[] = [];
  const log = { info() {}, error: (fields: object) => errors.push(fields) };
  await runImport(contextOf({ storage: { ...storage, write, withLocalFile }, log }), key);
  const { workflow_state, ended_at, data } = await read(key);
  expect({ workflow_state, ended_at }).toEqual({ workflow_state: 'failed', ended_at: null });
  expect(data.error_message).toContain('could not be compared');
  expect(data.error_message).toContain(data.error_reference);
  expect(data.stack_trace).not.toMatch(/secret/);
  expect(errors).toMatchObject([{ error: { name: 'NotCompared' } }]);
  await expectNothingNext(key);
});

test('a type of data for which there is no importer fails', async () => {
  const key = await add();
  await database.pool.query(
    `update sis_imports set data = '{"import_type": "other_format"}' where root_account_id = $1`,
    [key.root_account_id],
  );
  await runImport(contextOf(), key);
  expect(await read(key)).toMatchObject({
    workflow_state: 'failed',
    started_at: null,
    data: { import_type: 'other_format', error_message: expect.any(String) },
  });
  await expectNothingNext(key);
});

/** Neither of these is taken up again. */
async function expectNothingNext(key: ImportKey): Promise<void> {
  const before = await read(key);
  await runImport(contextOf(), key);
  expect(await read(key)).toEqual(before);
}

describe('an import that is given up', () => {
  /** Applies the first rows, and is stopped there. */
  async function applySome(rows: readonly string[]): Promise<ImportKey> {
    const key = await add(rows);
    const stop = new AbortController();
    let chunks = 0;
    const hold = async () => {
      chunks += 1;
      // Phase, files, watermark, then rows.
      if (chunks === 5) stop.abort();
    };
    await expect(runImport(contextOf({ hold, signal: stop.signal }), key)).rejects.toThrow('interrupted');
    expect(await read(key)).toMatchObject({ workflow_state: 'importing', ended_at: null });
    return key;
  }

  test('ends failed, with the counts and statistics of what was applied', async () => {
    const key = await applySome(Array.from({ length: 20 }, (_, at) => `T${at},Term ${at},active`));
    await giveUpImport(contextOf(), key, 'The import was given up.');
    const { workflow_state, ended_at, progress, data } = await read(key);
    expect(workflow_state).toBe('failed');
    expect(ended_at).not.toBeNull();
    expect(progress).toBeLessThan(100);
    expect(data).toMatchObject({ error_message: 'The import was given up.' });
    expect(data.counts.terms).toBeGreaterThan(0);
    expect(data.statistics.EnrollmentTerm.created).toBe(data.counts.terms);
  });

  test('ends with its messages, if it has any that tell of a failure', async () => {
    const key = await applySome(Array.from({ length: 20 }, (_, at) => `T${at},,active`));
    await database.pool.query(
      `insert into sis_import_messages (root_account_id, sis_import_id, code, failure, params, message)
       values ($1, $2, 'import.internal_error', true, '{}', 'Broken')`,
      [key.root_account_id, key.sis_import_id],
    );
    await giveUpImport(contextOf(), key, 'The import was given up.');
    const { workflow_state, processing_errors, processing_warnings, errors_file_id } = await read(key);
    expect({ workflow_state, processing_errors }).toEqual({
      workflow_state: 'failed_with_messages',
      processing_errors: [[null, 'Broken']],
    });
    expect(processing_warnings.length).toBeGreaterThan(0);
    expect(errors_file_id).not.toBeNull();
  });

  test('stays as it is once somebody has aborted it', async () => {
    const key = await applySome(Array.from({ length: 20 }, (_, at) => `T${at},Term ${at},active`));
    await database.pool.query(`update sis_imports set workflow_state = 'aborted' where id = $1`, [
      key.sis_import_id,
    ]);
    await giveUpImport(contextOf(), key, 'The import was given up.');
    expect(await read(key)).toMatchObject({ workflow_state: 'aborted', ended_at: null });
  });
});
