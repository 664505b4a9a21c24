import { setTimeout as delay } from 'node:timers/promises';
import { type Database, rootAccountsWithoutJob } from '../../db/index.ts';
import type { QueueLog } from '../../queue/index.ts';
import { queueRemoval } from './remove-old.ts';
import { enqueueImports } from './run-imports.ts';

/** What a worker looks for now and then, beside its jobs. */
export interface LookAroundOptions {
  readonly database: Pick<Database, 'pool'>;
  readonly log: QueueLog;
  readonly signal: AbortSignal;
  readonly every_ms: number;
}

/**
 * Gives every root account that has imports to run, and no job for it, a job: now and then once per interval. So
 * an import runs even when whoever created it died before it was queued. Stops on the signal.
 */
export async function sweepImports(options: LookAroundOptions): Promise<void> {
  const { database, log } = options;
  await lookAround(options, 'could not look for imports without a job', async () => {
    for (const root_account_id of await rootAccountsWithoutJob(database.pool)) {
      log.info({ root_account_id }, 'imports without a job were queued');
      await enqueueImports(database.pool, root_account_id);
    }
  });
}

/** Queues the removal of what is too old once an hour, whoever of the workers comes first. Stops on the signal. */
export async function scheduleRemoval(options: LookAroundOptions): Promise<void> {
  await lookAround(options, 'could not queue the removal of what is too old', async () => {
    await queueRemoval(options.database.pool);
  });
}

async function lookAround(
  { log, signal, every_ms }: LookAroundOptions,
  failure: string,
  look: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await look();
    } catch (err) {
      log.warn({ err }, failure);
    }
    await delay(every_ms, undefined, { signal }).catch(() => 'stopped');
  }
}
