import {
  clearImportStart,
  type Database,
  failAbandonedImport,
  findNextImport,
  importQueueName,
  markImportStart,
  type Queryable,
} from '../../db/index.ts';
import type { ImportKey } from '../../engine/index.ts';
import { enqueue, type QueueLog, type Task, type TaskContext } from '../../queue/index.ts';
import type { Storage } from '../../storage/index.ts';

/** What a run of an import works with. */
export interface ImportContext {
  readonly database: Database;
  readonly storage: Storage;
  readonly log: QueueLog;
  /** Aborts when the run shall stop at the next chunk border and throw. */
  readonly signal: AbortSignal;
  /**
   * Call it first in each chunk's transaction: it throws unless this worker still owns the import, and keeps any
   * other from taking it up until the transaction ends.
   */
  hold(client: Queryable): Promise<void>;
}

/**
 * Runs an import to its final state, from wherever it stands. Throws when it was interrupted, or for an outage;
 * the import is then taken up again.
 */
export type RunImport = (context: ImportContext, import_: ImportKey) => Promise<void>;

export interface RunImportsOptions {
  readonly database: Database;
  readonly storage: Storage;
  readonly log: QueueLog;
  readonly runImport: RunImport;
  /** Ends an import that no run can finish, telling why; without it, or when that fails too, its state alone is set. */
  readonly giveUpImport?: (
    context: ImportContext,
    import_: ImportKey,
    error_message: string,
  ) => Promise<void>;
  /** After this much work the job goes to the end of the line, so that root accounts share the workers. */
  readonly turn_ms?: number;
  /** How long after its creation an import may start, default 0. */
  readonly start_delay_seconds?: number | undefined;
}

export const run_imports_task = 'run_imports';

// Runs in a row that took their process down and got the import no further. Each costs its worker some seconds.
const crashes_allowed = 5;

// Workers with another delay, such as after a restart, shall not wait out the one before.
const longest_wait_seconds = 60;

/**
 * Sees to it that the imports of a root account are run, after some seconds if so, as part of the caller's transaction
 * if there is one.
 */
export async function enqueueImports(
  db: Queryable,
  root_account_id: number,
  delay_seconds = 0,
): Promise<void> {
  const name = importQueueName(root_account_id);
  // A job is dropped only with the imports it stands for, which `crashes_allowed` takes care of.
  const max_attempts = 30_000;
  const key = { queue_name: name, job_key: name };
  await enqueue(db, run_imports_task, { root_account_id }, { ...key, max_attempts, delay_seconds });
}

/**
 * The task that runs the imports of one root account, one after the other in order of creation, until none is
 * left. It is alone with the root account: its jobs share a serial queue.
 */
export function makeRunImports(options: RunImportsOptions): Task {
  const { database, storage, log, runImport, turn_ms = 60_000, start_delay_seconds = 0 } = options;
  const db = database.pool;

  async function runOne(import_: ImportKey, { signal, hold }: TaskContext): Promise<void> {
    const crashes = await markImportStart(db, import_);
    const context = { database, storage, log, signal, hold };
    try {
      if (crashes < crashes_allowed) await runImport(context, import_);
      else await giveUp(context, import_, crashes);
    } finally {
      // Not worth failing for: a note left behind counts as one crash of this import and of no other.
      await clearImportStart(db, import_.root_account_id).catch((err: unknown) =>
        log.warn({ err, ...import_ }, 'could not clear the note that the import runs'),
      );
    }
  }

  async function giveUp(context: ImportContext, import_: ImportKey, crashes: number): Promise<void> {
    log.error(
      { ...import_, crashes: crashes_allowed },
      'the import is given up: it ends its worker each time',
    );
    const error_message = `The import was given up: ${crashes_allowed} runs in a row ended without a word and without any progress.`;
    // Ending it in full is work, too, and what takes the worker down may be just that.
    if (options.giveUpImport && crashes === crashes_allowed)
      await options.giveUpImport(context, import_, error_message);
    else await failAbandonedImport(db, { ...import_, error_message });
  }

  return async (payload, context) => {
    const root_account_id = readRootAccountId(payload);
    const turn_ends = performance.now() + turn_ms;
    let last: number | undefined;
    for (;;) {
      context.signal.throwIfAborted();
      const next = await findNextImport(db, root_account_id, start_delay_seconds);
      if (next === null) return;
      const { wait_seconds } = next;
      if (wait_seconds > 0)
        return enqueueImports(db, root_account_id, Math.min(wait_seconds, longest_wait_seconds));
      if (next.sis_import_id === last)
        throw new Error(
          `Import ${last} of root account ${root_account_id} was left in state ${next.workflow_state}.`,
        );
      if (last !== undefined && performance.now() >= turn_ends) return enqueueImports(db, root_account_id);
      await runOne({ root_account_id, sis_import_id: next.sis_import_id }, context);
      last = next.sis_import_id;
    }
  };
}

function readRootAccountId(payload: unknown): number {
  if (typeof payload === 'object' && payload !== null && 'root_account_id' in payload) {
    const { root_account_id } = payload;
    if (typeof root_account_id === 'number') return root_account_id;
  }
  throw new Error(`A job of the task ${run_imports_task} names no root account.`);
}
