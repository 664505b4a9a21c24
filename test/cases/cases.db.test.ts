import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { completeSisImportCreation, insertSisImport, insertStoredFile } from '../../src/db/index.ts';
import { runImport } from '../../src/engine/index.ts';
import { openDiskStorage, type Storage } from '../../src/storage/index.ts';
import { type CaseStep, readCases } from '../support/case-folder.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { exportedFiles } from '../support/exported-files.ts';
import { asJson, changeByHand, makeTenant, resultOf, storedOptions, uploadOf } from '../support/run-case.ts';
import { storedRows } from '../support/stored-rows.ts';

const cases = await readCases(import.meta.dirname);

let database: TestDatabase;
let storage: Storage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-cases-'));
  database = await createTestDatabase();
  storage = openDiskStorage(folder);
});

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const quiet = {
  info: () => {},
  error: (fields: object) => {
    throw new Error('an import failed', { cause: fields });
  },
};

async function importStep(root_account_id: number, step: CaseStep, chunk_rows: number): Promise<number> {
  const { name, content } = await uploadOf(step);
  const key = `cases/${root_account_id}/${Math.random().toString(36).slice(2)}`;
  const { size_bytes } = await storage.write(key, Readable.from([content]));
  const made = await insertSisImport(database.pool, {
    root_account_id,
    user_id: 0,
    import_type: 'instructure_csv',
  });
  const file = {
    root_account_id,
    storage_key: key,
    display_name: name,
    content_type: 'application/zip',
    size_bytes,
  };
  const stored = await insertStoredFile(database.pool, file);
  const options = await storedOptions(database.pool, root_account_id, step);
  const done = { root_account_id, id: made.id, stored_file_id: stored.id, options };
  await completeSisImportCreation(database.pool, done);
  const context = { pool: database.pool, storage, now: () => new Date(), log: quiet, chunk_rows };
  await runImport(context, { root_account_id, sis_import_id: made.id });
  return made.id;
}

// The size of a chunk is the engine's own affair: what an import does must not depend on it.
describe.each([1000, 1])('through the engine in chunks of %i', (chunk_rows) => {
  test.each(cases.map((entry) => [entry.name, entry] as const))('%s', async (name, entry) => {
    const tenant = await makeTenant(database.pool, name);
    for (const step of entry.steps) {
      await changeByHand(database.pool, tenant, step);
      const id = await importStep(tenant, step, chunk_rows);
      const result = await resultOf(database.pool, tenant, id);
      await expect(asJson(result)).toMatchFileSnapshot(step.expect_path);
    }
    const exported = await exportedFiles(database.pool, tenant);
    for (const out of entry.outs) {
      await expect(exported.get(out) ?? '').toMatchFileSnapshot(join(entry.path, 'out', out));
    }
    for (const { table, header, path } of entry.stored) {
      await expect(await storedRows(database.pool, tenant, table, header)).toMatchFileSnapshot(path);
    }
  });
});
