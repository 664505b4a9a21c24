import { setTimeout as delay } from 'node:timers/promises';
import { type Database, rootAccountsWithoutJob } from '../../db/index.ts';
import type { QueueLog } from '../../queue/index.ts';
import { enqueueImports } from './run-imports.ts';

/**
 * Gives every root account that has imports to run, and no job for it, a job: now and then once per interval. So
 * an import runs even when whoever created it died before it was queued. Stops on the signal.
 */
export async function sweepImports(options: {
  readonly database: Pick<Database, 'pool'>;
  readonly log: QueueLog;
  readonly signal: AbortSignal;
  readonly every_ms: number;
}): Promise<void> {
  const { database, log, signal, every_ms } = options;
  while (!signal.aborted) {
    try {
      for (const root_account_id of await rootAccountsWithoutJob(database.pool)) {
        log.info({ root_account_id }, 'imports without a job were queued');
        await enqueueImports(database.pool, root_account_id);
      }
    } catch (err) {
      log.warn({ err }, 'could not look for imports without a job');
    }
    await delay(every_ms, undefined, { signal }).catch(() => 'stopped');
  }
}
