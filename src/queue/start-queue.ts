import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { migrateQueue, openQueuePool, type QueueLog } from './graphile.ts';
import type { Task } from './run-job.ts';
import { startWorkerLock } from './worker-lock.ts';
import { startWorkerPool, type WorkerPool } from './worker-pool.ts';

export interface QueueOptions {
  /** The database. LISTEN and session locks need a direct connection, not a transaction pooler. */
  readonly connection: pg.PoolConfig;
  readonly tasks: Readonly<Record<string, Task>>;
  /** How many jobs this process runs at the same time. */
  readonly concurrency: number;
  readonly log: QueueLog;
  /** How often to look for workers that died, default 1 s. */
  readonly check_ms?: number;
  /** How long a worker may be without its lock before its jobs are freed, default 2 s. */
  readonly grace_ms?: number;
  /** How often to look for jobs of which no notice came, such as those that wait after a failure; default 1 s. */
  readonly poll_ms?: number;
}

export interface Queue {
  /**
   * Signals the running tasks, waits until each has stopped at its border, and gives back what they left, free
   * to be taken at once. Waits as long as the slowest task.
   */
  stop(): Promise<void>;
}

// A pool that ends by itself met an outage; its successor would meet the same one.
const restart_pause_ms = 500;

/** Creates the queue's tables where they lack, and runs jobs until stopped. */
export async function startQueue(options: QueueOptions): Promise<Queue> {
  const { connection, tasks, concurrency, log, check_ms = 1000, grace_ms = 2000, poll_ms = 1000 } = options;
  const pool = openQueuePool(connection, log);
  try {
    await migrateQueue(pool, log);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const lock = startWorkerLock({ connection, log, check_ms, grace_ms });
  const worker_pools = new Set<WorkerPool>();
  let stopping = false;

  function begin(): WorkerPool {
    const worker_pool = startWorkerPool({ pool, lock, tasks, concurrency, poll_ms, log, onStopping });
    worker_pools.add(worker_pool);
    worker_pool.ended.then(() => worker_pools.delete(worker_pool));
    return worker_pool;
  }

  async function onStopping(): Promise<void> {
    if (stopping) return;
    await delay(restart_pause_ms);
    if (!stopping) begin();
  }

  await begin().ready;
  return {
    async stop() {
      stopping = true;
      for (const worker_pool of worker_pools) worker_pool.stop();
      await Promise.all([...worker_pools].map((worker_pool) => worker_pool.ended));
      await lock.close();
      await pool.end();
    },
  };
}
