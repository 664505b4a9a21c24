import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDiskStorage, type Storage } from '../src/storage/index.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { exportedFiles } from './support/exported-files.ts';
import { importFiles } from './support/import-files.ts';
import { newestImport, restoreImport, undoAnImport } from './support/put-back.ts';
import { baseUpload, randomOptions, randomUpload, type Upload } from './support/random-uploads.ts';
import { removeFolder } from './support/remove-folder.ts';
import { rosterRows } from './support/roster-rows.ts';
import { makeTenant } from './support/run-case.ts';

// A few seconds' worth; `LAWS_RUNS=500` looks for what these do not find.
const runs = (few: number) => Number(process.env.LAWS_RUNS ?? few);
const patience = { timeout: process.env.LAWS_RUNS === undefined ? 240_000 : 10_000_000 };

let database: TestDatabase;
let storage: Storage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-undo-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
});

afterAll(async () => {
  await database.close();
  removeFolder(folder);
});

async function newTenant(): Promise<number> {
  const tenant = await makeTenant(database.pool, 'Laws');
  await database.pool.query('update accounts set settings = $2 where root_account_id = $1', [
    tenant,
    { differentiation_tags: true, institutional_tags: true, personal_pronouns: true },
  ]);
  await bring(tenant, baseUpload);
  return tenant;
}

async function bring(
  tenant: number,
  files: Upload,
  options: object = {},
  chunk_rows = 1000,
): Promise<number> {
  await importFiles({ pool: database.pool, storage, chunk_rows, options }, tenant, files);
  return newestImport(database.pool, tenant);
}

/** Everything about a tenant that an import can change. */
async function stateOf(tenant: number) {
  const { pool } = database;
  return {
    sis_export: Object.fromEntries(await exportedFiles(pool, tenant)),
    provisioning: Object.fromEntries(await exportedFiles(pool, tenant, 'provisioning_csv')),
    rows: await rosterRows(pool, tenant),
  };
}

/** Batch mode for one term, or for those of the terms file. */
const randomBatch = fc.record({
  term: fc.constantFrom('term-1', 'term-2', 'term-3', null),
  batch_mode_enrollment_drop_status: fc.constantFrom('deleted', 'completed', 'inactive'),
});

/** Only what an upload changes against the one before it of its data set. */
const randomDiffing = fc.record({
  diffing_data_set_identifier: fc.constant('nightly'),
  diffing_drop_status: fc.constantFrom('deleted', 'completed', 'inactive'),
});

const step = fc.record({
  files: randomUpload,
  options: randomOptions,
  batch: fc.option(randomBatch, { freq: 2 }),
  diffing: fc.option(randomDiffing, { freq: 1 }),
  chunk_rows: fc.constantFrom(1000, 3),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function run(tenant: number, { files, options, batch, diffing, chunk_rows }: Step): Promise<number> {
  if (batch === null) return await bring(tenant, files, { ...options, ...diffing }, chunk_rows);
  const { term, ...rest } = batch;
  const found = await database.pool.query(
    'select id from enrollment_terms where root_account_id = $1 and sis_id = $2',
    [tenant, term],
  );
  // A step before may have given the term another id.
  const batch_mode_term_id: number | undefined = found.rows[0]?.id;
  const place = batch_mode_term_id === undefined ? { multi_term_batch_mode: true } : { batch_mode_term_id };
  return await bring(tenant, files, { ...options, ...rest, ...place, batch_mode: true }, chunk_rows);
}

async function undo(tenant: number, id: number): Promise<void> {
  const progress = await undoAnImport({ pool: database.pool, storage }, tenant, id);
  expect(progress).toMatchObject({ workflow_state: 'completed', results: { left: 0, obstacles: [] } });
}

describe('undoing whatever was in the files', () => {
  it(
    'leaves the roster, its exports and its marks as they were, import by import backwards',
    patience,
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 3 }), async (steps) => {
          const tenant = await newTenant();
          const before: { readonly id: number; readonly state: unknown }[] = [];
          for (const each of steps) {
            const state = await stateOf(tenant);
            before.push({ id: await run(tenant, each), state });
          }
          for (const { id, state } of before.reverse()) {
            await undo(tenant, id);
            expect(await stateOf(tenant)).toEqual(state);
          }
        }),
        { numRuns: runs(6), endOnFailure: true },
      );
    },
  );

  it('does so after its states have been restored as well', patience, async () => {
    await fc.assert(
      fc.asyncProperty(step, step, async (first, second) => {
        const tenant = await newTenant();
        await run(tenant, first);
        const state = await stateOf(tenant);
        const id = await run(tenant, second);
        await restoreImport({ pool: database.pool, storage, chunk_rows: 3 }, tenant, id, {
          undelete_only: true,
        });
        await restoreImport({ pool: database.pool, storage, chunk_rows: 3 }, tenant, id);
        await undo(tenant, id);
        expect(await stateOf(tenant)).toEqual(state);
      }),
      { numRuns: runs(4), endOnFailure: true },
    );
  });
});
