import type { ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { prepareQueue } from '../src/queue/index.ts';
import { enqueueImports } from '../src/server/jobs/index.ts';
import { openDiskStorage } from '../src/storage/index.ts';
import { addImport } from './support/add-import.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { eventually } from './support/eventually.ts';
import { importFiles } from './support/import-files.ts';
import { generateMixedDistrict, type UploadFiles } from './support/mixed-district.ts';
import { planOf } from './support/plans.ts';
import { removeFolder } from './support/remove-folder.ts';
import { makeTenant } from './support/run-case.ts';
import { seededDraws } from './support/seeded-draws.ts';
import { outcomeOfTenant } from './support/tenant-outcome.ts';
import {
  endProcess,
  endWorkerProcesses,
  removeWorkerProgram,
  startWorkerProcess,
} from './support/worker-processes.ts';

// Workers that are killed while they only rehearse an import: for a dry run, or before a hold.

const SEED = 20_261_124;
// An import whose worker dies five times in a row without a word is given up.
const KILLS = 4;
const LONGEST_WAIT_MS = 400;
const log = { debug() {}, info() {}, warn() {}, error() {} };

const [first] = generateMixedDistrict(240);
// Everybody is deleted, so that a hold has something to say.
const second: UploadFiles = {
  'users.csv': Buffer.from(String(first['users.csv']).replaceAll(',active', ',deleted')),
  'enrollments.csv': Buffer.from(String(first['enrollments.csv']).replaceAll(',active', ',deleted')),
};

let database: TestDatabase;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-crash-rehearsal-'));
  database = await createTestDatabase();
  await prepareQueue({ connection: database.connection, log });
});
afterAll(async () => {
  await endWorkerProcesses();
  removeWorkerProgram();
  await database.close();
  removeFolder(folder);
});

const context = () => ({ pool: database.pool, storage: openDiskStorage(folder) });

const startWorker = (): Promise<ChildProcess> =>
  startWorkerProcess(database.url, {
    concurrency: 1,
    check_ms: 50,
    grace_ms: 100,
    only: 'imports',
    engine: { files: folder, chunk_rows: 20 },
  });

interface Key {
  readonly root_account_id: number;
  readonly sis_import_id: number;
}

async function look({ sis_import_id }: Key) {
  const { rows } = await database.pool.query<{
    readonly workflow_state: string;
    readonly is_held: boolean;
    readonly phase: string | null;
    readonly data: Readonly<Record<string, unknown>>;
  }>(
    `select workflow_state, is_held, data #>> '{phase,name}' as phase, data from sis_imports where id = $1`,
    [sis_import_id],
  );
  return rows[0]!;
}

async function isOver(key: Key): Promise<boolean> {
  const { is_held, workflow_state } = await look(key);
  return is_held || !['created', 'importing'].includes(workflow_state);
}

/** A school with the first upload in it, and the second one waiting to be rehearsed. */
async function addRehearsal(options: object): Promise<Key> {
  const tenant = await makeTenant(database.pool, 'Rehearsed');
  const log = { info() {}, error() {} };
  await importFiles({ ...context(), log }, tenant, first);
  const key = await addImport(context(), tenant, second);
  await database.pool.query('update sis_imports set options = $2 where id = $1', [
    key.sis_import_id,
    options,
  ]);
  await enqueueImports(database.pool, tenant);
  return key;
}

/** The roster, without what imports tell of themselves. */
async function rosterOf({ root_account_id }: Key) {
  const { exported, tables } = await outcomeOfTenant(context(), root_account_id);
  const { sis_import_files: _, ...rest } = tables;
  return { exported, tables: rest };
}

/** What an import tells of what it would do. */
async function toldBy(key: Key) {
  const { workflow_state, is_held, data } = await look(key);
  const { plan, hold, counts, statistics } = data as Record<string, Record<string, unknown> | undefined>;
  const { entries } = await planOf(database.pool, key);
  const shape = entries.map(({ kind, action, row_number }) => `${row_number} ${kind} ${action}`).sort();
  const limits = (hold?.limits as readonly object[] | undefined)?.map((limit) => ({
    ...limit,
    account: null,
    term: null,
  }));
  return { workflow_state, is_held, plan, limits, counts, statistics, shape };
}

it.each([
  ['a dry run', { dry_run: true }],
  ['an import that is checked for harm', { hold: 'on' }],
])(
  '%s whose worker is killed again and again tells the same as an undisturbed one, and applies nothing',
  async (_, options) => {
    const steady = await addRehearsal(options);
    const before = await rosterOf(steady);
    let worker = await startWorker();
    await eventually(() => isOver(steady), 60_000);
    await endProcess(worker, 'SIGTERM');

    const disturbed = await addRehearsal(options);
    const draw = seededDraws(SEED);
    let hits = 0;
    for (let kill = 0; kill < KILLS; kill++) {
      worker = await startWorker();
      await eventually(async () => {
        const { phase } = await look(disturbed);
        return phase !== null || (await isOver(disturbed));
      }, 60_000);
      // The first one falls into the rehearsal however fast the machine is.
      await delay(kill === 0 ? 0 : draw() * LONGEST_WAIT_MS);
      await endProcess(worker, 'SIGKILL');
      if (await isOver(disturbed)) break;
      hits++;
    }
    worker = await startWorker();
    await eventually(() => isOver(disturbed), 60_000);
    await endProcess(worker, 'SIGTERM');
    expect(hits, 'kills before the rehearsal was over').toBeGreaterThan(0);
    const told = await toldBy(disturbed);
    expect(told.shape.length).toBeGreaterThan(200);
    expect(told.is_held).toBe('hold' in options);
    expect(told).toEqual(await toldBy(steady));
    expect(await rosterOf(disturbed)).toEqual(before);
    expect(await rosterOf(steady)).toEqual(before);
  },
  180_000,
);
