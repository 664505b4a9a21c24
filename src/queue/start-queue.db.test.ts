import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { withPool } from '../../test/support/global-setup.ts';
import { inTransaction } from '../db/index.ts';
import { enqueue, JobLost, prepareQueue, type Queue, startQueue, type Task } from './index.ts';

const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
let database: TestDatabase;
let queues: Queue[];

beforeEach(async () => {
  database = await createTestDatabase();
  queues = [];
});

afterEach(async () => {
  await Promise.all(queues.map((queue) => queue.stop()));
  await database.close();
});

async function start(
  tasks: Record<string, Task>,
  options: Partial<Parameters<typeof startQueue>[0]> = {},
): Promise<Queue> {
  const queue = await startQueue({
    connection: database.connection,
    concurrency: 2,
    check_ms: 100,
    grace_ms: 400,
    log,
    tasks,
    ...options,
  });
  queues.push(queue);
  return queue;
}

async function stop(queue: Queue): Promise<void> {
  queues = queues.filter((other) => other !== queue);
  await queue.stop();
}

interface JobRow {
  readonly attempts: number;
  readonly last_error: string | null;
  readonly locked_by: string | null;
  readonly locked_at: string | null;
  readonly waits: boolean;
}

async function readJobs(): Promise<readonly JobRow[]> {
  const { rows } = await database.pool.query<JobRow>(
    `select attempts, last_error, locked_by, locked_at::text, run_at > now() as waits
     from graphile_worker._private_jobs order by id`,
  );
  return rows;
}

async function lockedQueues(): Promise<number> {
  const { rowCount } = await database.pool.query(
    'select from graphile_worker._private_job_queues where locked_by is not null',
  );
  return rowCount ?? 0;
}

describe('a queue', () => {
  test('runs jobs of one name in their order, one at a time, and others beside them', async () => {
    const events: string[] = [];
    await start({
      async work(payload) {
        events.push(`${payload} begins`);
        // Ends only if another job may run beside it.
        if (payload === 'a1') await eventually(async () => events.includes('b1 begins'));
        events.push(`${payload} ends`);
      },
    });
    for (const payload of ['a1', 'a2', 'b1'])
      await enqueue(database.pool, 'work', payload, { queue_name: payload.slice(0, 1) });
    await eventually(async () => events.length === 6);
    expect(events.filter((event) => event.startsWith('a'))).toEqual([
      'a1 begins',
      'a1 ends',
      'a2 begins',
      'a2 ends',
    ]);
    await eventually(async () => (await readJobs()).length === 0);
    expect(await lockedQueues()).toBe(0);
  });

  test('takes up a job that waits when its time has come, and the last word about a key counts', async () => {
    const ran: string[] = [];
    await start(
      {
        async work(payload) {
          ran.push(String(payload));
        },
      },
      { poll_ms: 20 },
    );
    await enqueue(database.pool, 'work', 'hurried', { job_key: 'a', delay_seconds: 3600 });
    await enqueue(database.pool, 'work', 'put off', { job_key: 'b', delay_seconds: 3600 });
    await enqueue(database.pool, 'work', 'later', { delay_seconds: 0.3 });
    await enqueue(database.pool, 'work', 'hurried', { job_key: 'a' });
    await eventually(async () => ran.length === 2);
    expect(ran).toEqual(['hurried', 'later']);
    expect((await readJobs()).map(({ waits }) => waits)).toEqual([true]);
  });

  test('goes on with what a worker has begun before what waits behind it, whether that has stopped or died', async () => {
    const runs: unknown[] = [];
    const first = await start({
      async work(payload, { signal }) {
        runs.push(payload);
        await delay(60_000, undefined, { signal });
      },
    });
    await enqueue(database.pool, 'work', 'begun', { queue_name: 'q' });
    await eventually(async () => runs.length === 1);
    await enqueue(database.pool, 'work', 'behind', { queue_name: 'q' });
    await stop(first);
    const held = `locked_by = 'a worker that died', locked_at = now()`;
    await database.pool.query(
      `with j as (update graphile_worker._private_jobs set ${held}
         where id = (select min(id) from graphile_worker._private_jobs))
       update graphile_worker._private_job_queues set ${held}`,
    );
    await start({
      async work(payload) {
        runs.push(payload);
      },
    });
    await eventually(async () => runs.length === 3);
    expect(runs).toEqual(['begun', 'begun', 'behind']);
  });

  test('has a waiting job once per key, and runs again when told so while it runs', async () => {
    let runs = 0;
    const gate = { open: ignore };
    const queue = await start({
      async work() {
        runs++;
        if (runs === 1)
          await new Promise<void>((resolve) => {
            gate.open = resolve;
          });
      },
    });
    const add = () => enqueue(database.pool, 'work', {}, { queue_name: 'q', job_key: 'q' });
    await add();
    await eventually(async () => runs === 1);
    await add();
    await add();
    expect((await readJobs()).length).toBe(2);
    gate.open();
    await eventually(async () => (await readJobs()).length === 0);
    expect(runs).toBe(2);
    await stop(queue);
  });

  test('tries a failed job again after a second, and drops it when its attempts are used up', async () => {
    let runs = 0;
    await start({
      async work() {
        runs++;
        throw new Error('out of order');
      },
    });
    await enqueue(database.pool, 'work', {}, { queue_name: 'q', max_attempts: 2 });
    const [job] = await eventually(async () => {
      const jobs = await readJobs();
      return jobs[0]?.last_error ? jobs : undefined;
    });
    expect(job).toMatchObject({
      attempts: 1,
      last_error: 'Error: out of order',
      locked_by: null,
      waits: true,
    });
    await eventually(async () => (await readJobs()).length === 0);
    expect(runs).toBe(2);
    expect(await lockedQueues()).toBe(0);
  });

  test('that stops signals its tasks, waits for them and leaves their jobs free and unharmed', async () => {
    let started = false;
    let stopped_at = 0;
    const queue = await start({
      async work(_payload, { signal }) {
        started = true;
        await delay(60_000, undefined, { signal }).catch(ignore);
        await delay(100);
        stopped_at = performance.now();
        signal.throwIfAborted();
      },
    });
    await enqueue(database.pool, 'work', {}, { queue_name: 'q' });
    await eventually(async () => started);
    await stop(queue);
    expect(stopped_at).toBeGreaterThan(0);
    expect(await readJobs()).toEqual([
      { attempts: 0, last_error: null, locked_by: null, locked_at: null, waits: false },
    ]);
    expect(await lockedQueues()).toBe(0);
  });

  test('keeps a job that has finished while the queue was stopping from running again', async () => {
    let started = false;
    const queue = await start({
      async work(_payload, { signal }) {
        started = true;
        await delay(60_000, undefined, { signal }).catch(ignore);
      },
    });
    await enqueue(database.pool, 'work', {}, { queue_name: 'q' });
    await eventually(async () => started);
    await stop(queue);
    expect(await readJobs()).toEqual([]);
  });

  test('holds a job for however long it takes, though the library frees jobs after 4 hours', async () => {
    const queue = await start({ work: (_payload, { signal }) => delay(60_000, undefined, { signal }) });
    await enqueue(database.pool, 'work', {}, { queue_name: 'q' });
    await eventually(async () => (await readJobs())[0]?.locked_at === 'infinity');
    const { rows } = await database.pool.query(
      'select locked_at::text from graphile_worker._private_job_queues',
    );
    expect(rows).toEqual([{ locked_at: 'infinity' }]);
    await stop(queue);
  });

  test('stops soon though the database is away', async () => {
    let running = false;
    const queue = await start({
      async work(_payload, { signal }) {
        running = true;
        await delay(60_000, undefined, { signal });
      },
    });
    await enqueue(database.pool, 'work', {}, { queue_name: 'q' });
    await eventually(async () => running);
    await withPool(inject('test_server').url, async (server) => {
      await server.query(`alter database "${database.name}" allow_connections false`);
      await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
        database.name,
      ]);
      const began = performance.now();
      await stop(queue);
      expect(performance.now() - began).toBeLessThan(5000);
      await server.query(`alter database "${database.name}" allow_connections true`);
    });
    await start({ work: async () => undefined });
    await eventually(async () => (await readJobs()).length === 0);
  });

  test('works though its first look for jobs failed', async () => {
    await prepareQueue({ connection: database.connection, log });
    await inTransaction(database.pool, async (client) => {
      await client.query('lock table graphile_worker._private_tasks in access exclusive mode');
      const options = `${database.connection.options} -c statement_timeout=100`;
      await start({ work: async () => undefined }, { connection: { ...database.connection, options } });
      await delay(400);
    });
    await enqueue(database.pool, 'work', {});
    await eventually(async () => (await readJobs()).length === 0);
  });

  test('is created once when several processes start on a new database', async () => {
    await Promise.all(
      Array.from({ length: 4 }, () => prepareQueue({ connection: database.connection, log })),
    );
    await enqueue(database.pool, 'work', {});
    expect((await readJobs()).length).toBe(1);
  });
});

describe('a worker that has lost its lock', () => {
  test('and cannot take it again stops its tasks, and another one takes them over', async () => {
    const runs: string[] = [];
    let lost: unknown;
    const outage = cuttableConnection();
    await start(
      {
        async work(_payload, { signal, hold }) {
          runs.push('first begins');
          await delay(60_000, undefined, { signal }).catch(ignore);
          // Too slow: somebody else is at work by now.
          await eventually(async () => runs.includes('second begins'));
          lost = await inTransaction(database.pool, hold).catch((error: unknown) => error);
          runs.push('first ends');
        },
      },
      { connection: outage.connection },
    );
    await enqueue(database.pool, 'work', {}, { queue_name: 'q' });
    await eventually(async () => runs.length === 1);
    const end = { second: ignore };
    await start({
      async work() {
        runs.push('second begins');
        await new Promise<void>((resolve) => {
          end.second = resolve;
        });
        runs.push('second ends');
      },
    });
    outage.cut = true;
    await endSession('rollcall worker');
    await eventually(async () => runs.includes('first ends'));
    expect(lost).toBeInstanceOf(JobLost);
    // What the first one leaves behind must not touch the job and the queue of the second.
    await delay(200);
    expect((await readJobs()).map((job) => job.locked_by === null)).toEqual([false]);
    expect(await lockedQueues()).toBe(1);
    end.second();
    await eventually(async () => (await readJobs()).length === 0);
    expect(await lockedQueues()).toBe(0);
    expect(runs).toEqual(['first begins', 'second begins', 'first ends', 'second ends']);
  });

  test('keeps its job as long as a transaction under `hold` is open', async () => {
    const outage = cuttableConnection();
    const runs: string[] = [];
    let free = false;
    await start(
      {
        async work(_payload, { signal, hold }) {
          runs.push('begins');
          await delay(60_000, undefined, { signal }).catch(ignore);
          await inTransaction(database.pool, async (client) => {
            await hold(client);
            await delay(1500);
            runs.push('writes');
          });
          free = true;
          signal.throwIfAborted();
        },
      },
      { connection: outage.connection },
    );
    await enqueue(database.pool, 'work', {}, { queue_name: 'q' });
    await eventually(async () => runs.length === 1);
    await start({
      async work() {
        runs.push(free ? 'second begins' : 'second begins too early');
      },
    });
    outage.cut = true;
    await endSession('rollcall worker');
    await eventually(async () => runs.length === 3);
    expect(runs).toEqual(['begins', 'writes', 'second begins']);
  });

  test('works again, under another id, as soon as it can connect', async () => {
    const outage = cuttableConnection();
    const ids: string[] = [];
    await start(
      {
        async work(_payload, { signal }) {
          ids.push((await readJobs())[0]?.locked_by ?? '');
          if (ids.length === 1) await delay(60_000, undefined, { signal });
        },
      },
      { connection: outage.connection },
    );
    await enqueue(database.pool, 'work', {}, { queue_name: 'q' });
    await eventually(async () => ids.length === 1);
    outage.cut = true;
    await endSession('rollcall worker');
    await eventually(async () => (await readJobs())[0]?.locked_by === null);
    outage.cut = false;
    await eventually(async () => (await readJobs()).length === 0);
    expect(new Set(ids).size).toBe(2);
  });
});

/** The test database's connection, until `cut` is set: sessions of the lock made after that fail. */
function cuttableConnection() {
  const { connectionString: address } = database.connection;
  const outage = { cut: false };
  const connection = {
    ...database.connection,
    // Read anew for every session of the lock; the pool keeps what it read first.
    get connectionString() {
      return outage.cut ? 'postgres://nobody@127.0.0.1:1/none' : address;
    },
  };
  return Object.assign(outage, { connection });
}

async function endSession(application_name: string): Promise<void> {
  // The oldest: that of the queue which was started first.
  await database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = $1 order by backend_start limit 1`,
    [application_name],
  );
}

function ignore(): void {
  // The tests look at what happens, not at what is said about it.
}
