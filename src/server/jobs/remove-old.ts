import {
  claimRetention,
  type Database,
  deleteOldChanges,
  deleteOldDeliveries,
  deleteOldIdempotencyKeys,
  deleteOldImportEvents,
  deleteOldMessages,
  deleteOldPlans,
  deleteOldStampMoves,
  type Expiry,
  forgetAbandonedParts,
  forgetOldFiles,
  listFileRemovals,
  listTenants,
  type Queryable,
} from '../../db/index.ts';
import { enqueue, type QueueLog, type Task } from '../../queue/index.ts';
import type { Storage } from '../../storage/index.ts';
import { removeFiles } from '../remove-files.ts';
import { EVENT_DAYS, IDEMPOTENCY_DAYS } from '../retention.ts';

export const remove_old_task = 'remove_old';

/** What the job works with. */
export interface RemoveOldOptions {
  readonly database: Database;
  readonly storage: Storage;
  readonly log: QueueLog;
  /** How many days messages, stored files and what is noted of changes are kept. */
  readonly retention_days: number;
  /** Rows per statement and files at once: nothing else shall wait for them for long. */
  readonly batch_rows?: number;
  /** After so long the job makes room for others and goes on later. */
  readonly turn_ms?: number;
}

const every_seconds = 60 * 60;

/** Queues the job unless that was done within the hour, by whichever process. */
export async function queueRemoval(db: Queryable): Promise<boolean> {
  if (!(await claimRetention(db, every_seconds))) return false;
  await enqueueRemoval(db);
  return true;
}

async function enqueueRemoval(db: Queryable): Promise<void> {
  await enqueue(
    db,
    remove_old_task,
    {},
    { queue_name: remove_old_task, job_key: remove_old_task, max_attempts: 5 },
  );
}

/** The task that removes what is older than the days of retention, some at a time. Interrupted anywhere it goes on later. */
export function makeRemoveOld(options: RemoveOldOptions): Task {
  const { database, log, turn_ms = 10_000 } = options;
  return async (_payload, { signal }) => {
    const turn_ends = performance.now() + turn_ms;
    let removed = 0;
    for (const root_account_id of await listTenants(database.pool)) {
      for (const step of stepsFor(options, root_account_id)) {
        for (let found = 1; found > 0; removed += found) {
          signal.throwIfAborted();
          if (performance.now() > turn_ends) return enqueueRemoval(database.pool);
          found = await step();
        }
      }
    }
    if (removed > 0) log.info({ removed }, 'what was too old to be kept is removed');
  };
}

/** What there is to remove of a tenant; each step says how much it found, and is called again until that is nothing. */
function stepsFor(
  { database, storage, retention_days, batch_rows = 2_000 }: RemoveOldOptions,
  root_account_id: number,
): readonly (() => Promise<number>)[] {
  const { pool } = database;
  const old: Expiry = { root_account_id, days: retention_days, limit: batch_rows };
  const files = { ...old, limit: Math.ceil(batch_rows / 20) };
  const remove = async (keys: readonly string[]) => {
    await removeFiles({ database, storage }, root_account_id, keys);
    return keys.length;
  };
  return [
    () => deleteOldMessages(pool, old),
    () => deleteOldChanges(pool, old),
    () => deleteOldPlans(pool, old),
    () => deleteOldStampMoves(pool, old),
    () => deleteOldImportEvents(pool, { ...old, days: EVENT_DAYS }),
    () => deleteOldDeliveries(pool, { ...old, days: EVENT_DAYS }),
    () => deleteOldIdempotencyKeys(pool, { ...old, days: IDEMPOTENCY_DAYS }),
    async () => remove(await listFileRemovals(pool, root_account_id, files.limit)),
    async () => remove(await forgetAbandonedParts(pool, files)),
    async () => remove(await forgetOldFiles(pool, files)),
  ];
}
