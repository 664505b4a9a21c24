import { setTimeout as delay } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { backendOf, cancelStatement, readImportState } from '../../db/index.ts';
import { ImportAborted } from '../context.ts';
import type { ImportRun } from '../import-run.ts';
import { stopIfAsked } from './apply-rows.ts';

const LOOK_EVERY_MS = 500;

/**
 * Does work whose statements may take long, inside a transaction that holds no lock yet: as soon as the run is asked to
 * stop, or a person aborts the import, the statement at hand is cancelled, and this throws why.
 */
export async function interruptible<T>(
  run: ImportRun,
  client: PoolClient,
  work: () => Promise<T>,
): Promise<T> {
  const backend = await backendOf(client);
  const done = new AbortController();
  let reason: unknown = null;
  const watch = async () => {
    while (reason === null) {
      await delay(LOOK_EVERY_MS, undefined, { signal: done.signal });
      reason = await reasonToStop(run);
    }
    await cancelStatement(run.context.pool, backend);
  };
  // When it cannot look, there is nothing to stop for: the work goes on, or fails by itself.
  const watching = watch().catch(() => {});
  try {
    return await work();
  } catch (error) {
    throw reason ?? error;
  } finally {
    done.abort();
    // What it cancels shall be of this transaction.
    await watching;
  }
}

async function reasonToStop(run: ImportRun): Promise<unknown> {
  try {
    stopIfAsked(run);
  } catch (asked) {
    return asked;
  }
  const { root_account_id, sis_import_id } = run.key;
  const state = await readImportState(run.context.pool, root_account_id, sis_import_id);
  return state === 'aborted' ? new ImportAborted(run.key) : null;
}
