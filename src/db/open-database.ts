import type { Pool, PoolConfig } from 'pg';
import { defaultDataFolder, type Environment, errorCode } from './embedded/data-folder.ts';
import { joinKeeper, type KeeperSession } from './embedded/keeper-client.ts';
import type { Database } from './types.ts';

export interface DatabaseOptions {
  /** A PostgreSQL server, `postgres://user:password@host/database`. Without it: the embedded one. */
  readonly url?: string;
  /** The folder of the embedded database; the user's data directory by default. */
  readonly data_dir?: string;
  /** The most connections that this process opens. */
  readonly pool_size?: number;
  /** Receives what no query waits for, such as a lost idle connection; it is made anew by itself. */
  readonly warn?: (error: Error) => void;
}

// A server that does not answer should be told to the person, not waited for until TCP gives up.
const CONNECT_TIMEOUT_MS = 30_000;

const OLDEST_SERVER = 15;

/** What the options of the command line say, in snake case. */
export interface DatabaseChoice {
  readonly database_url?: string | undefined;
  readonly data?: string | undefined;
}

/**
 * Picks the database: what the command line names, else `DATABASE_URL`, else the embedded one. The data
 * folder is always given, because stored files live there with a database server too.
 */
export function resolveDatabaseOptions(
  cli: DatabaseChoice,
  env: Environment = process.env,
): { readonly url?: string; readonly data_dir: string } {
  const data_dir = cli.data || defaultDataFolder(env);
  // A data folder named by hand means its database, whatever the environment has for other programs.
  const url = cli.database_url || (cli.data ? '' : env.DATABASE_URL);
  return url ? { url, data_dir } : { data_dir };
}

// Loaded when it is needed: the embedded database starts meanwhile.
const loadMakePool = async () => (await import('./make-pool.ts')).makePool;

/** Opens the database and proves that it answers. The schema is `migrate`'s business. */
export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  return options.url ? openServer(options.url, options) : openEmbedded(options);
}

async function openServer(url: string, options: DatabaseOptions): Promise<Database> {
  if (!/^(postgres(ql)?|socket):/.test(url))
    throw new Error(
      `${withoutPassword(url)} is no address of a PostgreSQL server; one looks like postgres://user:password@host/database.`,
    );
  const connection = { ...sessionOf(options), connectionString: withUtc(url) };
  const makePool = await loadMakePool();
  try {
    const pool = makePool(connection, options);
    await checkServer(pool).catch(async (error: unknown) => {
      await pool.end();
      throw error;
    });
    return { url, pool, connection, close: () => pool.end() };
  } catch (error) {
    throw new Error(`The database ${withoutPassword(url)} cannot be used: ${faultOf(error)}.`, {
      cause: error,
    });
  }
}

async function checkServer(pool: Pool): Promise<void> {
  const { rows } = await pool.query<{ version: string }>(
    `select current_setting('server_version') as version`,
  );
  const version = rows[0]?.version ?? '';
  if (Number.parseInt(version, 10) < OLDEST_SERVER)
    throw new Error(`it is PostgreSQL ${version}, and rollcall needs ${OLDEST_SERVER} or later`);
}

async function openEmbedded(options: DatabaseOptions): Promise<Database> {
  const data_dir = options.data_dir ?? defaultDataFolder();
  const { warn } = options;
  const [session, makePool] = await Promise.all([
    joinKeeper({ data_dir, ...(warn ? { warn } : {}) }),
    loadMakePool(),
  ]);
  const connection = { ...sessionOf(options), ...session.facts };
  const pool = makePool(connection, options);
  const close = async (): Promise<void> => {
    await pool.end();
    await session.close();
  };
  try {
    await createWhereMissing(pool, session);
  } catch (error) {
    await close();
    throw error;
  }
  return { url: null, pool, connection, close };
}

/** A fresh cluster has no database of ours yet; only a connection tells, and only the first one pays. */
async function createWhereMissing(pool: Pool, session: KeeperSession): Promise<void> {
  try {
    (await pool.connect()).release();
    return;
  } catch (error) {
    if (errorCode(error) !== '3D000') throw error;
  }
  const makePool = await loadMakePool();
  const maintenance = makePool({ ...session.facts, database: 'postgres', max: 1 });
  try {
    await maintenance.query(`create database "${session.facts.database}"`);
  } catch (error) {
    // Another process was faster.
    if (errorCode(error) !== '42P04' && errorCode(error) !== '23505') throw error;
  } finally {
    await maintenance.end();
  }
}

function sessionOf(options: DatabaseOptions): PoolConfig {
  return {
    application_name: 'rollcall',
    options: '-c TimeZone=UTC -c DateStyle=ISO',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    max: options.pool_size ?? 10,
    keepAlive: true,
  };
}

/** Options in the address replace ours, so ours are added to them. */
function withUtc(url: string): string {
  return url.replace(/([?&]options=[^&#]*)/, '$1%20-c%20TimeZone%3DUTC%20-c%20DateStyle%3DISO');
}

/** The address as it may be shown. */
export function withoutPassword(url: string): string {
  return url.replace(/(:\/\/[^:@/]*):[^@]*@/, '$1:***@').replace(/([?&]password=)[^&#]*/g, '$1***');
}

/** A person's words for why a server could not be used, without a full stop. */
function faultOf(error: unknown): string {
  // A name that stands for several addresses, none of which answers.
  if (error instanceof AggregateError) return faultOf(error.errors[0]);
  const message = error instanceof Error ? error.message : String(error);
  const { address, port, hostname } = error as { address?: string; port?: number; hostname?: string };
  switch (errorCode(error)) {
    case 'ECONNREFUSED':
      return `nothing answers at ${address}${port ? `:${port}` : ''}`;
    case 'ENOENT':
      return `nothing answers at ${address}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `there is no host ${hostname}`;
    case 'ERR_INVALID_URL':
      return 'the address is malformed';
    default:
      return message.replace(/\.$/, '');
  }
}
