import { Client } from 'pg';
import { expect, inject, test } from 'vitest';
import { createTestDatabase } from './database.ts';
import { withPool } from './global-setup.ts';

async function exists(name: string): Promise<boolean> {
  const { rowCount } = await withPool(inject('test_server').url, (pool) =>
    pool.query('select from pg_database where datname = $1', [name]),
  );
  return rowCount === 1;
}

test('a test database is migrated, empty, its own, and gone when closed', async () => {
  const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await one.pool.query('insert into root_accounts (root_account_id) values (1)');
  expect((await two.pool.query('select count(*) as rows from root_accounts')).rows).toEqual([{ rows: 0 }]);
  await Promise.all([one.close(), two.close()]);
  expect(await Promise.all([exists(one.name), exists(two.name)])).toEqual([false, false]);
});

test('a client that was not released fails the close, which drops the database all the same', async () => {
  const database = await createTestDatabase();
  await database.pool.connect();
  await expect(database.close()).rejects.toThrow('1 client(s) of the test database');
  expect(await exists(database.name)).toBe(false);
});

test('a connection that somebody else left open fails the close and is named', async () => {
  const database = await createTestDatabase();
  const leak = new Client({ connectionString: database.url, application_name: 'forgotten' });
  leak.on('error', () => {});
  await leak.connect();
  await leak.query('select 42');
  await expect(database.close()).rejects.toThrow(/left open:\s+forgotten, idle: select 42/);
  expect(await exists(database.name)).toBe(false);
});
