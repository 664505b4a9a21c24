import {
  ConnectionError,
  findErrorText,
  MovedError,
  makeResponseError,
  type Refusal,
  ResponseError,
} from './errors.ts';
import type { Quota } from './quota.ts';
import { readRetryAfter } from './read-retry-after.ts';
import type { Sleep } from './wait-until.ts';

/** Where requests go and in whose name. */
export interface Connection {
  /** Ends without a slash. */
  readonly base_url: string;
  readonly token: string | null;
  readonly fetch: typeof globalThis.fetch;
  readonly sleep: Sleep;
  readonly quota: Quota;
  /** How long a read may take before it counts as broken. */
  readonly read_timeout_ms: number;
  /** Asks for ids as strings. */
  readonly string_ids: boolean;
}

/** What is sent with a request. */
export interface RequestBody {
  readonly body: BodyInit;
  readonly headers?: Readonly<Record<string, string>>;
  /** Set for streams: `fetch` demands it then. */
  readonly duplex?: 'half';
  /** What the source of the body threw, if it did: `fetch` hides it behind a network error. */
  readonly findSourceFault?: () => unknown;
}

export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Opens the body anew for every try. */
  readonly openBody?: () => Promise<RequestBody>;
  /** False for a body that can be read only once. */
  readonly is_repeatable?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** An address without its query, which may hold the signature of a download. */
export function nameOf({ method, url }: Request): string {
  return `${method} ${new URL(url).pathname}`;
}

/** Blacks a token out, in the forms that it takes in texts, JSON and addresses. */
function blackOut(text: string, token: string | null): string {
  if (token === null) return text;
  const forms = [token, JSON.stringify(token).slice(1, -1), encodeURIComponent(token)];
  return forms.reduce((rest, form) => rest.replaceAll(form, '[token]'), text);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not every answer is the server's own: a proxy in between answers with text or HTML.
    return text;
  }
}

function describeFailure(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  if (!(inner instanceof Error)) return String(inner);
  // Node tries several addresses and puts what it met into one error without a text.
  const all = inner instanceof AggregateError ? inner.errors.map(String).join(', ') : '';
  return inner.message || all || inner.name;
}

/** Whether a failure says that there was nobody to talk to. Browsers do not tell. */
function isNowhere(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : null;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
}

function connectionError(connection: Connection, request: Request, error: unknown): ConnectionError {
  const what = blackOut(describeFailure(error), connection.token);
  const { origin } = new URL(request.url);
  return new ConnectionError(
    `No answer from ${origin} to ${nameOf(request)}: ${what}.`,
    error,
    !isNowhere(error),
  );
}

/** Says where a request was sent on to, without what else stands in that address. */
function movedError(request: Request, location: string | null, refusal: Refusal): MovedError {
  const origin = location === null ? 'another address' : new URL(location, request.url).origin;
  return new MovedError(`${nameOf(request)} was sent on to ${origin}: take that address.`, refusal);
}

/**
 * Only a read may be sent on: a write would arrive as a read. `fetch` takes the token off on the way elsewhere. Of a
 * stream Node keeps all that was sent, for the case that it is sent on, unless that is an error.
 */
function chooseRedirect(method: string, body: RequestBody | undefined): RequestRedirect {
  if (method === 'GET') return 'follow';
  return body?.duplex ? 'error' : 'manual';
}

/** Whether a request failed because it was to be sent on. */
function isRedirected(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && /redirect/i.test(error.cause.message);
}

async function refuse(connection: Connection, request: Request, response: Response): Promise<never> {
  const refusal = {
    status: response.status,
    request_id: response.headers.get('x-request-context-id') ?? response.headers.get('x-request-id'),
  };
  const text = blackOut(await readText(connection, request, response), connection.token);
  const is_moved = response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);
  if (is_moved) throw movedError(request, response.headers.get('location'), { ...refusal, body: text });
  const body = parse(text);
  const found = findErrorText(body);
  const said = found === null || found.startsWith('<') ? '.' : `: ${found.slice(0, 500)}`;
  const message = `${nameOf(request)} answered ${response.status}${said}`;
  throw makeResponseError(message, { ...refusal, body }, readRetryAfter(response.headers));
}

/**
 * Sends a request once and returns an answer with a 2xx status, its body still unread.
 * @throws ResponseError for any other status, ConnectionError when no answer came, the signal's reason
 * when it was aborted, and what the source of an upload threw.
 */
export async function sendOnce(connection: Connection, request: Request): Promise<Response> {
  const { method, url, signal } = request;
  const opened = await request.openBody?.();
  // The token goes into this header and nowhere else: addresses end up in logs.
  const authorization = connection.token === null ? {} : { authorization: `Bearer ${connection.token}` };
  // Canvas: ids as strings, as JavaScript cannot hold every 64-bit integer.
  const accept = connection.string_ids ? { accept: 'application/json+canvas-string-ids' } : {};
  let response: Response;
  try {
    response = await connection.fetch(url, {
      method,
      headers: { ...accept, ...authorization, ...request.headers, ...opened?.headers },
      ...(opened ? { body: opened.body } : {}),
      ...(opened?.duplex ? { duplex: opened.duplex } : {}),
      redirect: chooseRedirect(method, opened),
      signal: signal ?? null,
    } as RequestInit);
  } catch (error) {
    signal?.throwIfAborted();
    const fault = opened?.findSourceFault?.();
    if (fault !== undefined) throw fault;
    if (isRedirected(error)) throw movedError(request, null, { status: 0, body: null });
    throw connectionError(connection, request, error);
  }
  // What comes from elsewhere was asked for without the token, so that it would speak of a missing one.
  const is_elsewhere = response.redirected && new URL(response.url).origin !== new URL(url).origin;
  if (is_elsewhere && connection.token !== null) {
    await response.body?.cancel();
    throw movedError(request, response.url, { status: response.status, body: null });
  }
  if (!response.ok) return refuse(connection, request, response);
  connection.quota.note(response.headers);
  return response;
}

/** Reads an answer to its end. */
async function readText(connection: Connection, request: Request, response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    request.signal?.throwIfAborted();
    throw connectionError(connection, request, error);
  }
}

/**
 * Reads a JSON answer.
 * @throws ResponseError when it is none, as from a server of another kind.
 */
export async function readJson(
  connection: Connection,
  request: Request,
  response: Response,
): Promise<unknown> {
  const body = parse(await readText(connection, request, response));
  if (typeof body === 'object' && body !== null) return body;
  const { status } = response;
  throw new ResponseError(`${nameOf(request)} did not answer with JSON.`, {
    status,
    body: blackOutBody(connection, body),
  });
}

function blackOutBody({ token }: Connection, body: unknown): unknown {
  return typeof body === 'string' ? blackOut(body, token) : body;
}
