import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { addChunkedImport, createChunkTable } from '../../../test/support/chunked-import.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import {
  endProcess,
  endWorkerProcesses,
  removeWorkerProgram,
  spawnWorkerProcess,
  startWorkerProcess,
} from '../../../test/support/worker-processes.ts';
import { inTransaction } from '../../db/index.ts';
import { prepareQueue } from '../../queue/index.ts';
import { enqueueImports } from './index.ts';

const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
let database: TestDatabase;

beforeEach(async () => {
  database = await createTestDatabase();
  await prepareQueue({ connection: database.connection, log });
  await createChunkTable(database.pool);
});

afterEach(async () => {
  await endWorkerProcesses();
  await database.close();
});

afterAll(removeWorkerProgram);

describe('imports in worker processes', () => {
  test('run one at a time per root account, in order of creation, and root accounts in parallel', async () => {
    const accounts = [1, 2, 3, 4, 5, 6];
    const expected = new Map<number, number[]>();
    for (let round = 0; round < 3; round++)
      for (const root_account_id of accounts)
        expected.set(root_account_id, [
          ...(expected.get(root_account_id) ?? []),
          await queueImport(root_account_id, { chunks: 3, chunk_ms: 40 }),
        ]);
    await Promise.all([
      startWorkerProcess(database.url, { concurrency: 3 }),
      startWorkerProcess(database.url, { concurrency: 3 }),
    ]);
    await untilAllEnded();
    const chunks = await readChunks();
    for (const root_account_id of accounts) {
      const of_account = chunks.filter((chunk) => chunk.root_account_id === root_account_id);
      expect(of_account.map((chunk) => chunk.sis_import_id)).toEqual(
        (expected.get(root_account_id) ?? []).flatMap((id) => [id, id, id]),
      );
      expect(overlaps(of_account)).toEqual([]);
    }
    expect(overlaps(chunks).length).toBeGreaterThan(0);
    expect(new Set(chunks.map((chunk) => chunk.pid)).size).toBe(2);
  });

  test('are taken over from a killed process within 10 seconds, with nothing lost and nothing twice', async () => {
    const first = await startWorkerProcess(database.url);
    const id = await queueImport(1, { chunks: 30, chunk_ms: 40 });
    await eventually(async () => (await readChunks()).length >= 5);
    const second = await startWorkerProcess(database.url);
    const killed_at = performance.now();
    await endProcess(first, 'SIGKILL');
    await eventually(async () => (await readChunks()).some((chunk) => chunk.pid === second.pid));
    expect(performance.now() - killed_at).toBeLessThan(10_000);
    await untilAllEnded();
    const chunks = await readChunks();
    expect(chunks.map((chunk) => [chunk.sis_import_id, chunk.chunk])).toEqual(
      Array.from({ length: 30 }, (_, chunk) => [id, chunk]),
    );
    expect(overlaps(chunks)).toEqual([]);
  });

  test('go on after every process was killed, as soon as one is started', async () => {
    const workers = [
      await startWorkerProcess(database.url, { concurrency: 1 }),
      await startWorkerProcess(database.url, { concurrency: 1 }),
    ];
    await queueImport(1, { chunks: 20, chunk_ms: 40 });
    await queueImport(2, { chunks: 20, chunk_ms: 40 });
    await eventually(async () => (await readChunks()).length >= 6);
    await Promise.all(workers.map((worker) => endProcess(worker, 'SIGKILL')));
    const last = await startWorkerProcess(database.url, { concurrency: 2 });
    await untilAllEnded();
    const chunks = await readChunks();
    expect(chunks.length).toBe(40);
    expect(chunks.filter((chunk) => chunk.pid === last.pid).length).toBeGreaterThan(20);
  });

  test('are handed over at once by a process that ends cleanly', async () => {
    // Nobody would take its jobs for those of a dead one within this test.
    const patient = { grace_ms: 600_000 };
    const first = await startWorkerProcess(database.url, patient);
    const second = await startWorkerProcess(database.url, patient);
    await queueImport(1, { chunks: 20, chunk_ms: 50 });
    await eventually(async () => (await readChunks()).length >= 3);
    const owner = (await readChunks())[0]?.pid === first.pid ? first : second;
    expect(await endProcess(owner, 'SIGTERM')).toBe(0);
    await untilAllEnded();
    const chunks = await readChunks();
    expect(chunks.some((chunk) => chunk.pid !== owner.pid)).toBe(true);
    expect(chunks.length).toBe(20);
    expect(overlaps(chunks)).toEqual([]);
  });

  test('go on undisturbed when the session that holds the lock is ended', async () => {
    const first = await startWorkerProcess(database.url);
    await queueImport(1, { chunks: 60, chunk_ms: 50 });
    await eventually(async () => (await readChunks()).length >= 3);
    await startWorkerProcess(database.url);
    for (let times = 0; times < 3; times++) {
      const ended = await endSessions(`application_name = 'rollcall worker'`);
      expect(ended).toBeGreaterThanOrEqual(2);
      const reached = (await readChunks()).length;
      await eventually(async () => (await readChunks()).length >= reached + 10);
    }
    await untilAllEnded();
    const chunks = await readChunks();
    expect(new Set(chunks.map((chunk) => chunk.pid))).toEqual(new Set([first.pid]));
    expect(overlaps(chunks)).toEqual([]);
  });

  test('survive the end of all sessions, as when the database restarts', async () => {
    await startWorkerProcess(database.url);
    await queueImport(1, { chunks: 20, chunk_ms: 40 });
    await eventually(async () => (await readChunks()).length >= 3);
    await endSessions('pid <> pg_backend_pid()');
    await untilAllEnded();
    const later = await queueImport(2, { chunks: 1, chunk_ms: 1 });
    await eventually(async () => (await readChunks()).some((chunk) => chunk.sis_import_id === later));
    expect((await readChunks()).length).toBe(21);
  });

  test('that end their process each time are given up after five times, and the next one runs', async () => {
    const poison = await queueImport(1, { chunks: 4, chunk_ms: 1, crash_at: 2 });
    const good = await queueImport(1, { chunks: 1, chunk_ms: 1 });
    let crashes = 0;
    const done = untilAllEnded(60_000);
    let over = false;
    done.finally(() => {
      over = true;
    });
    while (!over) {
      const worker = await spawnWorkerProcess(database.url, { check_ms: 50, grace_ms: 100 });
      const gone = new Promise<boolean>((resolve) => worker.once('exit', () => resolve(true)));
      if (await Promise.race([gone, done.then(() => false)])) crashes++;
    }
    const { rows } = await database.pool.query(
      'select id::int, workflow_state, data, ended_at from sis_imports order by id',
    );
    expect(rows).toMatchObject([
      { id: poison, workflow_state: 'failed', data: { error_message: expect.stringContaining('given up') } },
      { id: good, workflow_state: 'imported' },
    ]);
    // The first crash came after progress: two chunks were applied before it.
    expect(crashes).toBe(6);
  }, 90_000);
});

test('an import whose creation is rolled back is not queued', async () => {
  const undo = new Error('undo');
  const adding = inTransaction(database.pool, async (client) => {
    await addChunkedImport(client, 1, { chunks: 1, chunk_ms: 1 });
    await enqueueImports(client, 1);
    throw undo;
  });
  await expect(adding).rejects.toBe(undo);
  const jobs = await database.pool.query('select from graphile_worker.jobs');
  expect(jobs.rowCount).toBe(0);
});

interface Chunk {
  readonly root_account_id: number;
  readonly sis_import_id: number;
  readonly chunk: number;
  readonly pid: number;
  readonly started_at: number;
  readonly ended_at: number;
}

async function queueImport(root_account_id: number, options: Parameters<typeof addChunkedImport>[2]) {
  return inTransaction(database.pool, async (client) => {
    const id = await addChunkedImport(client, root_account_id, options);
    await enqueueImports(client, root_account_id);
    return id;
  });
}

/** All chunks in the order in which they ended; times in ms. */
async function readChunks(): Promise<readonly Chunk[]> {
  const { rows } = await database.pool.query<Chunk>(
    `select root_account_id::int, sis_import_id::int, chunk, pid,
       extract(epoch from started_at)::float8 * 1000 as started_at,
       extract(epoch from ended_at)::float8 * 1000 as ended_at
     from test_chunks order by ended_at`,
  );
  return rows;
}

/** The chunks that began before another one of the list had ended. */
function overlaps(chunks: readonly Chunk[]): readonly Chunk[] {
  return chunks.filter((chunk) =>
    chunks.some(
      (other) => other !== chunk && other.started_at <= chunk.started_at && chunk.started_at < other.ended_at,
    ),
  );
}

async function untilAllEnded(within_ms = 30_000): Promise<void> {
  await eventually(async () => {
    const { rowCount } = await database.pool.query(
      `select from sis_imports where workflow_state in ('created', 'importing')`,
    );
    return rowCount === 0;
  }, within_ms);
}

async function endSessions(where: string): Promise<number> {
  const { rowCount } = await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and ${where}`,
  );
  return rowCount ?? 0;
}

function ignore(): void {
  // The tests look at what happens, not at what is said about it.
}
