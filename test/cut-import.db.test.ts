import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ImportKey, runImport } from '../src/engine/index.ts';
import { openDiskStorage, type Storage } from '../src/storage/index.ts';
import { addImport } from './support/add-import.ts';
import { makeCutPool } from './support/cut-pool.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { generateMixedDistrict, leaveOut, type UploadFiles } from './support/mixed-district.ts';
import { makeTenant } from './support/run-case.ts';
import { seededDraws } from './support/seeded-draws.ts';
import { outcomeOfTenant, type TenantOutcome } from './support/tenant-outcome.ts';

// In this process, so that any statement can be the last one, the commit and its answer among them;
// crash.db.test.ts kills real processes.

const district = generateMixedDistrict(48);
const uploads: readonly { readonly files: UploadFiles; readonly options: object }[] = [
  ...district.map((files) => ({ files, options: {} })),
  // Batch mode takes away again what this one leaves out, and what stands in no row of its own.
  {
    files: leaveOut(district[0], ['courses.csv', 'sections.csv', 'enrollments.csv']),
    options: {
      batch_mode: true,
      multi_term_batch_mode: true,
      change_threshold: 100,
    },
  },
];
// Smaller than any file that matters, so that every kind of work is cut between chunks too.
const CHUNK_ROWS = 9;
// The longest transaction, the end step, has fewer: cuts reach every statement, and none goes on for ever.
const MOST_STATEMENTS = 400;

let database: TestDatabase;
let storage: Storage;
let folder: string;
let whole: TenantOutcome;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-cut-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
  const tenant = await makeSchool();
  for (const { files, options } of uploads)
    await run(database.pool, await addImport(place(), tenant, files, options));
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

async function run(pool: Pool, key: ImportKey): Promise<void> {
  await runImport({ pool, storage, now: () => new Date(), log, chunk_rows: CHUNK_ROWS }, key);
}

async function makeSchool(): Promise<number> {
  const tenant = await makeTenant(database.pool, 'District');
  await database.pool.query(
    `update accounts set settings = '{"institutional_tags": true}' where root_account_id = $1 and id = $1`,
    [tenant],
  );
  return tenant;
}

/** Runs an import again and again, each time until a statement drawn by chance; returns how often. */
async function runCut(key: ImportKey, draw: () => number): Promise<number> {
  for (let cuts = 0; ; cuts++) {
    // Early statements more often than late ones: what begins a run is repeated by each.
    const at = 1 + Math.floor(draw() ** 3 * MOST_STATEMENTS);
    const cut = makeCutPool(database.pool, { at, carried_out: draw() < 0.5 });
    try {
      await run(cut.pool, key);
      expect(cut.isCut(), 'a run whose connections are cut does not come to an end').toBe(false);
      return cuts;
    } catch (error) {
      if (!cut.isCut()) throw error;
    }
  }
}

describe('an import that is cut off at any statement, again and again,', () => {
  it.each([1, 2])('leaves what one in a single go leaves (seed %i)', { timeout: 120_000 }, async (seed) => {
    const draw = seededDraws(seed);
    const tenant = await makeSchool();
    for (const { files, options } of uploads) {
      const key = await addImport(place(), tenant, files, options);
      expect(await runCut(key, draw)).toBeGreaterThan(2);
    }
    expect(await outcomeOfTenant(place(), tenant)).toEqual(whole);
  });

  it('does all kinds of work, so that all are cut', () => {
    expect(whole.imports).toMatchObject([
      { workflow_state: 'imported_with_messages' },
      { workflow_state: 'imported_with_messages' },
      { workflow_state: 'imported_with_messages' },
    ]);
    const worked = Object.entries(whole.tables).filter(([, rows]) => rows.length > 0);
    expect(worked.map(([table]) => table)).toEqual(
      expect.arrayContaining(['courses', 'course_sections', 'users', 'enrollments', 'group_memberships']),
    );
    const { statistics } = (whole.imports[1] as { readonly data: { readonly statistics: object } }).data;
    expect(statistics).toMatchObject({ Enrollment: { deleted: expect.any(Number) } });
    expect(JSON.stringify(statistics)).not.toMatch(/"Enrollment":\{[^}]*"deleted":0/);
    const { counts } = (
      whole.imports[2] as { readonly data: { readonly counts: Readonly<Record<string, number>> } }
    ).data;
    expect(counts.batch_courses_deleted).toBeGreaterThan(1);
    expect(counts.batch_sections_deleted).toBeGreaterThan(1);
    expect(counts.batch_enrollments_deleted).toBeGreaterThan(5 * CHUNK_ROWS);
  });
});
