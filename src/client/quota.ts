import type { Sleep } from './wait-until.ts';

/** Spaces requests out, so that a server that counts them has no need to refuse any. */
export interface Quota {
  /** Waits for as long as the server's last words ask for. */
  wait(signal: AbortSignal | undefined): Promise<void>;
  /** Reads `X-Rate-Limit-Remaining` of an answer. */
  note(headers: Headers): void;
  /** Keeps every request back for a time. */
  hold(ms: number): void;
}

// Canvas: a request takes up to 50 of the quota while it runs, and 10 a second come back (published defaults).
const LOW = 100;
const BACK_PER_SECOND = 10;
const LONGEST_PAUSE_MS = 5_000;

/** A quota that nothing is known of yet. */
export function openQuota(sleep: Sleep, now: () => number = () => performance.now()): Quota {
  let not_before_ms = 0;
  return {
    async wait(signal) {
      const ms = not_before_ms - now();
      if (ms > 0) await sleep(ms, signal);
    },
    note(headers) {
      const text = headers.get('x-rate-limit-remaining');
      const remaining = text === null ? Number.NaN : Number(text);
      if (!(remaining < LOW)) return;
      const ms = ((LOW - Math.max(0, remaining)) / BACK_PER_SECOND) * 1000;
      this.hold(Math.min(LONGEST_PAUSE_MS, ms));
    },
    hold(ms) {
      not_before_ms = Math.max(not_before_ms, now() + ms);
    },
  };
}
