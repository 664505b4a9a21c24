import { inTransaction, noteImportFault } from '../../db/index.ts';
import type { ImportRun } from '../import-run.ts';
import { NotCompared } from './diff.ts';

// Canvas tries a segment twice per job, in several jobs (published behaviour); three is our choice. Its jobs wait longer
// and longer, ours for a second and for two.
const TRIES_PER_RUN = 2;
const MOST_TRIES = 3 * TRIES_PER_RUN;

/**
 * What comes after an unexpected fault: what it stopped is tried again at once, or later in another run, or never, as it
 * was tried often enough without getting any further, or nothing was applied yet that another try could go on with.
 */
export async function judgeFault(run: ImportRun, fault: unknown): Promise<'again' | 'later' | 'never'> {
  if (fault instanceof NotCompared) return 'never';
  const before = await inTransaction(run.context.pool, async (client) => {
    await run.context.hold?.(client);
    return await noteImportFault(client, run.key);
  });
  if (before === null || before + 1 >= MOST_TRIES) return 'never';
  return (before + 1) % TRIES_PER_RUN === 0 ? 'later' : 'again';
}
