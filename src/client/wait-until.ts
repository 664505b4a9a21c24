import { StalledError } from './errors.ts';
import { jitter } from './send-patiently.ts';

/** Waits for some milliseconds; rejects with the signal's reason when it is aborted. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export interface WaitOptions<T> {
  readonly signal?: AbortSignal | undefined;
  /** Called with every answer, the last one too. */
  readonly onProgress?: ((state: T) => void) | undefined;
  /** The longest pause between two looks, in ms. 2000 if not given. */
  readonly longest_pause_ms?: number | undefined;
  /** Give up with a StalledError when nothing has moved for so long; if not given, wait for ever. */
  readonly stalled_after_ms?: number | undefined;
}

/** What a look at something has shown. */
export interface WaitEvent<T> {
  readonly state: T;
  /** 0-100; null where nobody knows. */
  readonly percent: number | null;
  /** Spent between looks so far. */
  readonly waited_ms: number;
  /** How long it will take yet, by how fast it went so far; null before there is anything to go by. */
  readonly left_ms: number | null;
}

/**
 * Something that is waited for. `await` it for the state in which it ended, or iterate over it for every look on the way
 * there, the last one too. Nothing is asked before that.
 */
export interface Waiting<T> extends AsyncIterable<WaitEvent<T>>, PromiseLike<T> {}

/** How to see how far something is. */
export interface Gauge<T> {
  readonly look: () => Promise<T>;
  readonly isEnd: (state: T) => boolean;
  readonly percentOf: (state: T) => number | null;
  /** Two looks with the same text show that nothing has moved. */
  readonly traceOf: (state: T) => string;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
// A fifth of the time that has passed: what is short is seen at once, what is long costs few requests.
const SHARE_OF_WAIT = 0.2;

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

function estimateLeft(first: WaitEvent<unknown>, percent: number | null, waited_ms: number): number | null {
  const done = (percent ?? 0) - (first.percent ?? 0);
  if (percent === null || done <= 0) return null;
  return ((100 - percent) * (waited_ms - first.waited_ms)) / done;
}

/** Looks again and again, in growing pauses, until the end is reached. */
export async function* watchUntil<T>(
  gauge: Gauge<T>,
  options: WaitOptions<T> & { readonly sleep: Sleep },
): AsyncGenerator<WaitEvent<T>> {
  const longest = options.longest_pause_ms ?? LONGEST_PAUSE_MS;
  let waited_ms = 0;
  let moved_ms = 0;
  let trace: string | null = null;
  let first: WaitEvent<T> | null = null;
  for (;;) {
    options.signal?.throwIfAborted();
    const state = await gauge.look();
    const percent = gauge.percentOf(state);
    // Counted from when it began to move: what waited in a queue says nothing of its speed.
    const left_ms: number | null = first === null ? null : estimateLeft(first, percent, waited_ms);
    const event: WaitEvent<T> = { state, percent, waited_ms, left_ms };
    if (first === null || (percent ?? 0) <= (first.percent ?? 0)) first = event;
    options.onProgress?.(state);
    yield event;
    if (gauge.isEnd(state)) return;
    const now = gauge.traceOf(state);
    if (now !== trace) moved_ms = waited_ms;
    trace = now;
    const stalled_ms = waited_ms - moved_ms;
    if (options.stalled_after_ms !== undefined && stalled_ms >= options.stalled_after_ms)
      throw new StalledError(`Nothing has moved for ${Math.round(stalled_ms / 1000)} s.`, state);
    const pause_ms = Math.min(longest, Math.max(FIRST_PAUSE_MS, waited_ms * SHARE_OF_WAIT));
    await options.sleep(jitter(pause_ms), options.signal);
    waited_ms += pause_ms;
  }
}

/** Makes something to wait for. */
export function makeWaiting<T>(
  gauge: Gauge<T>,
  options: WaitOptions<T> & { readonly sleep: Sleep },
): Waiting<T> {
  const end = async (): Promise<T> => {
    let last: T | undefined;
    for await (const { state } of watchUntil(gauge, options)) last = state;
    // The generator yields before it can end.
    return last as T;
  };
  return {
    [Symbol.asyncIterator]: () => watchUntil(gauge, options),
    // biome-ignore lint/suspicious/noThenProperty: to be awaited is what it is for; a promise would begin at once.
    then: (onEnd, onFault) => end().then(onEnd, onFault),
  };
}
