/** The server answered, and said no. */
export class ResponseError extends Error {
  readonly status: number;
  /** The parsed JSON of the answer, or its text where it is none. */
  readonly body: unknown;

  constructor(message: string, status: number, body: unknown) {
    super(message);
    this.name = 'ResponseError';
    this.status = status;
    this.body = body;
  }
}

/** No answer came: no connection, or one that broke. `cause` holds what the platform said. */
export class ConnectionError extends Error {
  constructor(message: string, cause: unknown) {
    super(message, { cause });
    this.name = 'ConnectionError';
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

/** Whether another try may succeed: the connection broke, or the server is overloaded or restarting. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  if (!(error instanceof ResponseError)) return false;
  // Canvas: a throttled request is a 403 whose text tells it from a refusal, on newer servers a 429.
  const throttled = error.status === 403 && /rate limit exceeded/i.test(String(error.body));
  return throttled || [429, 502, 503, 504].includes(error.status);
}
