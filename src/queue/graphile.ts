import { createRequire } from 'node:module';
import { parse } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import pg from 'pg';
import { lockQueueSchema, readQueueVersion, unlockQueueSchema } from '../db/index.ts';

type Graphile = typeof import('graphile-worker');

/** The part of a logger that the queue needs; pino's and fastify's fit. */
export interface QueueLog {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}

/** The schema that holds the jobs, in the same database as everything else. */
export const queue_schema = 'graphile_worker';

/** The last migration of the library's version that we depend on; a test compares it with the package. */
export const queue_version = 19;

let loaded: Graphile | undefined;

/**
 * Loads graphile-worker. While it loads, it looks for configuration files from the working directory upwards;
 * those of the folder a person happens to stand in are not meant for us, and a broken one would stop us, so it
 * is loaded from the root directory. Loading is synchronous: nobody sees the directory change.
 */
export function loadGraphile(): Graphile {
  if (loaded === undefined) {
    const require = createRequire(import.meta.url);
    const here = isMainThread ? process.cwd() : undefined;
    if (here !== undefined) process.chdir(parse(here).root);
    try {
      loaded = require('graphile-worker') as Graphile;
    } finally {
      if (here !== undefined) process.chdir(here);
    }
  }
  return loaded;
}

/** Loads what `startQueue` needs, for whoever has time for it before the database answers. */
export function preloadQueue(): void {
  loadGraphile();
}

/** Passes the library's log on, without what `runJob` has logged already. */
export function graphileLogger(log: QueueLog): InstanceType<Graphile['Logger']> {
  const { Logger } = loadGraphile();
  return new Logger((scope) => (level, text, meta) => {
    if (meta?.failure === true) return;
    const write = level === 'error' ? 'error' : level === 'warning' ? 'warn' : 'debug';
    log[write](meta?.error === undefined ? { ...scope } : { ...scope, err: meta.error }, text);
  });
}

/** A small pool for the queue alone: a busy API must not keep workers from finding and finishing jobs. */
export function openQueuePool(connection: pg.PoolConfig, log: QueueLog): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    types: pg.types,
    max: 3,
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    application_name: 'rollcall queue',
  });
  const report = (err: Error) => log.warn({ err }, 'a connection of the queue broke');
  pool.on('error', report);
  pool.on('connect', (client) => client.on('error', report));
  return pool;
}

/**
 * The pool as the library sees it: without the statements that end a job. `runJob` has ended it by then, asking
 * who holds it; and the library does not wait for its own, so that one which fails, as while the database
 * restarts, would end the process as an unhandled rejection.
 */
export function withoutJobEnds(pool: pg.Pool): pg.Pool {
  return new Proxy(pool, {
    get(target, property) {
      if (property !== 'connect') return Reflect.get(target, property, target);
      return (listener?: Parameters<pg.Pool['connect']>[0]) =>
        listener === undefined ? Promise.resolve(lendLater(target)) : target.connect(listener);
    },
  });
}

/** A client that takes a connection with its first statement that is really sent. */
function lendLater(pool: pg.Pool): Pick<pg.PoolClient, 'query' | 'release'> {
  let client: pg.PoolClient | undefined;
  const query = async (statement: pg.QueryConfig | string, values?: unknown[]) => {
    if (typeof statement === 'object' && /^(complete|fail)_job/.test(statement.name ?? ''))
      return { rows: [], rowCount: 0 };
    client ??= await pool.connect();
    return typeof statement === 'object' ? client.query(statement) : client.query(statement, values);
  };
  return { query: query as pg.PoolClient['query'], release: () => client?.release() };
}

/** Creates or upgrades the queue's tables; does no more than look when they are up to date. */
export async function migrateQueue(pool: pg.Pool, log: QueueLog): Promise<void> {
  if ((await readQueueVersion(pool)) === queue_version) return;
  const client = await pool.connect();
  try {
    // Without the lock, two first starts would collide, and the library answers that with half a second's sleep.
    await lockQueueSchema(client);
    if ((await readQueueVersion(client)) !== queue_version)
      await loadGraphile().runMigrations({
        pgPool: pool,
        schema: queue_schema,
        logger: graphileLogger(log),
      });
    await unlockQueueSchema(client);
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Makes the database ready for `enqueue` in a process that runs no jobs itself. */
export async function prepareQueue(options: {
  readonly connection: pg.PoolConfig;
  readonly log: QueueLog;
}): Promise<void> {
  const pool = openQueuePool(options.connection, options.log);
  try {
    await migrateQueue(pool, options.log);
  } finally {
    await pool.end();
  }
}
