import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { TestProject } from 'vitest/node';
import { openDataFolder } from '../../src/db/embedded/data-folder.ts';
import { joinKeeper } from '../../src/db/embedded/keeper-client.ts';
import { type ConnectionFacts, keeperAddress } from '../../src/db/embedded/keeper-protocol.ts';
import { makePool } from '../../src/db/make-pool.ts';
import { migrate } from '../../src/db/migrate.ts';
import { buildDatabase } from './built-database.ts';
import { removeFolder } from './remove-folder.ts';

/** What test files get to know of the suite's server. */
export interface TestServer {
  /** Address of a database on it from which others can be made. */
  readonly url: string;
  /** The migrated database that each test database is a copy of. */
  readonly template: string;
  /** What the names of this run's databases begin with; others may be testing on the same server. */
  readonly prefix: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly test_server: TestServer;
  }
}

// Data of tests need not survive anything, and waiting for disks is most of what small statements cost.
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  max_wal_size: '256MB',
};

const ROOM_BYTES = 2 * 1024 ** 3;

/** Starts one PostgreSQL for the whole suite (or takes `TEST_DATABASE_URL`) with a migrated template. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? { url: given, stop: async () => {} } : await startServer();
  const prefix = `rollcall_test_${randomBytes(4).toString('hex')}_`;
  const template = `${prefix}template`;
  await makeTemplate(server.url, template);
  project.provide('test_server', { url: server.url, template, prefix });
  return async () => {
    try {
      await dropTemplate(server.url, template, prefix);
    } finally {
      await server.stop();
    }
  };
}

async function startServer(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const keeper_program = join(buildDatabase(), 'db', 'embedded', 'keeper-main.js');
  const data_dir = mkdtempSync(join(fastestFolder(), 'rollcall-suite-'));
  // A process of its own: it stops postgres even when the test run is killed.
  const session = await joinKeeper({ data_dir, keeper_program, settings: SETTINGS });
  return {
    url: urlOf(session.facts, 'postgres'),
    stop: async () => {
      await session.close();
      await keeperIsGone(data_dir);
      removeFolder(data_dir);
    },
  };
}

/** Where to put databases of tests: copying one's 300 files takes 15 ms in memory and 300 ms on a disk. */
export function fastestFolder(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > ROOM_BYTES ? memory : tmpdir();
}

/** Waits until the keeper of a data folder, and so its postgres, has ended. */
export async function keeperIsGone(data_dir: string): Promise<void> {
  const address = keeperAddress(openDataFolder(data_dir));
  while (existsSync(address)) await wait(5);
}

/** The address of a database on an embedded server. */
export function urlOf(facts: ConnectionFacts, database: string): string {
  const place = facts.host.startsWith('/')
    ? `localhost:${facts.port}/${database}?host=${encodeURIComponent(facts.host)}`
    : `${facts.host}:${facts.port}/${database}`;
  return `postgres://${facts.user}:${facts.password}@${place}`;
}

/** The same server, another database. */
export function urlOfDatabase(url: string, database: string): string {
  const address = new URL(url);
  address.pathname = `/${database}`;
  return address.href;
}

async function makeTemplate(url: string, template: string): Promise<void> {
  await withPool(url, (pool) => pool.query(`create database "${template}"`));
  await withPool(urlOfDatabase(url, template), migrate);
  // Nobody may be connected to a database that is being copied, and so autovacuum must keep away too.
  await withPool(url, (pool) => pool.query(`alter database "${template}" allow_connections false`));
}

async function dropTemplate(url: string, template: string, prefix: string): Promise<void> {
  await withPool(url, async (pool) => {
    await pool.query(`drop database "${template}" with (force)`);
    const { rows } = await pool.query<{ readonly name: string; readonly file: string | null }>(
      `select datname as name, shobj_description(oid, 'pg_database') as file from pg_database
        where starts_with(datname, $1)`,
      [prefix],
    );
    for (const { name } of rows) await pool.query(`drop database "${name}" with (force)`);
    if (rows.length > 0)
      throw new Error(
        `Test databases were never closed, by: ${[...new Set(rows.map((row) => row.file))].join(', ')}`,
      );
  });
}

/** Lends a pool on the address. */
export async function withPool<T>(url: string, use: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = makePool({ connectionString: url, max: 1 });
  try {
    return await use(pool);
  } finally {
    await pool.end();
  }
}
