import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts';
import { importFiles } from '../../../test/support/import-files.ts';
import { makeTenant } from '../../../test/support/run-case.ts';
import { openDiskStorage, type Storage } from '../../storage/index.ts';

let database: TestDatabase;
let folder: string;
let storage: Storage;
let tenant: number;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-copies-'));
  storage = openDiskStorage(folder);
  database = await createTestDatabase();
  tenant = await makeTenant(database.pool, 'Lakeside');
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

/** Name to content of the copies that the newest import shows. */
async function copiesOfNewest(): Promise<Record<string, string>> {
  const { rows } = await database.pool.query(
    `select f.display_name, f.storage_key, f.content_type, f.size_bytes
     from sis_imports i, jsonb_array_elements_text(i.data -> 'downloadable_attachment_ids') with ordinality a(id, n)
     join stored_files f on f.id = a.id::int8 and f.root_account_id = $1
     where i.root_account_id = $1 and i.id = (select max(id) from sis_imports) order by n`,
    [tenant],
  );
  const copies: Record<string, string> = {};
  for (const { display_name, storage_key, content_type, size_bytes } of rows) {
    copies[display_name] = await text(await storage.read(storage_key));
    expect([content_type, size_bytes]).toEqual(['text/csv', Buffer.byteLength(copies[display_name] ?? '')]);
  }
  return copies;
}

const files = {
  'people/users.csv':
    'user_id,login_id,password,full_name,status\nU1,ada,hunter222,Ädä,active\nU2,bob,,Bob,active\n',
  'people/logins.csv': 'user_id,login_id,existing_user_id,ssha_password\nL1,ada2,U1,{SSHA}abc\n',
  'accounts.csv': '"account_id" ,name\r\n',
  'terms.csv': 'term_id,name,status\r\nT1,Fall,active\r\n',
  'notes.csv': 'a,password\nx,hunter222\n',
  'broken.csv': 'user_id,login_id,password,status\nU3,"eve,hunter222,active\n',
};

it('keeps each file that could be read, in the order of processing and without passwords', async () => {
  await importFiles({ pool: database.pool, storage }, tenant, files);
  const copies = await copiesOfNewest();
  expect(copies).toEqual({
    'terms.csv': files['terms.csv'],
    'users.csv': 'user_id,login_id,full_name,status\nU1,ada,Ädä,active\nU2,bob,Bob,active\n',
    'logins.csv': 'user_id,login_id,existing_user_id\nL1,ada2,U1\n',
  });
  expect(Object.keys(copies)).toEqual(['terms.csv', 'users.csv', 'logins.csv']);
});

it('shows nothing where nothing could be read', async () => {
  await importFiles({ pool: database.pool, storage }, tenant, { 'notes.csv': files['notes.csv'] });
  const { rows } = await database.pool.query('select data from sis_imports order by id desc limit 1');
  expect(rows[0].data).not.toHaveProperty('downloadable_attachment_ids');
});

it('does not fail an import whose copies cannot be made, and leaves no half of them', async () => {
  const full: Storage = {
    ...storage,
    write: async (key, data) => {
      if (!key.includes('/csv/')) return storage.write(key, data);
      data.destroy();
      throw new Error('the disk is full');
    },
  };
  const told: string[] = [];
  const log = {
    info() {},
    error: ({ error }: { readonly error?: unknown }) => void told.push(String(error)),
  };
  await importFiles({ pool: database.pool, storage: full, log }, tenant, { 'terms.csv': files['terms.csv'] });
  const { rows } = await database.pool.query(
    'select workflow_state, data from sis_imports order by id desc limit 1',
  );
  expect(rows[0]).toMatchObject({ workflow_state: 'imported' });
  expect(rows[0].data).not.toHaveProperty('downloadable_attachment_ids');
  expect(told).toEqual(['Error: the disk is full']);
});
