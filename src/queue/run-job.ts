import { setTimeout as delay } from 'node:timers/promises';
import {
  confirmJob,
  finishJob,
  type HeldJob,
  holdJob,
  type Queryable,
  releaseJob,
  retryJob,
} from '../db/index.ts';
import type { QueueLog } from './graphile.ts';

export interface TaskContext {
  /** Aborts when the task shall stop at its next border: the worker ends, or the job is no longer its own. */
  readonly signal: AbortSignal;
  /**
   * Call it inside a transaction: unless the job is still this worker's, it aborts the signal and throws
   * `JobLost`; else it keeps it so until the transaction ends. A task that writes only under it can never write beside its successor.
   */
  hold(client: Queryable): Promise<void>;
}

/** What a job does. Returning ends the job; throwing gives it back. */
export type Task = (payload: unknown, context: TaskContext) => Promise<void>;

/** Another worker may have the job by now: this one must write no more. */
export class JobLost extends Error {
  override readonly name = 'JobLost';
}

export interface RunJobOptions {
  readonly name: string;
  readonly task: Task;
  readonly payload: unknown;
  readonly job: HeldJob;
  readonly signal: AbortSignal;
  readonly pool: Queryable;
  readonly log: QueueLog;
}

/**
 * Runs a task and returns its job. Throws whenever the job was not finished by us, so that the library does
 * not delete it; its own handling of a failure then finds that the job is not held by this worker any more.
 */
export async function runJob({ name, task, payload, job, signal, pool, log }: RunJobOptions): Promise<void> {
  const lost = new AbortController();
  const stop = AbortSignal.any([signal, lost.signal]);
  const lose = () => {
    lost.abort(new JobLost('the job was given to another worker'));
    lost.signal.throwIfAborted();
  };
  try {
    stop.throwIfAborted();
    if (!(await confirmJob(pool, job))) lose();
    await task(payload, {
      signal: stop,
      async hold(client) {
        if (!(await holdJob(client, job))) lose();
      },
    });
    if (!(await insist(stop, () => finishJob(pool, job)))) lose();
  } catch (error) {
    const fields = { job_id: job.job_id, task: name };
    if (stop.aborted) {
      log.info({ ...fields, reason: String(stop.reason) }, 'job given back unfinished');
      await insist(stop, () => releaseJob(pool, job));
    } else {
      log.error({ ...fields, err: error }, 'job failed; it will be tried again');
      await insist(stop, () => retryJob(pool, job, String(error)));
    }
    throw error;
  }
}

/**
 * Repeats a write while the database is away: for half a minute, or half a second when the process wants to
 * end. A job left behind is freed by another process, once this worker's lock is gone.
 */
async function insist<T>(signal: AbortSignal, write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (attempt >= (signal.aborted ? 5 : 60)) throw error;
      await delay(signal.aborted ? 100 : 500);
    }
  }
}
