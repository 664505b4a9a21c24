import { type Database, importQueueName, isImportUnderWay, type Queryable } from '../../db/index.ts';
import { type RestoreJob, restoreStates, type UndoJob, undoImport } from '../../engine/index.ts';
import { enqueue, type QueueLog, type Task } from '../../queue/index.ts';
import type { Storage } from '../../storage/index.ts';
import { enqueueImports } from './run-imports.ts';

/** What an import has done is to be put back: the states of its objects, or everything. */
export type PutBackRequest =
  | ({ readonly kind: 'restore_states' } & RestoreJob)
  | ({ readonly kind: 'undo' } & UndoJob);

export interface PutBackOptions {
  readonly database: Database;
  readonly storage: Storage;
  readonly log: QueueLog;
}

export const put_back_task = 'put_back_import';

// While what is under way waits for another try itself, this is how often to look whether it has ended.
const look_again_seconds = 1;

/** Queues the work, after some seconds if so, as part of the caller's transaction: in turn with the imports of the root account. */
export async function enqueuePutBack(
  db: Queryable,
  request: PutBackRequest,
  delay_seconds = 0,
): Promise<void> {
  const queue_name = importQueueName(request.root_account_id);
  // A job that is dropped would leave its import in between.
  await enqueue(db, put_back_task, request, { queue_name, max_attempts: 30_000, delay_seconds });
}

/**
 * The task that puts an import back. One that was interrupted goes on where it was. Before it begins, what is under way in
 * the root account ends.
 */
export function makePutBack({ database, storage, log }: PutBackOptions): Task {
  return async (payload, { signal, hold }) => {
    const context = { pool: database.pool, storage, log, signal, hold, now: () => new Date() };
    const request = readRequest(payload);
    const { root_account_id, progress_id } = request;
    if (await isImportUnderWay(database.pool, { root_account_id, but_progress_id: progress_id }))
      return enqueuePutBack(database.pool, request, look_again_seconds);
    await (request.kind === 'undo' ? undoImport(context, request) : restoreStates(context, request));
    // Imports whose turn came while this waited for another try.
    await enqueueImports(database.pool, root_account_id);
  };
}

function readRequest(payload: unknown): PutBackRequest {
  if (typeof payload === 'object' && payload !== null && 'kind' in payload) {
    if (payload.kind === 'restore_states' || payload.kind === 'undo') return payload as PutBackRequest;
  }
  throw new Error(`A job of the task ${put_back_task} does not say what to do.`);
}
