import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planSources } from '../src/db/index.ts';
import { kindsTouchedBy } from '../src/engine/hold/can-harm.ts';
import { holdKinds } from '../src/engine/hold/limits.ts';
import { openDiskStorage, type Storage } from '../src/storage/index.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { importFiles } from './support/import-files.ts';
import { countDone, doneBy, planOf } from './support/plans.ts';
import { baseUpload, randomOptions, randomUpload, type Upload } from './support/random-uploads.ts';
import { removeFolder } from './support/remove-folder.ts';
import { makeTenant } from './support/run-case.ts';
import { outcomeOfTenant } from './support/tenant-outcome.ts';

const runs = (few: number) => Number(process.env.LAWS_RUNS ?? few);
const patience = { timeout: process.env.LAWS_RUNS === undefined ? 120_000 : 10_000_000 };

let database: TestDatabase;
let storage: Storage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-dry-run-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
  for (const table of ['users', 'enrollments', 'roles', 'authentication_providers']) {
    await database.pool.query(`select setval('${table}_id_seq', 1000)`);
  }
});

afterAll(async () => {
  await database.close();
  removeFolder(folder);
});

async function newTenant(): Promise<number> {
  const tenant = await makeTenant(database.pool, 'Rehearsed');
  await database.pool.query('update accounts set settings = $2 where root_account_id = $1', [
    tenant,
    { differentiation_tags: true, institutional_tags: true, personal_pronouns: true },
  ]);
  return tenant;
}

const noon = new Date('2026-11-20T12:00:00Z');

const bring = (tenant: number, files: Upload, options: object = {}, chunk_rows = 1000) =>
  importFiles({ pool: database.pool, storage, chunk_rows, options, now: () => noon }, tenant, files);

/** The newest import of a tenant, as it tells of itself. */
async function newestOf(root_account_id: number) {
  const { rows } = await database.pool.query(
    `select id, workflow_state, progress, data, processing_errors, processing_warnings from sis_imports
     where root_account_id = $1 order by id desc limit 1`,
    [root_account_id],
  );
  const { id, data, ...rest } = rows[0];
  const messages = await database.pool.query(
    `select code, failure, file, row_number, column_name, params, message, row_info from sis_import_messages
     where root_account_id = $1 and sis_import_id = $2 order by id`,
    [root_account_id, id],
  );
  const { downloadable_attachment_ids, dry_run, plan, ...told } = data;
  return {
    key: { root_account_id, sis_import_id: Number(id) },
    dry_run,
    plan,
    told: { ...rest, data: told, messages: messages.rows },
  };
}

/** All of a tenant but its imports. */
async function rosterOf(tenant: number) {
  const { exported, changes, tables } = await outcomeOfTenant({ pool: database.pool, storage }, tenant);
  const { sis_import_files: _, ...rest } = tables;
  return { exported, changes, tables: rest };
}

/** Lets some of what is there have been changed by hand, so that it sticks. */
async function changeSomeByHand(tenant: number): Promise<void> {
  for (const [table, fields] of [
    ['courses', 'name account_id enrollment_term_id'],
    ['course_sections', 'name course_id'],
    ['users', 'name sortable_name'],
    ['groups', 'name'],
  ]) {
    await database.pool.query(
      `update ${table} set stuck_fields = $2 where root_account_id = $1 and id % 2 = 0`,
      [tenant, fields],
    );
  }
}

const batch = fc.constantFrom({}, { batch_mode: true }, { batch_mode: true, change_threshold: 30 });

describe('a dry run', () => {
  const scene = fc.tuple(randomUpload, randomUpload, randomOptions, batch, fc.constantFrom(1000, 3));

  it('tells what the real run then does, and does none of it', patience, async () => {
    await fc.assert(
      fc.asyncProperty(scene, async ([before, files, options, mode, chunk_rows]) => {
        const tenant = await newTenant();
        await bring(tenant, baseUpload);
        await bring(tenant, before);
        await changeSomeByHand(tenant);
        const { rows } = await database.pool.query(
          `select id from enrollment_terms where root_account_id = $1 and sis_id = 'term-1'`,
          [tenant],
        );
        const all = { ...options, ...mode, batch_mode_term_id: 'batch_mode' in mode ? rows[0]?.id : null };
        const roster = await rosterOf(tenant);

        await bring(tenant, files, { ...all, dry_run: true }, chunk_rows);
        const dry = await newestOf(tenant);
        expect(await rosterOf(tenant)).toEqual(roster);
        expect(dry.dry_run).toBe(true);

        await bring(tenant, files, all, chunk_rows);
        const real = await newestOf(tenant);
        expect(dry.told).toEqual(real.told);
        const { entries } = await planOf(database.pool, dry.key);
        const told = entries.filter(({ action }) => action !== 'message' && action !== 'blocked');
        const done = await doneBy(database.pool, real.key);
        const shape = (list: typeof done) =>
          list.map((entry) => JSON.stringify({ ...entry, file: 0, row_number: 0 })).sort();
        expect(shape(told)).toEqual(shape(done));
        expect(await countDone(database.pool, real.key)).toEqual(countsOf(told));
        // What a hold need not look at is not touched.
        const types = real.told.data.supplied_batches ?? [];
        const kinds: readonly string[] = kindsTouchedBy(types, 'batch_mode' in mode);
        const harmed = told.filter(({ kind, action }) => action !== 'create' && isHoldKind(kind));
        expect(harmed.filter(({ kind }) => !kinds.includes(kind))).toEqual([]);
        const messages = entries.filter(({ action }) => action === 'message');
        expect(messages.map(nameOf).sort()).toEqual(
          (real.told.messages as readonly Told[]).map(nameOf).sort(),
        );
      }),
      { numRuns: runs(4), endOnFailure: true },
    );
  });
});

interface Told {
  readonly file: string | null;
  readonly row_number: number | null;
  readonly code: string | null;
}

const nameOf = ({ file, row_number, code }: Told) => `${file} ${row_number} ${code}`;

const isHoldKind = (kind: string) => (holdKinds as readonly string[]).includes(kind);

/** The entries counted as the journal counts: by table and action. */
function countsOf(entries: readonly { readonly kind: string; readonly action: string }[]) {
  const tables = Object.fromEntries(Object.entries(planSources).map(([table, { kind }]) => [kind, table]));
  const counts: Record<string, number> = {};
  for (const { kind, action } of entries) {
    const name = `${tables[kind]} ${action}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
