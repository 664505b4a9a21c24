import type { Queryable } from '../queryable.ts';

/**
 * The tables of graphile-worker 0.17, schema `graphile_worker`, migration 19. The library takes jobs out of
 * them; we return them ourselves, because its own statements ask neither who holds a job that is completed
 * (deleting it under the next worker's feet) nor give one back without a delay. Migration 0012 adds jobs, too.
 */

export interface NewJob {
  readonly task: string;
  readonly payload: unknown;
  /** Jobs of one queue run one at a time, whichever process takes them. */
  readonly queue_name?: string;
  /** A waiting job with the same key is replaced; a running one is followed by this one. */
  readonly job_key?: string;
  /** How often the job may be taken up before it is dropped; a clean hand-over does not count. */
  readonly max_attempts?: number;
  /** Seconds that it waits before it may be taken up, default 0. */
  readonly delay_seconds?: number;
}

/** A job as the worker that took it knows it. */
export interface HeldJob {
  readonly job_id: string;
  /** The serial queue it holds, `null` without one. */
  readonly job_queue_id: number | null;
  readonly worker_id: string;
}

/** The number of the last migration of the queue's schema, 0 where there is none yet. */
export async function readQueueVersion(db: Queryable): Promise<number> {
  const found = await db.query<{ there: boolean }>(
    `select to_regclass('graphile_worker.migrations') is not null as there`,
  );
  if (!found.rows[0]?.there) return 0;
  const { rows } = await db.query<{ id: number }>(
    'select coalesce(max(id), 0)::int as id from graphile_worker.migrations',
  );
  return rows[0]?.id ?? 0;
}

/** Keeps other processes out while one creates the queue's schema; lasts as long as the session. */
export async function lockQueueSchema(client: Queryable): Promise<void> {
  await client.query(`select pg_advisory_lock(hashtextextended('rollcall queue schema', 0))`);
}

/** The counterpart of `lockQueueSchema`. */
export async function unlockQueueSchema(client: Queryable): Promise<void> {
  await client.query(`select pg_advisory_unlock(hashtextextended('rollcall queue schema', 0))`);
}

/** Adds a job; idle workers hear of it when the caller's transaction commits. */
export async function addJob(db: Queryable, job: NewJob): Promise<void> {
  const added = await db.query<{ id: string | null }>(
    `select id from graphile_worker.add_job($1, payload => $2::json, queue_name => $3, job_key => $4, max_attempts => $5::int,
       run_at => now() + $6 * interval '1 second')`,
    [
      job.task,
      JSON.stringify(job.payload),
      job.queue_name ?? null,
      job.job_key ?? null,
      job.max_attempts ?? null,
      job.delay_seconds ?? null,
    ],
  );
  // A worker took the waiting job of this key between the function's look and its write: nothing was added.
  if (added.rows[0]?.id == null) await addJob(db, job);
}

/**
 * Confirms that a job just taken is still its worker's; false when another may have it already.
 * Its age is taken away: the library gives jobs that are held for over 4 hours to the next worker, alive or not.
 */
export async function confirmJob(db: Queryable, job: HeldJob): Promise<boolean> {
  const { rowCount } = await db.query(
    `with j as (
       update graphile_worker._private_jobs set locked_at = 'infinity'
       where id = $1 and locked_by = $2 returning job_queue_id
     ), q as (
       update graphile_worker._private_job_queues q set locked_at = 'infinity'
       from j where q.id = j.job_queue_id and q.locked_by = $2
     )
     select from j`,
    [job.job_id, job.worker_id],
  );
  return rowCount === 1;
}

/**
 * Says whether the job is still its worker's, and keeps it so until the caller's transaction ends. The lock is
 * on the queue's row where there is one: whoever adds a job must not wait for it.
 */
export async function holdJob(client: Queryable, job: HeldJob): Promise<boolean> {
  const { rowCount } =
    job.job_queue_id === null
      ? await client.query(
          'select from graphile_worker._private_jobs where id = $1 and locked_by = $2 for share',
          [job.job_id, job.worker_id],
        )
      : await client.query(
          'select from graphile_worker._private_job_queues where id = $1 and locked_by = $2 for share',
          [job.job_queue_id, job.worker_id],
        );
  return rowCount === 1;
}

/** Removes a job that is done and frees its queue; false when it was no longer the worker's. */
export async function finishJob(db: Queryable, job: HeldJob): Promise<boolean> {
  const { rowCount } = await db.query(
    `with j as (
       delete from graphile_worker._private_jobs where id = $1 and locked_by = $2 returning job_queue_id
     ), q as (
       update graphile_worker._private_job_queues q set locked_by = null, locked_at = null
       from j where q.id = j.job_queue_id and q.locked_by = $2
     )
     select from j`,
    [job.job_id, job.worker_id],
  );
  return rowCount === 1;
}

/**
 * Gives an unfinished job back: any worker may take it at once, and the attempt does not count. It keeps its time, and by
 * that its place: what it has begun is ended before the jobs behind it in its queue.
 */
export async function releaseJob(db: Queryable, job: HeldJob): Promise<void> {
  await db.query(
    `with j as (
       update graphile_worker._private_jobs
       set locked_by = null, locked_at = null, attempts = greatest(0, attempts - 1)
       where id = $1 and locked_by = $2 returning job_queue_id
     ), q as (
       update graphile_worker._private_job_queues q set locked_by = null, locked_at = null
       from j where q.id = j.job_queue_id and q.locked_by = $2
     )
     select pg_notify('jobs:insert', '{"count":1}') from j`,
    [job.job_id, job.worker_id],
  );
}

/**
 * Gives a failed job back, to be tried again after 1, 2, 4 .. at most 30 seconds. One that has used up its
 * attempts is dropped instead, as is one that a newer job of the same key has replaced.
 */
export async function retryJob(db: Queryable, job: HeldJob, error: string): Promise<void> {
  await db.query(
    `with j as (
       select id, job_queue_id, attempts >= max_attempts as over
       from graphile_worker._private_jobs where id = $1 and locked_by = $2 for update
     ), dropped as (
       delete from graphile_worker._private_jobs t using j where t.id = j.id and j.over
     ), kept as (
       update graphile_worker._private_jobs t
       set locked_by = null, locked_at = null, last_error = $3,
         run_at = now() + least(30, 2 ^ least(attempts - 1, 5)) * interval '1 second'
       from j where t.id = j.id and not j.over
     )
     update graphile_worker._private_job_queues q set locked_by = null, locked_at = null
     from j where q.id = j.job_queue_id and q.locked_by = $2`,
    [job.job_id, job.worker_id, error],
  );
}

/** The jobs that a worker holds. */
export async function heldJobs(db: Queryable, worker_id: string): Promise<readonly string[]> {
  const { rows } = await db.query<{ id: string }>(
    'select id::text as id from graphile_worker._private_jobs where locked_by = $1',
    [worker_id],
  );
  return rows.map((row) => row.id);
}
