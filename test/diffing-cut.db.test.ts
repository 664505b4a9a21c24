import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportKey, runImport } from '../src/engine/index.ts';
import { openDiskStorage, type Storage } from '../src/storage/index.ts';
import { addImport } from './support/add-import.ts';
import { ConnectionCut, makeCutPool } from './support/cut-pool.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { generateMixedDistrict } from './support/mixed-district.ts';
import { makeTenant } from './support/run-case.ts';
import { seededDraws } from './support/seeded-draws.ts';
import { outcomeOfTenant, type TenantOutcome } from './support/tenant-outcome.ts';

// What cut-import.db.test.ts does to imports, done to one that is compared with another: cut off while it compares,
// while the diff is stored, between the two and afterwards.

const [first, second] = generateMixedDistrict(48);
const CHUNK_ROWS = 9;
const MOST_STATEMENTS = 200;
const options = { diffing_data_set_identifier: 'nightly' };

let database: TestDatabase;
let storage: Storage;
let folder: string;
let whole: TenantOutcome;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-diffing-cut-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
  const tenant = await importFirst();
  await run(database.pool, storage, await addImport(place(), tenant, second, options));
  whole = await outcomeOfTenant(place(), tenant);
}, 60_000);

afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const place = () => ({ pool: database.pool, storage });

const log = {
  info: () => {},
  error: (fields: object) => {
    throw new Error('an import failed', { cause: fields });
  },
};

async function run(pool: Pool, files: Storage, key: ImportKey): Promise<void> {
  await runImport({ pool, storage: files, now: () => new Date(), log, chunk_rows: CHUNK_ROWS }, key);
}

async function importFirst(): Promise<number> {
  const tenant = await makeTenant(database.pool, 'District');
  await database.pool.query(
    `update accounts set settings = '{"institutional_tags": true}' where root_account_id = $1 and id = $1`,
    [tenant],
  );
  await run(database.pool, storage, await addImport(place(), tenant, first, options));
  return tenant;
}

/** A storage that breaks off in the middle of the file that is written as the `at`th one. */
function makeCutStorage(at: number): { readonly storage: Storage; readonly isCut: () => boolean } {
  let written = 0;
  let is_cut = false;
  const write: Storage['write'] = async (key, data) => {
    written += 1;
    if (written !== at) return storage.write(key, data);
    is_cut = true;
    let bytes = 0;
    data.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > 0) data.destroy(new ConnectionCut());
    });
    return storage.write(key, data);
  };
  return { storage: { ...storage, write }, isCut: () => is_cut };
}

describe('an import that is compared with another', () => {
  it('is worth cutting: it applies a diff with warnings', () => {
    expect(whole.imports[1]).toMatchObject({
      workflow_state: 'imported_with_messages',
      data: { diffed_against_sis_batch_id: 0 },
      diffing_threshold_exceeded: false,
    });
  });

  it.each([1, 2])(
    'and cut off at any statement leaves what one in a single go leaves (seed %i)',
    { timeout: 120_000 },
    async (seed) => {
      const draw = seededDraws(seed);
      const tenant = await importFirst();
      const key = await addImport(place(), tenant, second, options);
      for (let cuts = 0; ; cuts++) {
        const at = 1 + Math.floor(draw() ** 3 * MOST_STATEMENTS);
        const cut = makeCutPool(database.pool, { at, carried_out: draw() < 0.5 });
        const ended = await run(cut.pool, storage, key).then(
          () => true,
          (error: unknown) => {
            if (!cut.isCut()) throw error;
            return false;
          },
        );
        if (!ended) continue;
        expect(cuts).toBeGreaterThan(2);
        break;
      }
      expect(await outcomeOfTenant(place(), tenant)).toEqual(whole);
    },
  );

  it('and cut off while its diff is written makes it again', { timeout: 60_000 }, async () => {
    const tenant = await importFirst();
    const key = await addImport(place(), tenant, second, options);
    // The first thing that it writes is its diff.
    const cut = makeCutStorage(1);
    await expect(run(database.pool, cut.storage, key)).rejects.toThrow(ConnectionCut);
    expect(cut.isCut()).toBe(true);
    const { rows } = await database.pool.query('select data, diffed_file_id from sis_imports where id = $1', [
      key.sis_import_id,
    ]);
    expect(rows[0].diffed_file_id).toBeNull();
    expect(rows[0].data).not.toHaveProperty('supplied_batches');
    await run(database.pool, storage, key);
    expect(await outcomeOfTenant(place(), tenant)).toEqual(whole);
  });

  it('takes the diff that is noted, and makes no other', { timeout: 60_000 }, async () => {
    const tenant = await importFirst();
    const key = await addImport(place(), tenant, second, options);
    const keys: string[] = [];
    const counting: Storage = {
      ...storage,
      write: (name, data) => {
        keys.push(name);
        return storage.write(name, data);
      },
    };
    for (let at = 5; ; at += 7) {
      const cut = makeCutPool(database.pool, { at, carried_out: false });
      const ended = await run(cut.pool, counting, key).then(
        () => true,
        () => false,
      );
      const noted = await database.pool.query(
        'select from sis_imports where id = $1 and diffed_file_id is not null',
        [key.sis_import_id],
      );
      if (noted.rowCount === 1) keys.push('noted');
      if (ended) break;
    }
    expect(keys.lastIndexOf('noted')).toBeGreaterThan(keys.indexOf('noted'));
    const made = keys
      .slice(keys.indexOf('noted'))
      .filter((name) => name.endsWith(`/sis_upload_diffed_${key.sis_import_id}.zip`));
    expect(made).toEqual([]);
  });
});
