import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient, type SisImport } from '../src/client/index.ts';
import { type RunningServer, startServer } from '../src/server/index.ts';
import { openDiskStorage, type Storage } from '../src/storage/index.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { makeTenant, zipOf } from './support/run-case.ts';
import { unzip } from './support/unzip.ts';

// What clients see of diffing beside what becomes of the rows, which test/cases/diffing tells.

let database: TestDatabase;
let folder: string;
let server: RunningServer;
let client: Client;
let storage: Storage;
let account_id: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rollcall-diffing-'));
  database = await createTestDatabase();
  server = await startServer({
    database_url: database.url,
    data_dir: folder,
    port: 0,
    host: '127.0.0.1',
    workers: 1,
  });
  client = createClient({ base_url: server.url, token: server.token });
  storage = openDiskStorage(join(folder, 'files'));
});
beforeEach(async () => {
  account_id = await makeTenant(database.pool, 'Lakeside');
});
afterAll(async () => {
  await server.close();
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

type Options = Omit<Parameters<Client['createSisImport']>[0], 'account_id' | 'attachment'>;

async function send(files: Readonly<Record<string, string>>, options: Options = {}): Promise<SisImport> {
  const bytes = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));
  const [only, ...others] = Object.entries(bytes);
  const attachment =
    only && others.length === 0
      ? { name: only[0], content: new Uint8Array(only[1]) }
      : { name: 'nightly.zip', content: new Uint8Array(await zipOf(bytes)) };
  const { id } = await client.createSisImport({
    account_id,
    attachment,
    diffing_data_set_identifier: 'nightly',
    ...options,
  });
  return await client.waitForSisImport({ account_id, id }, { longest_pause_ms: 50 });
}

async function download(file: { readonly url: string } | undefined): Promise<string> {
  const response = await fetch(file?.url ?? '');
  expect(response.status).toBe(200);
  return await response.text();
}

const users = (...rows: readonly string[]) =>
  ['user_id,login_id,password,full_name,status', ...rows, ''].join('\n');
const ada = 'U1,ada,hunter222,Ada Byron,active';
const bob = 'U2,bob,hunter222,Bob Cole,active';
const cyd = 'U3,cyd,hunter333,Cyd Dean,active';

describe('an import of a data set', () => {
  it('that is the first tells nothing of diffing but its name', async () => {
    const first = await send({ 'users.csv': users(ada) });
    expect(first).toMatchObject({
      workflow_state: 'imported',
      diffing_data_set_identifier: 'nightly',
      diffing_remaster: false,
      diffing_threshold_exceeded: false,
      diffed_against_import_id: null,
    });
    expect(first).not.toHaveProperty('diffed_csv_attachments');
    expect(first.data).not.toHaveProperty('diffed_against_sis_batch_id');
  });

  it('that is compared tells its base, and shows upload and diff without passwords', async () => {
    const first = await send({
      'users.csv': users(ada, bob),
      'courses.csv': 'course_id,short_name,long_name,status\n',
    });
    const next = await send({
      'users.csv': users(ada, cyd),
      'courses.csv': 'course_id,short_name,long_name,status\nC1,bio,Biology,active\n',
    });
    expect(next).toMatchObject({
      workflow_state: 'imported',
      diffing_threshold_exceeded: false,
      diffed_against_import_id: first.id,
      data: {
        diffed_against_sis_batch_id: first.id,
        supplied_batches: ['course', 'user'],
        counts: { users: 2, courses: 1 },
      },
    });
    const { diffed_csv_attachments = [], csv_attachments = [] } = next;
    expect(diffed_csv_attachments.map(({ id }) => id)).toEqual(next.data.diffed_attachment_ids);
    expect(diffed_csv_attachments.map(({ display_name }) => display_name)).toEqual([
      'courses.csv',
      'users.csv',
    ]);
    expect(await download(diffed_csv_attachments[1])).toBe(
      'user_id,login_id,full_name,status\nU3,cyd,Cyd Dean,active\nU2,bob,Bob Cole,deleted\n',
    );
    expect(await download(csv_attachments[1])).toBe(
      'user_id,login_id,full_name,status\nU1,ada,Ada Byron,active\nU3,cyd,Cyd Dean,active\n',
    );
  });

  it('gives its diff as one zip, without passwords', async () => {
    await send({ 'a/users.csv': users(ada), 'b/users.csv': users(bob) });
    const next = await send({ 'a/users.csv': users(ada, cyd), 'b/users.csv': users() });
    expect(next.diffed_attachment).toMatchObject({
      id: next.data.diffed_zip_attachment_id,
      display_name: `sis_upload_diffed_${next.id}.zip`,
      'content-type': 'application/zip',
    });
    const response = await fetch(next.diffed_attachment?.url ?? '');
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(bytes.length).toBe(next.diffed_attachment?.size);
    expect(await unzip(bytes)).toEqual({
      'a/users.csv': 'user_id,login_id,full_name,status\nU3,cyd,Cyd Dean,active\n',
      'b/users.csv': 'user_id,login_id,full_name,status\nU2,bob,Bob Cole,deleted\n',
    });
  });

  it('keeps what it applied as a zip, which the API gives nobody, as it holds passwords', async () => {
    await send({ 'users.csv': users(ada) });
    const { id } = await send({ 'users.csv': users(ada, cyd) });
    const { rows } = await database.pool.query(
      `select f.* from sis_imports i join stored_files f on f.root_account_id = $1 and f.id = i.diffed_file_id
       where i.id = $2`,
      [account_id, id],
    );
    expect(rows).toMatchObject([
      { display_name: `sis_upload_diffed_${id}.zip`, content_type: 'application/zip' },
    ]);
    const bytes = await buffer(await storage.read(rows[0].storage_key));
    expect(bytes.length).toBe(rows[0].size_bytes);
    expect(await unzip(bytes)).toEqual({ 'users.csv': users(cyd) });
  });

  it('that changes nothing shows header-only files', async () => {
    await send({ 'users.csv': users(ada) });
    const same = await send({ 'users.csv': users(ada) });
    expect(same).toMatchObject({ workflow_state: 'imported', data: { supplied_batches: ['user'] } });
    expect(same.data.counts).toMatchObject({ users: 0, error_count: 0, warning_count: 0 });
    expect(await download(same.diffed_csv_attachments?.[0])).toBe('user_id,login_id,full_name,status\n');
  });

  it.each([{ change_threshold: 5 }, { diff_row_count_threshold: 1 }])(
    'that goes beyond a threshold says so (%o)',
    async (threshold) => {
      await send({ 'users.csv': users(ada) });
      const beyond = await send({ 'users.csv': users(ada, bob, cyd) }, threshold);
      expect(beyond).toMatchObject({
        workflow_state: 'imported_with_messages',
        diffing_threshold_exceeded: true,
        diffed_against_import_id: null,
        ...threshold,
        data: { counts: { users: 3 } },
      });
      const [name] = Object.keys(threshold);
      const code = name === 'change_threshold' ? 'diff.threshold_exceeded' : 'diff.rows_exceeded';
      expect(beyond.data.not_diffed).toEqual([{ code, kind: null }]);
      expect(beyond).not.toHaveProperty('diffed_csv_attachments');
      expect(beyond).not.toHaveProperty('diffed_attachment');
    },
  );

  it('that is a remaster is compared with nothing', async () => {
    await send({ 'users.csv': users(ada, bob) });
    const remaster = await send(
      { 'users.csv': users(ada) },
      { diffing_remaster_data_set: true, change_threshold: 1 },
    );
    expect(remaster).toMatchObject({
      workflow_state: 'imported',
      diffing_remaster: true,
      data: { counts: { users: 1 } },
    });
    expect(remaster.diffed_against_import_id).toBeNull();
  });

  it('in which nothing is sound ends without counts of rows', async () => {
    await send({ 'users.csv': users(ada) });
    const bad = await send({ 'users.csv': 'user_id,login_id,status\nU1,"ada,active\n' });
    expect(bad.workflow_state).toBe('failed_with_messages');
    expect(bad.data.counts).toEqual({ error_count: 1, warning_count: 0 });
    expect(bad.data).not.toHaveProperty('diffed_against_sis_batch_id');
    expect(bad.processing_errors).toHaveLength(1);
  });
});

describe('the base', () => {
  const applied = async () => (await send({ 'users.csv': users(ada) })).data.counts?.users;

  it('is no import of another account', async () => {
    await send({ 'users.csv': users(ada) });
    account_id = await makeTenant(database.pool, 'Hillside');
    expect(await applied()).toBe(1);
  });

  it.each(['restored', 'partially_restored', 'aborted', 'failed', 'failed_with_messages'])(
    'is no import that is %s',
    async (workflow_state) => {
      const { id } = await send({ 'users.csv': users(ada) });
      await database.pool.query('update sis_imports set workflow_state = $1 where id = $2', [
        workflow_state,
        id,
      ]);
      expect(await applied()).toBe(1);
    },
  );

  describe('whose upload', () => {
    let first: SisImport;
    let stored: { readonly id: number; readonly storage_key: string };
    beforeEach(async () => {
      first = await send(zipped);
      const { rows } = await database.pool.query(
        `select f.id, f.storage_key from sis_imports i join stored_files f on f.id = i.stored_file_id where i.id = $1`,
        [first.id],
      );
      stored = rows[0];
    });
    const zipped = { 'users.csv': users(ada), 'courses.csv': 'course_id,short_name,long_name,status\n' };
    const bytesOf = async () => await buffer(await storage.read(stored.storage_key));
    const store = async (bytes: Buffer) => storage.write(stored.storage_key, Readable.from([bytes]));
    const ways: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['is gone from the storage', () => storage.remove(stored.storage_key)],
      ['is forgotten', () => database.pool.query('delete from stored_files where id = $1', [stored.id])],
      ['is cut off', async () => store((await bytesOf()).subarray(0, -30))],
      ['is overwritten', async () => store(Buffer.alloc((await bytesOf()).length, 'x'))],
      // The first bytes that are packed, after the header of the first member.
      ['is damaged', async () => store(Buffer.from((await bytesOf()).fill(0xff, 40, 60)))],
    ];

    it.each(ways)('%s cannot be compared with, and the import says so', async (_what, spoil) => {
      await spoil();
      const next = await send(zipped);
      expect(next).toMatchObject({
        workflow_state: 'imported_with_messages',
        diffed_against_import_id: null,
        diffing_threshold_exceeded: false,
        data: { counts: { users: 1 }, not_diffed: [{ code: 'diff.base_unreadable', kind: null }] },
      });
      expect(next.processing_warnings).toEqual([
        [
          null,
          `The upload of import ${first.id}, with which this one is to be compared, cannot be read any more`,
        ],
      ]);
      await send(zipped, { diffing_remaster_data_set: true });
      const compared = await send(zipped);
      expect(compared).toMatchObject({ workflow_state: 'imported', data: { counts: { users: 0 } } });
      expect(compared.data).not.toHaveProperty('not_diffed');
    });
  });

  it('was compared as a whole: a removal is made once', async () => {
    await send({ 'users.csv': users(ada, bob) });
    expect((await send({ 'users.csv': users(ada) })).data.counts?.users).toBe(1);
    expect((await send({ 'users.csv': users(ada) })).data.counts?.users).toBe(0);
  });
});

it.each(['.users.csv', 'c:users.csv', '__MACOSX.csv', 'über users.csv'])(
  'a file may be called %s',
  async (name) => {
    await send({ [name]: users(ada) });
    const next = await send({ [name]: users(ada, 'U9,,x,Nobody,active') });
    expect(next.processing_warnings?.map(([file]) => file)).toEqual([name]);
    expect(next.diffed_csv_attachments?.map(({ display_name }) => display_name)).toEqual([name]);
  },
);

it('files that cannot be compared are named in the import, and shown as they were applied', async () => {
  await send({ 'users.csv': users(ada, bob) });
  const next = await send({ 'users.csv': `${users(ada).replaceAll(',status', ',status,room')}` });
  expect(next.processing_warnings).toEqual([
    [
      'users.csv',
      'The users file users.csv cannot be compared with the upload before: the column room is new',
    ],
  ]);
  expect(next.data.not_diffed).toEqual([{ code: 'diff.failed', kind: 'users' }]);
  expect(await download(next.diffed_csv_attachments?.[0])).toBe(
    'user_id,login_id,full_name,status,room\nU1,ada,Ada Byron,active,\n',
  );
});
