import { isPassing } from './errors.ts';

/** Waits for some milliseconds; rejects with the signal's reason when it is aborted. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export interface WaitOptions<T> {
  readonly signal?: AbortSignal | undefined;
  /** Called with every answer, the last one too. */
  readonly onProgress?: ((state: T) => void) | undefined;
  /** The longest pause between two looks, in ms. 2000 if not given. */
  readonly longest_pause_ms?: number;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
// A fifth of the time that has passed: what is short is seen at once, what is long costs few requests.
const SHARE_OF_WAIT = 0.2;
// Apart from each other, so that many clients do not come in step: by a fifth up or down.
const JITTER = 0.2;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;
// With the pauses above about a minute: long enough for a server to restart.
const MAX_FAILURES = 10;

/** The ordinary clock. */
export const sleep: Sleep = (ms, signal) =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });

/**
 * Looks again and again until the end is reached, in growing pauses, and returns what was seen then.
 * Overload and broken connections are waited out for about a minute.
 */
export async function waitUntil<T>(
  look: () => Promise<T>,
  isEnd: (state: T) => boolean,
  options: WaitOptions<T> & { readonly sleep: Sleep },
): Promise<T> {
  const longest = options.longest_pause_ms ?? LONGEST_PAUSE_MS;
  let waited_ms = 0;
  let failures = 0;
  for (;;) {
    let pause_ms = Math.min(longest, Math.max(FIRST_PAUSE_MS, waited_ms * SHARE_OF_WAIT));
    try {
      const state = await look();
      failures = 0;
      options.onProgress?.(state);
      if (isEnd(state)) return state;
    } catch (error) {
      if (!isPassing(error) || failures === MAX_FAILURES) throw error;
      pause_ms = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
      failures++;
    }
    await options.sleep(pause_ms * (1 - JITTER + 2 * JITTER * Math.random()), options.signal);
    waited_ms += pause_ms;
  }
}
