import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
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
import { countRows, generateMixedDistrict, type UploadFiles } from './support/mixed-district.ts';
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
const KILLS_PER_UPLOAD = 6;
const CHUNK_ROWS = 40;
// A chunk takes about as long: kills fall before, into and after its transaction.
const LONGEST_WAIT_MS = 15;

const uploads = generateMixedDistrict(480);

let database: TestDatabase;
let folder: string;
let server: RunningServer;
let client: Client;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-crash-'));
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
  await rm(folder, { recursive: true, force: true });
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
async function send(account_id: number, upload: UploadFiles): Promise<number> {
  const content = new Uint8Array(await zipOf(upload));
  const { id } = await client.createSisImport({ account_id, attachment: { name: 'school.zip', content } });
  return id;
}

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
  it('whose worker is killed again and again leaves what an undisturbed one leaves', async () => {
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
    expect(hits, 'kills in the middle of an import').toBeGreaterThanOrEqual(8);
    expect(await outcomeOf(disturbed)).toEqual(await outcomeOf(undisturbed));
  }, 120_000);

  it('that a person aborts stops at a chunk border and writes nothing more', async () => {
    const [upload] = uploads;
    const worker = await startWorker();
    const aborted = await makeSchool();
    const id = await send(aborted, upload);
    await eventually(async () => (await positionOf(aborted, id)).done_rows >= countRows(upload) / 3, 30_000);
    expect(await client.abortSisImport({ account_id: aborted, id })).toMatchObject({
      workflow_state: 'aborted',
      ended_at: null,
    });
    const at_once = await outcomeOf(aborted);
    await untilNoJobRuns();
    expect(await outcomeOf(aborted)).toEqual(at_once);

    // What is there is what the rows up to the border make, and no more.
    const applied = await appliedPart(aborted, id, upload);
    const rows = countRows(applied);
    expect(rows).toBeGreaterThan(0);
    expect(rows).toBeLessThan(countRows(upload));
    const part = await makeSchool();
    await untilEnded(part, await send(part, applied));
    expect(at_once.exported).toEqual(Object.fromEntries(await exportedFiles(database.pool, part)));
    expect(at_once.tables.users).toEqual((await outcomeOf(part)).tables.users);
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
