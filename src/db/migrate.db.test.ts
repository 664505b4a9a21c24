import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { removeFolder } from '../../test/support/remove-folder.ts';
import { migrate, readMigrations } from './migrate.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

let folder: string;
beforeEach(async () => {
  await database.pool.query('drop schema public cascade; create schema public');
  folder = mkdtempSync(join(tmpdir(), 'rollcall-migrations-'));
  write('0001-first.sql', 'create table first (id integer);\ncreate table other (id integer);\n');
});
afterEach(() => removeFolder(folder));

function write(file: string, sql: string): void {
  writeFileSync(join(folder, file), sql);
}

const migrateFolder = (): Promise<readonly string[]> => migrate(database.pool, readMigrations(folder));

async function tables(): Promise<readonly string[]> {
  const { rows } = await database.pool.query<{ readonly name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
  );
  return rows.map((row) => row.name);
}

test('applies what is pending, in order, once', async () => {
  expect(await migrateFolder()).toEqual(['0001-first']);
  write('0002-second.sql', 'alter table first add column name text;');
  write('0003-third.sql', 'create index on first (name);');
  expect(await migrateFolder()).toEqual(['0002-second', '0003-third']);
  expect(await migrateFolder()).toEqual([]);
});

test('asks one question of a database that is up to date', async () => {
  await migrateFolder();
  // Each query of a pool borrows a client once.
  const borrowed = vi.spyOn(database.pool, 'connect');
  await migrateFolder();
  expect(borrowed).toHaveBeenCalledTimes(1);
  borrowed.mockRestore();
});

test('lets several processes start at once', async () => {
  write('0002-slow.sql', 'select pg_sleep(0.05); create table slow (id integer);');
  const applied = await Promise.all([migrateFolder(), migrateFolder(), migrateFolder(), migrateFolder()]);
  expect(applied.flat().sort()).toEqual(['0001-first', '0002-slow']);
});

test('leaves nothing of a migration that fails, names its line, and goes on once it is repaired', async () => {
  write('0002-wrong.sql', 'create table half (id integer);\n\ncreate table half (id nonsense);\n');
  await expect(migrateFolder()).rejects.toThrow(
    /^Migration 0002-wrong failed at line 3: .*type "nonsense" does not exist/,
  );
  expect(await tables()).toEqual(['first', 'other', 'rollcall_migrations']);
  write('0002-wrong.sql', 'create table whole (id integer);');
  expect(await migrateFolder()).toEqual(['0002-wrong']);
});

test('refuses a database that is newer than this version', async () => {
  write('0002-second.sql', 'select 1;');
  await migrateFolder();
  rmSync(join(folder, '0002-second.sql'));
  await expect(migrateFolder()).rejects.toThrow(
    /newer than this rollcall: it has migration 0002-second.*number 1/,
  );
});

test('refuses an applied migration that has changed since', async () => {
  await migrateFolder();
  write('0001-first.sql', 'create table first (id bigint);');
  await expect(migrateFolder()).rejects.toThrow(/Migration 0001-first is not the one/);
});

describe('the files', () => {
  test('are the same migration with other line endings', () => {
    const [before] = readMigrations(folder);
    write('0001-first.sql', '\uFEFFcreate table first (id integer);\r\ncreate table other (id integer);\r\n');
    const [after] = readMigrations(folder);
    expect(after?.checksum).toBe(before?.checksum);
  });

  test('have no gap and no number twice', () => {
    write('0003-third.sql', 'select 1;');
    expect(() => readMigrations(folder)).toThrow(/0003-third.sql should be number 2/);
    write('0002-a.sql', '');
    write('0002-b.sql', '');
    expect(() => readMigrations(folder)).toThrow(/0002-b.sql should be number 3/);
  });
});
