import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, inject } from 'vitest';
import { openDatabase } from '../../src/db/open-database.ts';
import type { Database } from '../../src/db/types.ts';
import { urlOfDatabase, withPool } from './global-setup.ts';
import { openDatabases } from './open-databases.ts';

/** A database for one test file or test alone. */
export interface TestDatabase extends Database {
  readonly url: string;
  readonly name: string;
}

// A connection that was ended properly is gone from the server's list within this.
const LEAVING_MS = 2_000;

/**
 * Makes a migrated, empty database. Its `close` drops it, and throws when somebody still holds a connection:
 * a client that was not released, a worker or server that was not stopped.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { url: server, template, prefix } = inject('test_server');
  const name = `${prefix}${randomBytes(6).toString('hex')}`;
  const file = expect.getState().testPath ?? 'unknown file';
  await withPool(server, async (pool) => {
    await pool.query(`create database "${name}" template "${template}" strategy file_copy`);
    await pool.query(`comment on database "${name}" is '${file.replaceAll("'", "''")}'`);
  });
  const url = urlOfDatabase(server, name);
  const database = await openDatabase({ url });
  openDatabases.add(name);
  return { ...database, url, name, close: () => closeAndDrop(database, server, name) };
}

async function closeAndDrop(database: Database, server: string, name: string): Promise<void> {
  openDatabases.delete(name);
  const lent = database.pool.totalCount - database.pool.idleCount;
  const ended = database.pool.end();
  // The end waits for lent clients, which may never come.
  if (lent === 0) await ended;
  const leaks = await withPool(server, async (pool) => {
    const found = lent === 0 ? await connectionsTo(name, pool) : [];
    await pool.query(`drop database "${name}" with (force)`);
    return found;
  });
  if (lent > 0) throw new Error(`${lent} client(s) of the test database's pool were not released.`);
  if (leaks.length > 0)
    throw new Error(`Connections to the test database were left open:\n  ${leaks.join('\n  ')}`);
}

async function connectionsTo(
  name: string,
  pool: Parameters<Parameters<typeof withPool>[1]>[0],
): Promise<string[]> {
  const until = Date.now() + LEAVING_MS;
  for (;;) {
    const { rows } = await pool.query<{ readonly connection: string }>(
      `select format('%s, %s: %s', application_name, state, query) as connection
        from pg_stat_activity where datname = $1 and backend_type = 'client backend'`,
      [name],
    );
    if (rows.length === 0 || Date.now() > until) return rows.map((row) => row.connection);
    await wait(10);
  }
}
