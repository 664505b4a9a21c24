import type { FastifyBaseLogger } from 'fastify';

/** What the server, the queue and the engine log to. */
export type ServerLog = FastifyBaseLogger;

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

const secrets = ['authorization', 'access_token', 'token', 'token_hash', 'password', 'verifier', 'cookie'];

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

/** Opens a log of JSON lines on standard error, without anything that opens a door. */
export async function openLog(level: LogLevel): Promise<ServerLog> {
  if (level === 'silent') return silent;
  const { destination, pino } = await import('pino');
  // Standard output belongs to what a command prints for people and programs.
  const log: ServerLog = pino({ level, redact: { paths: secretPaths, censor: '[secret]' } }, destination(2));
  return log;
}
