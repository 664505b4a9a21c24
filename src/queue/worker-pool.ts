import { EventEmitter } from 'node:events';
import type {
  WorkerPool as GraphilePool,
  Task as GraphileTask,
  TaskList,
  WorkerEvents,
} from 'graphile-worker';
import type pg from 'pg';
import { graphileLogger, loadGraphile, type QueueLog, queue_schema, withoutJobEnds } from './graphile.ts';
import { runJob, type Task } from './run-job.ts';
import type { WorkerLock } from './worker-lock.ts';

export interface WorkerPoolOptions {
  readonly pool: pg.Pool;
  readonly lock: WorkerLock;
  readonly tasks: Readonly<Record<string, Task>>;
  readonly concurrency: number;
  readonly poll_ms: number;
  readonly log: QueueLog;
  /** Called once, when the pool begins to wind up, whoever made it do so. */
  readonly onStopping: () => void;
}

/**
 * Workers under one id and one lock. A pool whose lock was lost for too long is never trusted again: it winds
 * up and another one, with another id, takes its place, so that an id says for certain whose a job is.
 */
export interface WorkerPool {
  /** Resolves once the pool may take jobs. */
  readonly ready: Promise<void>;
  /** Resolves once no task of the pool runs any more. */
  readonly ended: Promise<void>;
  /** Tells the tasks to stop at their next border, and takes no more jobs. */
  stop(): void;
}

/** Starts `concurrency` workers. */
export function startWorkerPool(options: WorkerPoolOptions): WorkerPool {
  const { pool, lock, tasks, concurrency, poll_ms, log } = options;
  const control = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    control.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const running = new Set<string>();

  const run = (name: string, task: Task): GraphileTask => {
    return async (payload, { job }) => {
      // Taking a job locks all queues for a moment; a worker that looked just then found nothing.
      nudge();
      const job_id = String(job.id);
      running.add(job_id);
      const held = { job_id, job_queue_id: job.job_queue_id, worker_id: graphile.id };
      await runJob({ name, task, payload, job: held, signal: control.signal, pool, log }).finally(() =>
        running.delete(job_id),
      );
    };
  };
  const task_list: TaskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [name, run(name, task)]),
  );

  const events: WorkerEvents = new EventEmitter();
  events.on('pool:listen:success', ({ client }) => {
    // LISTEN comes next on this connection. Once it is answered: what was added before is looked for.
    client.once('drain', nudge);
  });
  // The library may wind up by itself.
  events.on('pool:gracefulShutdown', stop);
  // It asks for the numbers of its tasks once, and does not ask again if that fails.
  let has_looked = false;
  events.on('worker:getJob:empty', () => {
    has_looked = true;
  });
  events.on('job:start', () => {
    has_looked = true;
  });
  events.on('worker:getJob:error', ({ error }) => {
    log.warn({ err: error }, 'could not look for jobs');
    // After its worker has noted the error: one that stops in the middle of it ends with a trace on the console.
    if (!has_looked) setImmediate(stop);
  });

  const graphile: GraphilePool = loadGraphile().runTaskList(
    {
      schema: queue_schema,
      logger: graphileLogger(log),
      events,
      concurrency,
      noHandleSignals: true,
      pollInterval: poll_ms,
      // Awaited before every look for a job: only a worker that holds its lock may take one. The first wait
      // begins while `runTaskList` still runs, before there is an id to claim. A stopped pool looks no more.
      forbiddenFlags: async () => {
        await Promise.resolve();
        await Promise.race([claim.held(), stopped]);
        return null;
      },
    },
    task_list,
    withoutJobEnds(pool),
  );
  const claim = lock.claim(graphile.id, {
    retaken(job_ids) {
      if ([...running].every((id) => job_ids.includes(id))) return;
      log.warn({ worker_id: graphile.id }, 'jobs were freed while the worker had lost its lock');
      stop();
    },
    forfeited: stop,
  });

  function nudge(): void {
    if (!graphile._shuttingDown) graphile.nudge(concurrency);
  }

  function stop(): void {
    if (control.signal.aborted) return;
    control.abort(new Error('the worker stops'));
    options.onStopping();
    if (!graphile._shuttingDown) graphile.gracefulShutdown();
  }

  const ended = graphile.promise
    .catch((err: unknown) => log.error({ err }, 'the workers did not stop cleanly'))
    .then(() => claim.release());
  return { ready: claim.held(), ended, stop };
}
