/** What is known of an answer that said no. */
export interface Refusal {
  readonly status: number;
  /** The parsed JSON of the answer, or its text where it is none. */
  readonly body: unknown;
  /** Under which the server's log knows the request; null where it did not say. */
  readonly request_id?: string | null;
}

/** The server answered, and said no. */
export class ResponseError extends Error {
  readonly status: number;
  /** The parsed JSON of the answer, or its text where it is none. Where it repeats the token, that is blacked out. */
  readonly body: unknown;
  /** Under which the server's log knows the request; null where it did not say. */
  readonly request_id: string | null;

  constructor(message: string, { status, body, request_id = null }: Refusal) {
    super(message);
    this.name = 'ResponseError';
    this.status = status;
    this.body = body;
    this.request_id = request_id;
  }
}

/** 401: there was no token, or one that the server does not take. */
export class UnauthenticatedError extends ResponseError {
  override name = 'UnauthenticatedError';
}

/** 403, in older releases of Canvas 401: the token is good, but its owner may not do this. */
export class ForbiddenError extends ResponseError {
  override name = 'ForbiddenError';
}

/** 404: there is no such thing, or the caller may not know of it. */
export class NotFoundError extends ResponseError {
  override name = 'NotFoundError';
}

/** The server may do another time what it does not do now. */
abstract class LaterError extends ResponseError {
  /** How long the server says to wait; null where it does not. */
  readonly retry_after_ms: number | null;

  constructor(message: string, refusal: Refusal, retry_after_ms: number | null) {
    super(message, refusal);
    this.retry_after_ms = retry_after_ms;
  }
}

/** The token has used up what it may ask for; 403 or 429. Nothing was done, so that every request can be sent again. */
export class ThrottledError extends LaterError {
  override name = 'ThrottledError';
}

/** 5xx: the server, or what stands before it, is broken, overloaded or restarting. */
export class ServerError extends LaterError {
  override name = 'ServerError';
}

/** The address leads to another one, which is not followed: the token and the upload are for this one alone. */
export class MovedError extends ResponseError {
  override name = 'MovedError';
}

/** No answer came: no connection, or one that broke. `cause` holds what the platform said. */
export class ConnectionError extends Error {
  /** False where nobody listens at the address, so that the request cannot have arrived. */
  readonly was_reached: boolean;

  constructor(message: string, cause: unknown, was_reached = true) {
    super(message, { cause });
    this.name = 'ConnectionError';
    this.was_reached = was_reached;
  }
}

/** An upload broke off, and whether an import was made of it cannot be told: a person has to look. */
export class LostUploadError extends Error {
  /** The imports that may be the one; empty where there is none, but the upload cannot be sent a second time. */
  readonly candidates: readonly (number | string)[];

  constructor(message: string, candidates: readonly (number | string)[], cause: unknown) {
    super(message, { cause });
    this.name = 'LostUploadError';
    this.candidates = candidates;
  }
}

/** Nothing has moved for as long as the caller was willing to wait; `state` is what was seen last. */
export class StalledError<T = unknown> extends Error {
  readonly state: T;

  constructor(message: string, state: T) {
    super(message);
    this.name = 'StalledError';
    this.state = state;
  }
}

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).find((text) => text !== null) ?? null;
  if (typeof value !== 'object' || value === null) return null;
  const { message, error_message, error, errors } = value as Record<string, unknown>;
  // Field errors come as a map of field name to errors, with or without the `errors` around it.
  return textOf(message) ?? textOf(error_message) ?? textOf(error) ?? textOf(errors) ?? firstOf(value);
}

function firstOf(fields: object): string | null {
  return (
    Object.values(fields)
      .map((value) => (Array.isArray(value) ? textOf(value) : null))
      .find((text) => text !== null) ?? null
  );
}

/**
 * The sentence in an error body, whatever of the API's shapes it has: `{errors: [{message}]}`, `{message}`,
 * `{error: true, error_message}`, a map of fields, or plain text. Null when it holds none.
 */
export function findErrorText(body: unknown): string | null {
  const text = textOf(body)?.trim();
  return text ? text : null;
}

/** `{"status": "unauthorized"}` is how a refusal differs from a token that is not taken, where both are a 401. */
function saysUnauthorized(body: unknown): boolean {
  return (
    typeof body === 'object' && body !== null && (body as { status?: unknown }).status === 'unauthorized'
  );
}

/** The class that fits an answer. */
export function makeResponseError(
  message: string,
  refusal: Refusal,
  retry_after_ms: number | null,
): ResponseError {
  const { status, body } = refusal;
  // Canvas: a throttled request is a 403 whose text tells it from a refusal, on newer servers a 429.
  const is_throttled = status === 429 || (status === 403 && /rate limit exceeded/i.test(String(body)));
  if (is_throttled) return new ThrottledError(message, refusal, retry_after_ms);
  if (status === 403 || (status === 401 && saysUnauthorized(body)))
    return new ForbiddenError(message, refusal);
  if (status === 401) return new UnauthenticatedError(message, refusal);
  if (status === 404) return new NotFoundError(message, refusal);
  if (status >= 500) return new ServerError(message, refusal, retry_after_ms);
  return new ResponseError(message, refusal);
}

/** Whether another try may succeed: the connection broke, or the server is overloaded or restarting. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ConnectionError || error instanceof ThrottledError) return true;
  return error instanceof ServerError && [502, 503, 504].includes(error.status);
}
