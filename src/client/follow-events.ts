import { isPassing } from './errors.ts';
import { readServerEvents, type StreamMemory } from './event-stream.ts';
import type { Sleep } from './wait-until.ts';

export interface EventOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called when events between the last one and the next are lost: the caller was away for longer than they are kept. */
  readonly onGap?: (() => void) | undefined;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;
// With the pauses above more than a minute: long enough for a server to restart.
const MAX_FAILURES = 10;

/**
 * Reads a stream of events, and takes it up again where it ended or broke, for as long as the caller reads. Throws
 * what opening it throws when another try is of no use, or when ten in a row have failed.
 */
export async function* followEvents<T>(
  open: (last_event_id: string | null) => Promise<ReadableStream<Uint8Array>>,
  read: (data: string) => T,
  { signal, onGap, sleep }: EventOptions & { readonly sleep: Sleep },
): AsyncGenerator<T> {
  const memory: StreamMemory = { last_event_id: null, retry_ms: null };
  let failures = 0;
  for (;;) {
    try {
      for await (const { event, data } of readServerEvents(await open(memory.last_event_id), memory)) {
        failures = 0;
        if (event === 'gap') onGap?.();
        else yield read(data);
      }
    } catch (error) {
      signal?.throwIfAborted();
      failures++;
      if (!isBreak(error) || failures > MAX_FAILURES) throw error;
    }
    const pause_ms = memory.retry_ms ?? FIRST_PAUSE_MS;
    await sleep(Math.min(LONGEST_PAUSE_MS, pause_ms * 2 ** Math.max(0, failures - 1)), signal);
  }
}

/** Whether the stream broke, or the server is away for a while. `fetch` tells of a break in a body by a TypeError. */
function isBreak(error: unknown): boolean {
  return isPassing(error) || error instanceof TypeError;
}
