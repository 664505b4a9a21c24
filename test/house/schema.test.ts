import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dumpSchema } from '../../src/db/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

test('schema.sql shows the schema that the migrations make', async () => {
  const dumped = readFileSync(new URL('../../src/db/schema.sql', import.meta.url), 'utf8');
  expect(await dumpSchema(database.pool), 'The schema has changed: run `npm run generate`.').toBe(
    dumped.replaceAll('\r\n', '\n'),
  );
});

// The table of migrations belongs to the installation, not to a tenant.
const WITHOUT_TENANT = ['rollcall_migrations'];

test('every key and unique index includes the tenant', async () => {
  const { rows } = await database.pool.query<{ readonly index: string }>(
    `select format('%s of %s', indexrelid::regclass, indrelid::regclass) as index
      from pg_index i join pg_class t on t.oid = indrelid
      where t.relnamespace = 'public'::regnamespace and indisunique and t.relname <> all ($1)
        and not exists (select from pg_attribute where attrelid = indrelid and attname = 'root_account_id'
          and attnum = any (indkey::smallint[]))
      order by 1`,
    [WITHOUT_TENANT],
  );
  expect(
    rows.map((row) => row.index),
    'A schema that is distributed by tenant can only keep a key unique that includes root_account_id.',
  ).toEqual([]);
});

test('every table has a primary key', async () => {
  const { rows } = await database.pool.query<{ readonly table: string }>(
    `select relname as table from pg_class c
      where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and not exists (select from pg_index where indrelid = c.oid and indisprimary) order by 1`,
  );
  expect(rows.map((row) => row.table)).toEqual([]);
});
