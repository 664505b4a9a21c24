import { ConnectionError, ServerError, ThrottledError } from './errors.ts';
import { type Connection, type Request, readJson, sendOnce } from './send-request.ts';

/** For how long to go on trying. */
export interface Patience {
  /** How often a request is sent again at most. */
  readonly max_retries: number;
  /** Whether nobody listening is worth another try: somebody did a moment ago. */
  readonly through_restarts: boolean;
}

/** About eight seconds: a hiccup. */
export const ordinaryPatience: Patience = { max_retries: 5, through_restarts: false };
/** About a minute: long enough for a server to restart. */
export const longPatience: Patience = { max_retries: 10, through_restarts: true };

const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 10_000;
// A quota needs longer to recover than a connection.
const FIRST_THROTTLED_MS = 1_000;
const LONGEST_THROTTLED_MS = 30_000;
// What a server says to wait is obeyed up to here.
const LONGEST_RETRY_AFTER_MS = 10 * 60_000;
// A 500 is a fault more often than a hiccup.
const MAX_RETRIES_AFTER_500 = 2;
const JITTER = 0.2;

/** By a fifth up or down, so that many clients do not come in step. */
export function jitter(ms: number): number {
  return ms * (1 - JITTER + 2 * JITTER * Math.random());
}

/** The pause before try `retries + 2`. */
export function pauseAfter(retries: number): number {
  return jitter(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** retries));
}

/** How long to wait before another try; null when there must be none. */
function chooseRetry(request: Request, error: unknown, retries: number, patience: Patience): number | null {
  if (retries >= patience.max_retries) return null;
  if (error instanceof ThrottledError) {
    if (request.is_repeatable === false) return null;
    const asked = error.retry_after_ms;
    if (asked !== null) return asked > LONGEST_RETRY_AFTER_MS ? null : jitter(asked) + asked * JITTER;
    return jitter(Math.min(LONGEST_THROTTLED_MS, FIRST_THROTTLED_MS * 2 ** retries));
  }
  // What may have been done already is not asked for twice.
  if (request.method !== 'GET') return null;
  if (error instanceof ConnectionError) {
    return error.was_reached || patience.through_restarts ? pauseAfter(retries) : null;
  }
  if (!(error instanceof ServerError)) return null;
  if (error.status === 500 && retries >= MAX_RETRIES_AFTER_500) return null;
  const asked = error.retry_after_ms ?? 0;
  return asked > LONGEST_RETRY_AFTER_MS ? null : Math.max(asked, pauseAfter(retries));
}

/** A read that takes too long counts as broken; other requests may take as long as they need. */
function limitTime(connection: Connection, request: Request): Request {
  if (request.method !== 'GET') return request;
  const limit = AbortSignal.timeout(connection.read_timeout_ms);
  return { ...request, signal: request.signal ? AbortSignal.any([request.signal, limit]) : limit };
}

async function tryOnce<T>(
  connection: Connection,
  request: Request,
  use: (response: Response, request: Request) => Promise<T>,
): Promise<T> {
  const limited = limitTime(connection, request);
  try {
    return await use(await sendOnce(connection, limited), limited);
  } catch (error) {
    if (request.signal?.aborted || !(error instanceof DOMException && error.name === 'TimeoutError'))
      throw error;
    const seconds = connection.read_timeout_ms / 1000;
    throw new ConnectionError(`No answer from ${new URL(request.url).origin} within ${seconds} s.`, error);
  }
}

async function tryUntil<T>(
  connection: Connection,
  request: Request,
  patience: Patience,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let retries = 0; ; retries++) {
    await connection.quota.wait(request.signal);
    try {
      return await attempt();
    } catch (error) {
      const pause_ms = chooseRetry(request, error, retries, patience);
      if (pause_ms === null) throw error;
      // What the quota of one request says goes for all of them.
      if (error instanceof ThrottledError) connection.quota.hold(pause_ms);
      else await connection.sleep(pause_ms, request.signal);
    }
  }
}

/** A JSON answer and what its headers say. */
export interface Answer {
  readonly body: unknown;
  readonly headers: Headers;
}

/**
 * Sends a request and reads its JSON answer. Sent again is only what cannot be done twice by it: any request that was
 * throttled, and a read whose connection broke or whose server is in trouble.
 */
export function fetchJson(
  connection: Connection,
  request: Request,
  patience = ordinaryPatience,
): Promise<Answer> {
  return tryUntil(connection, request, patience, () =>
    tryOnce(connection, request, async (response, limited) => ({
      body: await readJson(connection, limited, response),
      headers: response.headers,
    })),
  );
}

/** Sends a request in the same manner; whoever reads the bytes of its answer may take any time for it. */
export function fetchBytes(connection: Connection, request: Request): Promise<Response> {
  return tryUntil(connection, request, ordinaryPatience, () => sendOnce(connection, request));
}
