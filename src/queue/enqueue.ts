import { addJob, type Queryable } from '../db/index.ts';

export interface EnqueueOptions {
  /** Jobs of one queue run one at a time, whichever process takes them. */
  readonly queue_name?: string;
  /** A waiting job with the same key is replaced; a running one is followed by this one. */
  readonly job_key?: string;
  /** How often the job may be taken up before it is dropped, default 25; a clean hand-over does not count. */
  readonly max_attempts?: number;
  /** How long it waits before it may be taken up, default 0. */
  readonly delay_seconds?: number;
}

/**
 * Adds a job, e.g. `enqueue(client, 'run_imports', { root_account_id: 1 }, { queue_name: 'imports:1' })`.
 * Inside the caller's transaction it exists, and workers hear of it, only when that commits.
 */
export async function enqueue(
  db: Queryable,
  task: string,
  payload: unknown,
  options: EnqueueOptions = {},
): Promise<void> {
  await addJob(db, { task, payload, ...options });
}
