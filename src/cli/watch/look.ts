import type { Client } from '../../client/index.ts';
import { readImport, type WatchedImport } from './judge/index.ts';

// Enough to know what is usual of several data sets; a server that makes more in a day is looked at for a day.
const LEAST_READ = 150;
const MOST_READ = 1_000;
const PER_PAGE = 50;

const unfinished = ['initializing', 'created', 'importing', 'cleanup_batch', 'restoring'] as const;

/**
 * Reads the imports of an account that tell how it goes: the newest ones, all since `since_ms`, and those that have not
 * ended, however old they are. Only GET requests.
 */
export async function look(
  client: Client,
  since_ms: number,
  signal: AbortSignal,
): Promise<readonly WatchedImport[]> {
  const options = { signal, per_page: PER_PAGE };
  const found = new Map<number, WatchedImport>();
  for await (const shown of client.sisImports.list({}, options)) {
    const one = readImport(shown);
    found.set(one.id, one);
    if (found.size >= MOST_READ || (found.size >= LEAST_READ && one.created_ms < since_ms)) break;
  }
  // A server that does not know the filter sends all: they are looked at here, too.
  let count = 0;
  for await (const shown of client.sisImports.list({ workflow_state: [...unfinished] }, options)) {
    const one = readImport(shown);
    if (!one.has_ended) found.set(one.id, one);
    count += 1;
    if (count >= MOST_READ) break;
  }
  return [...found.values()];
}
