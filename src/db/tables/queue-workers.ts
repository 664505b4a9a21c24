import type { Queryable } from '../queryable.ts';

/**
 * Who of the workers that hold jobs is alive: each holds an advisory lock for as long as its session lasts,
 * so that PostgreSQL itself notices a dead one, and no clock has a part in it.
 */

const lock_key = (worker_id: string) => `hashtextextended('rollcall worker ' || ${worker_id}, 0)`;

/**
 * Lets the server end this session within some 15 seconds when the machine at the other end is gone without a
 * word; the system's default is two hours. Local sockets ignore it: the kernel knows when the process ends.
 */
export async function watchPeer(client: Queryable): Promise<void> {
  await client.query(
    'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 3; set tcp_keepalives_count = 3',
  );
}

/** Takes a worker's lock for this session; false while another session has it. */
export async function lockWorker(client: Queryable, worker_id: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>(
    `select pg_try_advisory_lock(${lock_key('$1')}) as locked`,
    [worker_id],
  );
  return rows[0]?.locked ?? false;
}

/** Gives a worker's lock back. */
export async function unlockWorker(client: Queryable, worker_id: string): Promise<void> {
  await client.query(`select pg_advisory_unlock(${lock_key('$1')})`, [worker_id]);
}

/** The workers that hold jobs or queues though nobody holds their lock; `own` are left out. */
export async function workersWithoutLock(
  client: Queryable,
  own: readonly string[],
): Promise<readonly string[]> {
  const { rows } = await client.query<{ worker_id: string }>(
    `with holders as materialized (
       select locked_by as worker_id from graphile_worker._private_jobs where locked_by is not null
       union
       select locked_by from graphile_worker._private_job_queues where locked_by is not null
     ), others as materialized (
       select worker_id from holders where worker_id <> all ($1::text[])
     )
     select worker_id from others where pg_try_advisory_xact_lock(${lock_key('worker_id')})`,
    [own],
  );
  return rows.map((row) => row.worker_id);
}

/**
 * Frees the jobs and queues of dead workers, to be taken up at once, before those behind them in their queue: returns how
 * many jobs. Their locks are held
 * meanwhile, so that none of them comes back in between. A row in use is left for the next time: a worker
 * taken for dead may still be writing under `holdJob`. A job that has used up its attempts, or was replaced by
 * a newer one of its key, is dropped.
 */
export async function freeDeadWorkers(client: Queryable, worker_ids: readonly string[]): Promise<number> {
  const { rowCount } = await client.query(
    `with dead as materialized (
       select worker_id from unnest($1::text[]) worker_id where pg_try_advisory_xact_lock(${lock_key('worker_id')})
     ), q as materialized (
       select id from graphile_worker._private_job_queues
       where locked_by in (select worker_id from dead) for update skip locked
     ), j as materialized (
       select id, attempts >= max_attempts as over from graphile_worker._private_jobs
       where locked_by in (select worker_id from dead)
         and (job_queue_id is null or job_queue_id in (select id from q)) for update skip locked
     ), dropped as (
       delete from graphile_worker._private_jobs t using j where t.id = j.id and j.over
     ), freed as (
       update graphile_worker._private_jobs t
       set locked_by = null, locked_at = null, last_error = 'its worker died'
       from j where t.id = j.id and not j.over
     ), unlocked as (
       update graphile_worker._private_job_queues t set locked_by = null, locked_at = null
       from q where t.id = q.id
     )
     select pg_notify('jobs:insert', json_build_object('count', 1, 'r', j.id)::text) from j`,
    [worker_ids],
  );
  return rowCount ?? 0;
}
