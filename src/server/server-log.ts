import type { FastifyBaseLogger } from 'fastify';

/** What the server, the queue and the engine log to. */
export type ServerLog = FastifyBaseLogger;

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

const secrets = [
  'authorization',
  'access_token',
  'token',
  'token_hash',
  'password',
  'verifier',
  'cookie',
  'secret',
];

/** Where a secret could stand in a log line. */
export const secretPaths = secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

const nothing = (): void => {};

/** A log that says nothing; loading a real one takes longer than many a command's whole work. */
const silent: ServerLog = {
  level: 'silent',
  fatal: nothing,
  error: nothing,
  warn: nothing,
  info: nothing,
  debug: nothing,
  trace: nothing,
  silent: nothing,
  child: () => silent,
};

/**
 * What a log says of an error. Errors of the driver carry the whole connection, of which nothing is for a log: the
 * statements it has run, the key by which it can be cancelled; its details quote the roster.
 */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { name, message, stack, cause } = error;
  const { code } = error as { readonly code?: unknown };
  return {
    type: name,
    message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack,
    ...(cause === undefined ? {} : { cause: describeError(cause) }),
  };
}

/** Opens a log of JSON lines on standard error, without anything that opens a door. */
export async function openLog(level: LogLevel): Promise<ServerLog> {
  if (level === 'silent') return silent;
  const { destination, pino } = await import('pino');
  // Standard output belongs to what a command prints for people and programs.
  const redact = { paths: secretPaths, censor: '[secret]' };
  const serializers = { err: describeError, error: describeError };
  const log: ServerLog = pino({ level, redact, serializers }, destination(2));
  return log;
}
