import type { Target } from '../profiles/index.ts';

/** An answer as it came, whatever it says. */
export interface Probe {
  readonly status: number;
  readonly headers: Headers;
  /** The parsed JSON; null where it is none. */
  readonly body: unknown;
  /** The scheme and host it came from. */
  readonly origin: string;
}

/** Asks a server; what the client would make an error of is an answer here. */
export type Ask = (
  path: string,
  init?: { readonly method: 'POST'; readonly body: FormData },
) => Promise<Probe>;

const TIMEOUT_MS = 30_000;

/** A way to ask the server of a target, without trying again. */
export function openProbe({ base_url, token }: Target, signal: AbortSignal): Ask {
  return async (path, init) => {
    const response = await fetch(`${base_url}/api/v1/${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}` },
      redirect: init ? 'manual' : 'follow',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    const body: unknown = await response.json().catch(() => null);
    const { status, headers, url } = response;
    return { status, headers, body, origin: new URL(url || base_url).origin };
  };
}

/** A member of a JSON object. */
export function memberOf(body: unknown, name: string): unknown {
  return typeof body === 'object' && body !== null
    ? (body as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
