import { ConnectionError, findErrorText, ResponseError } from './errors.ts';

/** Where requests go and in whose name. */
export interface Connection {
  /** Ends without a slash. */
  readonly base_url: string;
  readonly token: string | null;
  readonly fetch: typeof globalThis.fetch;
}

export interface Request {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyInit;
  readonly duplex?: 'half';
  /** What the source of the body threw, if it did. */
  readonly findSourceFault?: () => unknown;
  readonly signal?: AbortSignal | undefined;
}

/** An address without its query, which may hold the signature of a download. */
function nameOf({ method, url }: Request): string {
  return `${method} ${new URL(url).pathname}`;
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
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

/**
 * Sends a request and returns an answer with a 2xx status, its body still unread.
 * @throws ResponseError for any other status, ConnectionError when no answer came, the signal's reason
 * when it was aborted, and what the source of an upload threw.
 */
export async function sendRequest(connection: Connection, request: Request): Promise<Response> {
  const { url, headers, findSourceFault, ...rest } = request;
  // The token goes into this header and nowhere else: addresses end up in logs.
  const authorization = connection.token === null ? {} : { authorization: `Bearer ${connection.token}` };
  let response: Response;
  try {
    response = await connection.fetch(url, {
      ...rest,
      headers: { ...authorization, ...headers },
      ...(rest.signal ? { signal: rest.signal } : { signal: null }),
    } as RequestInit);
  } catch (error) {
    request.signal?.throwIfAborted();
    const fault = findSourceFault?.();
    if (fault !== undefined) throw fault;
    const { origin } = new URL(url);
    throw new ConnectionError(
      `No answer from ${origin} to ${nameOf(request)}: ${describeFailure(error)}.`,
      error,
    );
  }
  if (response.ok) return response;
  const body = await readBody(response);
  const found = findErrorText(body);
  const text = connection.token && found ? found.replaceAll(connection.token, '[token]') : found;
  const isHtml = text?.startsWith('<') ?? false;
  throw new ResponseError(
    `${nameOf(request)} answered ${response.status}${text && !isHtml ? `: ${text.slice(0, 500)}` : '.'}`,
    response.status,
    body,
  );
}

/**
 * Reads a JSON answer.
 * @throws ResponseError when it is none, as from a server of another kind.
 */
export async function readJson(response: Response, request: Request): Promise<unknown> {
  const body = await readBody(response);
  if (typeof body === 'object' && body !== null) return body;
  throw new ResponseError(`${nameOf(request)} did not answer with JSON.`, response.status, body);
}
