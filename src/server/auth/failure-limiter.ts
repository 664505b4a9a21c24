/** Counts failed sign-ins per address, so that guessing costs us next to nothing. */
export interface FailureLimiter {
  /** Whether the address has used up its failures; never true for a token that has just worked. */
  isBlocked(address: string, token_hash?: string): boolean;
  noteFailure(address: string): void;
  noteSuccess(token_hash: string): void;
}

const WINDOW_MS = 60_000;
/** Addresses and tokens that are remembered; the oldest are forgotten first. */
const REMEMBERED = 10_000;

function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size <= REMEMBERED) return;
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}

/**
 * Addresses may fail a number of times per minute. Tokens that worked lately pass all the same: many people can
 * share an address, and one of them must not lock out the others.
 */
export function createFailureLimiter(per_minute: number, now: () => number = Date.now): FailureLimiter {
  const failures = new Map<string, { count: number; readonly until: number }>();
  const working = new Map<string, true>();
  return {
    isBlocked(address, token_hash) {
      if (token_hash !== undefined && working.has(token_hash)) return false;
      const failed = failures.get(address);
      return failed !== undefined && failed.until > now() && failed.count >= per_minute;
    },
    noteFailure(address) {
      const failed = failures.get(address);
      if (failed !== undefined && failed.until > now()) failed.count += 1;
      else remember(failures, address, { count: 1, until: now() + WINDOW_MS });
    },
    noteSuccess(token_hash) {
      remember(working, token_hash, true);
    },
  };
}
