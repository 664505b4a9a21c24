import { setImmediate as letOthersRun } from 'node:timers/promises';

// A few milliseconds of work.
const SLICE = 250;

/**
 * Works through a list in slices. Between them the process gets to what else it has in hand: the answers to what is
 * being written meanwhile, and other people's requests.
 */
export async function inSlices<T>(items: readonly T[], work: (slice: readonly T[]) => void): Promise<void> {
  if (items.length <= SLICE) {
    work(items);
    return;
  }
  for (let at = 0; at < items.length; at += SLICE) {
    work(items.slice(at, at + SLICE));
    await letOthersRun();
  }
}
