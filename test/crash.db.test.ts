import type { ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../src/client/index.ts';
import { type RunningServer, startServer } from '../src/server/index.ts';
import { openDiskStorage } from '../src/storage/index.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { eventually } from './support/eventually.ts';
import { exportedFiles } from './support/exported-files.ts';
import { countRows, generateMixedDistrict, leaveOut, type UploadFiles } from './support/mixed-district.ts';
import { removeFolder } from './support/remove-folder.ts';
import { makeTenant, zipOf } from './support/run-case.ts';
import { seededDraws } from './support/seeded-draws.ts';
import { outcomeOfTenant } from './support/tenant-outcome.ts';
import {
  endProcess,
  endWorkerProcesses,
  removeWorkerProgram,
  startWorkerProcess,
} from './support/worker-processes.ts';

// A server that takes uploads, and worker processes that are killed while they import them.

const SEED = 20_261_123;
// `LAWS_RUNS=50` kills 52 times: twice so often while rows are applied, and as often again during a clean-up.
const KILLS_PER_UPLOAD = Math.ceil(Number(process.env.LAWS_RUNS ?? 12) / 4);
const patience = { timeout: process.env.LAWS_RUNS === undefined ? 120_000 : 10_000_000 };
const CHUNK_ROWS = 40;
// A chunk takes about as long: kills fall before, into and after its transaction.
const LONGEST_WAIT_MS = 15;

const uploads = generateMixedDistrict(480);

let database: TestDatabase;
let folder: string;
let server: RunningServer;
let client: Client;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-crash-'));
  database = await createTestDatabase();
  const place = { database_url: database.url, data_dir: folder };
  server = await startServer({ ...place, port: 0, host: '127.0.0.1', workers: 0 });
  client = createClient({ base_url: server.url, token: server.token });
});

afterAll(async () => {
  await endWorkerProcesses();
  removeWorkerProgram();
  await server.close();
  await database.close();
  removeFolder(folder);
});

const files = () => join(folder, 'files');

/** A worker that soon notices when another one died. */
const startWorker = (): Promise<ChildProcess> =>
  startWorkerProcess(database.url, {
    concurrency: 1,
    check_ms: 50,
    grace_ms: 100,
    engine: { files: files(), chunk_rows: CHUNK_ROWS },
  });

async function makeSchool(): Promise<number> {
  const tenant = await makeTenant(database.pool, 'District');
  await database.pool.query(
    `update accounts set settings = '{"institutional_tags": true}' where root_account_id = $1 and id = $1`,
    [tenant],
  );
  return tenant;
}

/** Sends an upload as any client does; returns the id of its import. */
async function send(
  account_id: number,
  upload: UploadFiles,
  options: Partial<Parameters<Client['createSisImport']>[0]> = {},
): Promise<number> {
  const content = new Uint8Array(await zipOf(upload));
  const attachment = { name: 'school.zip', content };
  const { id } = await client.createSisImport({ account_id, attachment, ...options });
  return id;
}

/** Replaces every term of the first upload by what is left of it in this one. */
const cleaning = {
  files: leaveOut(uploads[0], ['courses.csv', 'sections.csv', 'enrollments.csv']),
  options: {
    multi_term_batch_mode: true,
    change_threshold: 100,
    batch_mode_enrollment_drop_status: 'completed',
  } as const,
};

interface Position {
  readonly workflow_state: string;
  readonly done_rows: number;
}

async function positionOf(root_account_id: number, id: number): Promise<Position> {
  const { rows } = await database.pool.query<Position>(
    `select i.workflow_state, coalesce(sum(f.done_rows), 0)::int as done_rows from sis_imports i
     left join sis_import_files f on f.root_account_id = i.root_account_id and f.sis_import_id = i.id
     where i.root_account_id = $1 and i.id = $2 group by i.workflow_state`,
    [root_account_id, id],
  );
  return rows[0]!;
}

const untilEnded = (account_id: number, id: number) =>
  client.waitForSisImport({ account_id, id }, { longest_pause_ms: 50 });

const outcomeOf = (tenant: number) =>
  outcomeOfTenant({ pool: database.pool, storage: openDiskStorage(files()) }, tenant);

describe('an import', () => {
  it('whose worker is killed again and again leaves what an undisturbed one leaves', patience, async () => {
    const undisturbed = await makeSchool();
    const steady = await startWorker();
    for (const upload of uploads) await untilEnded(undisturbed, await send(undisturbed, upload));
    await endProcess(steady, 'SIGTERM');

    const draw = seededDraws(SEED);
    const disturbed = await makeSchool();
    let worker = await startWorker();
    let hits = 0;
    for (const upload of uploads) {
      const rows = countRows(upload);
      const id = await send(disturbed, upload);
      for (let kill = 0; kill < KILLS_PER_UPLOAD; kill++) {
        // Spread over the whole import: preparation, rows, end.
        const kill_at =
          kill === 0 ? 0 : Math.min(rows, ((kill - 1 + draw()) / (KILLS_PER_UPLOAD - 2)) * rows);
        await eventually(async () => {
          const { workflow_state, done_rows } = await positionOf(disturbed, id);
          return workflow_state !== 'created' && (done_rows >= kill_at || workflow_state !== 'importing');
        }, 30_000);
        await delay(draw() * LONGEST_WAIT_MS);
        await endProcess(worker, 'SIGKILL');
        if ((await positionOf(disturbed, id)).workflow_state === 'importing') hits++;
        worker = await startWorker();
      }
      await untilEnded(disturbed, id);
    }
    await endProcess(worker, 'SIGTERM');
    expect(hits, 'kills in the middle of an import').toBeGreaterThanOrEqual(KILLS_PER_UPLOAD);
    expect(await outcomeOf(disturbed)).toEqual(await outcomeOf(undisturbed));
  });

  it('that a person aborts stops at a chunk border and writes nothing more', async () => {
    const [upload] = uploads;
    const worker = await startWorker();
    const aborted = await makeSchool();
    const id = await send(aborted, upload);
    await eventually(async () => (await positionOf(aborted, id)).done_rows >= countRows(upload) / 3, 30_000);
    const told = await client.abortSisImport({ account_id: aborted, id });
    expect(told).toMatchObject({ workflow_state: 'aborted', ended_at: null });
    const at_once = await outcomeOf(aborted);
    await untilNoJobRuns();
    expect(await outcomeOf(aborted)).toEqual(at_once);

    // What is there is what the rows up to the border make, and no more.
    const applied = await appliedPart(aborted, id, upload);
    const rows = countRows(applied);
    const said = (told.data.applied ?? []).filter((file) => file.rows > 0);
    expect(Object.fromEntries(said.map((file) => [file.file, file.rows]))).toEqual(
      Object.fromEntries(Object.entries(applied).map(([name, file]) => [name, countRows({ [name]: file })])),
    );
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(countRows(upload));
    const part = await makeSchool();
    await untilEnded(part, await send(part, applied));
    expect(at_once.exported).toEqual(Object.fromEntries(await exportedFiles(database.pool, part)));
    expect(at_once.tables.users).toEqual((await outcomeOf(part)).tables.users);
    await endProcess(worker, 'SIGTERM');
  }, 60_000);
});

/** How many pieces of a clean-up are removed; null before and after it. */
async function piecesOf(root_account_id: number, id: number): Promise<number | null> {
  const { rows } = await database.pool.query<{ readonly pieces: number }>(
    `select (select count(*)::int from sis_import_removals r where r.root_account_id = i.root_account_id
       and r.sis_import_id = i.id and r.finished) as pieces
     from sis_imports i where i.root_account_id = $1 and i.id = $2 and i.workflow_state = 'cleanup_batch'`,
    [root_account_id, id],
  );
  return rows[0]?.pieces ?? null;
}

describe('the clean-up of batch mode', () => {
  const hasEnded = async (tenant: number, id: number) =>
    !['created', 'importing', 'cleanup_batch'].includes((await positionOf(tenant, id)).workflow_state);

  it('goes on where it was when its worker is killed again and again', patience, async () => {
    const [undisturbed, disturbed] = [await makeSchool(), await makeSchool()];
    let worker = await startWorker();
    for (const tenant of [undisturbed, disturbed]) await untilEnded(tenant, await send(tenant, uploads[0]));
    await untilEnded(undisturbed, await send(undisturbed, cleaning.files, cleaning.options));

    const draw = seededDraws(SEED);
    const id = await send(disturbed, cleaning.files, cleaning.options);
    let hits = 0;
    for (let kill = 0; kill < 2 * KILLS_PER_UPLOAD; kill++) {
      const before = (await piecesOf(disturbed, id)) ?? 0;
      await eventually(async () => {
        const pieces = await piecesOf(disturbed, id);
        return (pieces !== null && (kill === 0 || pieces > before)) || (await hasEnded(disturbed, id));
      }, 30_000);
      await delay(draw() * LONGEST_WAIT_MS);
      await endProcess(worker, 'SIGKILL');
      if ((await positionOf(disturbed, id)).workflow_state === 'cleanup_batch') hits++;
      worker = await startWorker();
    }
    const { data } = await untilEnded(disturbed, id);
    await endProcess(worker, 'SIGTERM');
    expect(hits, 'kills in the middle of a clean-up').toBeGreaterThanOrEqual(KILLS_PER_UPLOAD);
    expect(data.counts?.batch_enrollments_deleted).toBeGreaterThan(10 * CHUNK_ROWS);
    expect(await outcomeOf(disturbed)).toEqual(await outcomeOf(undisturbed));
  });

  it('stops when a person aborts it, says what it had removed, and lets the next import begin', async () => {
    const tenant = await makeSchool();
    const worker = await startWorker();
    await untilEnded(tenant, await send(tenant, uploads[0]));
    const id = await send(tenant, cleaning.files, cleaning.options);
    const next = await send(tenant, { 'terms.csv': Buffer.from('term_id,name,status\nnext,Next,active\n') });
    await eventually(async () => ((await piecesOf(tenant, id)) ?? 0) > 2, 30_000);
    const aborted = await client.abortSisImport({ account_id: tenant, id });
    expect(aborted).toMatchObject({ workflow_state: 'aborted', ended_at: null });
    const { counts } = aborted.data;
    const removed = await database.pool.query<{ readonly count: number }>(
      `select coalesce(sum(upper(r) - lower(r)), 0)::int as count from roster_changes c, unnest(c.ids) r
       where c.root_account_id = $1 and c.sis_import_id = $2 and c.batch_mode and c.table_name = 'enrollments'
         and c.after ? 'sis_import_id'`,
      [tenant, id],
    );
    expect(removed.rows[0]?.count).toBe(counts?.batch_enrollments_deleted);
    expect(counts?.batch_enrollments_deleted).toBeGreaterThan(2 * CHUNK_ROWS);
    expect(await untilEnded(tenant, next)).toMatchObject({ workflow_state: 'imported' });
    expect(await client.showSisImport({ account_id: tenant, id })).toMatchObject({
      workflow_state: 'aborted',
      progress: aborted.progress,
      data: { counts },
    });
    await endProcess(worker, 'SIGTERM');
  }, 60_000);
});

async function untilNoJobRuns(): Promise<void> {
  await eventually(async () => {
    const jobs = await database.pool.query('select from graphile_worker.jobs where locked_at is not null');
    return jobs.rowCount === 0;
  });
}

/** The files cut off where the import stopped. */
async function appliedPart(root_account_id: number, id: number, upload: UploadFiles): Promise<UploadFiles> {
  const { rows } = await database.pool.query<{ readonly path: string; readonly done_rows: number }>(
    `select path, done_rows::int from sis_import_files
     where root_account_id = $1 and sis_import_id = $2 and done_rows > 0`,
    [root_account_id, id],
  );
  return Object.fromEntries(
    rows.map(({ path, done_rows }) => {
      const lines = String(upload[path]).split('\n');
      return [path, Buffer.from(`${lines.slice(0, done_rows + 1).join('\n')}\n`)];
    }),
  );
}
