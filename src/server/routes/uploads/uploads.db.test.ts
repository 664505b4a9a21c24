import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import type { SisImport, SisImportUpload, UploadTicket } from '../../../api/index.ts';
import { openDiskStorage } from '../../../storage/index.ts';
import { joinUpload } from '../../upload/complete-upload.ts';

const PART = 10_000;
let server: ApiServer;
let other: Tenant;
beforeAll(async () => {
  server = await createApiServer({
    limits: { upload_bytes: 200_000, upload_part_bytes: PART, upload_parts: 30 },
  });
  other = await server.makeTenant('Other', 'other.example');
});
afterAll(() => server.close());
beforeEach(() => {
  server.queued.length = 0;
});
const path = '/api/v1/accounts/1/sis_imports';
const content = randomBytes(45_000);

async function announce(
  fields: object = { name: 'sis.zip' },
  query = '',
): Promise<SisImport & { pre_attachment: UploadTicket }> {
  const response = await server.send('POST', `${path}?${query}`, { pre_attachment: fields });
  const body = (await response.json()) as SisImport & { pre_attachment: UploadTicket };
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body;
}

interface Answer {
  readonly status: number;
  readonly body: SisImportUpload & { readonly code?: string };
  readonly headers: Headers;
}

async function read(response: Promise<Response>): Promise<Answer> {
  const { status, headers, ...rest } = await response.then(async (given) => ({
    status: given.status,
    headers: given.headers,
    body: (await given.json()) as Answer['body'],
  }));
  return { status, headers, ...rest };
}

const put = (url: string, bytes: Uint8Array<ArrayBuffer>, range?: string) =>
  read(
    fetch(url, {
      method: 'PUT',
      body: bytes,
      headers: range === undefined ? {} : { 'content-range': range },
    }),
  );

const putRange = (url: string, first: number, end: number, of: Buffer<ArrayBuffer> = content) =>
  put(url, of.subarray(first, end), `bytes ${first}-${end - 1}/${of.length}`);

const status = (url: string) => read(fetch(url));

async function stateOf(id: number): Promise<SisImport> {
  return (await (await server.get(`${path}/${id}`)).json()) as SisImport;
}

/** What the worker hands to the engine: the upload in one piece. */
async function storedBytes(sis_import_id: number): Promise<Buffer> {
  const storage = openDiskStorage(server.folder);
  const { database } = server;
  const nothing = () => {};
  const log = { debug: nothing, info: nothing, warn: nothing, error: nothing };
  const signal = new AbortController().signal;
  const key = { root_account_id: 1, sis_import_id };
  await joinUpload({ database, storage, log, signal, hold: async () => {} }, key);
  const { rows } = await database.pool.query(
    'select storage_key from stored_files f join sis_imports i on i.stored_file_id = f.id where i.id = $1',
    [sis_import_id],
  );
  const chunks: Buffer[] = [];
  for await (const chunk of await storage.read(rows[0].storage_key)) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

// Every file in the storage is one that a row speaks of.
afterEach(async () => {
  const { rows } = await server.database.pool.query(
    'select storage_key from stored_files union select storage_key from sis_import_upload_parts',
  );
  const known = rows.map(({ storage_key }) => String(storage_key).replace('uploads/', ''));
  expect(server.storedUploads().filter((name) => !known.includes(name))).toEqual([]);
  expect((await server.database.pool.query('select from stored_file_removals')).rowCount).toBe(0);
});

describe('an import that is made before its file', () => {
  it('waits for it, and shows its options and where to send it', async () => {
    const made = await announce(
      { name: 'folder/sis.zip', content_type: 'application/zip' },
      'skip_deletes=1',
    );
    expect(made).toMatchObject({
      workflow_state: 'initializing',
      progress: 0,
      skip_deletes: true,
      data: { import_type: 'instructure_csv' },
      pre_attachment: {
        upload_url: expect.stringContaining(`${server.url}/uploads/${made.id}?verifier=`),
        upload_params: { filename: 'sis.zip', content_type: 'application/zip' },
        file_param: 'file',
      },
    });
    expect(made.pre_attachment.upload_url).not.toContain(server.token);
    expect(await stateOf(made.id)).not.toHaveProperty('pre_attachment');
    expect(server.queued).toEqual([]);
  });

  it.each([
    ['in the query', `?pre_attachment[name]=u.csv&pre_attachment[size]=9`, undefined],
    ['in a form', '', { 'pre_attachment[name]': 'u.csv', 'pre_attachment[size]': '9' }],
  ])('may be announced %s', async (_where, query, fields) => {
    const form = fields && new FormData();
    for (const [name, value] of Object.entries(fields ?? {})) form?.append(name, value);
    const response = await server.send('POST', `${path}${query}`, form);
    expect(await response.json()).toMatchObject({ workflow_state: 'initializing', pre_attachment: {} });
  });

  it.each([
    [{ size: 5 }, 400, 'missing_group'],
    [{ name: 'a.csv', size: 'large' }, 400, 'not_an_integer'],
    [{ name: 'a.csv', size: 200_001 }, 413, 'upload_too_large'],
  ])('is refused for %j', async (fields, code, error) => {
    const response = await server.send('POST', path, { pre_attachment: fields });
    expect([response.status, await response.json()]).toMatchObject([code, { code: error }]);
  });

  it('asks for the permission of any import', async () => {
    const body = { pre_attachment: { name: 'a.csv' } };
    expect((await server.send('POST', path, body, null)).status).toBe(401);
    expect((await server.send('POST', path, body, other.token)).status).toBe(403);
    const reader = await server.makeAdmin({ root_account_id: 1, id: 1 }, { read_sis: true });
    expect((await server.send('POST', path, body, reader)).status).toBe(403);
  });

  it('is queued when a form brings the file, as clients of Canvas send it', async () => {
    const { id, pre_attachment } = await announce();
    const form = new FormData();
    for (const [name, value] of Object.entries(pre_attachment.upload_params)) form.append(name, value);
    form.append(pre_attachment.file_param, new Blob([content]), 'sis.zip');
    const sent = await read(fetch(pre_attachment.upload_url, { method: 'POST', body: form }));
    expect(sent).toMatchObject({
      status: 201,
      body: {
        id: expect.any(Number),
        upload_status: 'success',
        size: 45_000,
        offset: 45_000,
        sis_import_id: id,
      },
    });
    expect(sent.headers.get('location')).toBe(`${server.url}${path}/${id}`);
    expect(await stateOf(id)).toMatchObject({ workflow_state: 'created' });
    expect(server.queued).toEqual([1]);
    expect(content.equals(await storedBytes(id))).toBe(true);
  });

  it('is queued when a body brings it, of known length or not', async () => {
    const known = await announce();
    expect(await put(known.pre_attachment.upload_url, content)).toMatchObject({ status: 201 });
    const chunked = await announce();
    const body = new Blob([content]).stream();
    const sent = fetch(chunked.pre_attachment.upload_url, {
      method: 'PUT',
      body,
      duplex: 'half',
    } as RequestInit);
    expect(await read(sent)).toMatchObject({ status: 201, body: { offset: 45_000 } });
    expect(server.queued).toEqual([1, 1]);
    expect(content.equals(await storedBytes(chunked.id))).toBe(true);
  });

  it('names itself, too, and gives its address again until the file is there', async () => {
    const request = () =>
      fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${server.token}`,
          'content-type': 'application/json',
          'idempotency-key': 'two-step',
        },
        body: JSON.stringify({ pre_attachment: { name: 'sis.zip' } }),
      });
    const first = (await (await request()).json()) as SisImport;
    const second = (await (await request()).json()) as SisImport;
    expect(second).toEqual(first);
    await put(second.pre_attachment?.upload_url ?? '', content);
    const third = (await (await request()).json()) as SisImport;
    expect(third).toMatchObject({ id: first.id, workflow_state: 'created' });
    expect(third).not.toHaveProperty('pre_attachment');
  });
});

describe('a file that comes in parts', () => {
  it('may come in any number of them, and is the same', async () => {
    const { id, pre_attachment } = await announce({ name: 'sis.zip', size: content.length });
    const { upload_url } = pre_attachment;
    let offset = 0;
    for (const end of [1, 12_345, 30_000, 45_000]) {
      expect((await status(upload_url)).body).toMatchObject({
        offset,
        size: 45_000,
        upload_status: 'pending',
      });
      const sent = await putRange(upload_url, offset, end);
      expect(sent).toMatchObject({ status: end === 45_000 ? 201 : 200, body: { offset: end } });
      expect(sent.headers.get('upload-offset')).toBe(String(end));
      expect(server.queued).toEqual(end === 45_000 ? [1] : []);
      offset = end;
    }
    expect((await status(upload_url)).body).toMatchObject({
      id: expect.any(Number),
      upload_status: 'success',
    });
    expect(content.equals(await storedBytes(id))).toBe(true);
    // Once put together, its parts are gone.
    expect(
      (await server.database.pool.query('select from sis_import_upload_parts where sis_import_id = $1', [id]))
        .rowCount,
    ).toBe(0);
    expect(content.equals(await storedBytes(id))).toBe(true);
  });

  it('goes on where a cut connection ended', async () => {
    const { id, pre_attachment } = await announce();
    const { upload_url } = pre_attachment;
    const { pathname, search } = new URL(upload_url);
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Length: ${content.length}\r\n\r\n`);
    socket.write(content.subarray(0, 25_500));
    let offset = 0;
    for (let attempt = 0; attempt < 500 && offset < 2 * PART; attempt++) {
      await wait(10);
      offset = (await status(upload_url)).body.offset;
    }
    socket.destroy();
    for (let attempt = 0; attempt < 500 && offset < 25_500; attempt++) {
      await wait(10);
      offset = (await status(upload_url)).body.offset;
    }
    expect(offset).toBe(25_500);
    expect(server.drafts()).toEqual([]);
    expect(await putRange(upload_url, offset, content.length)).toMatchObject({ status: 201 });
    expect(content.equals(await storedBytes(id))).toBe(true);
  });

  it('begins anew with a whole file', async () => {
    const { id, pre_attachment } = await announce();
    await putRange(pre_attachment.upload_url, 0, 22_000);
    expect(await put(pre_attachment.upload_url, content)).toMatchObject({
      status: 201,
      body: { offset: 45_000 },
    });
    expect(content.equals(await storedBytes(id))).toBe(true);
  });

  it('tells whoever sends the wrong bytes which ones are missing', async () => {
    const { upload_url } = (await announce()).pre_attachment;
    await putRange(upload_url, 0, 20_000);
    for (const first of [0, 19_999, 20_001]) {
      const refused = await putRange(upload_url, first, 30_000);
      expect(refused).toMatchObject({ status: 409, body: { code: 'wrong_offset' } });
      expect(refused.headers.get('upload-offset')).toBe('20000');
    }
    expect((await status(upload_url)).body.offset).toBe(20_000);
  });

  it('of two senders only one gets on', async () => {
    const { id, pre_attachment } = await announce();
    const sent = await Promise.all([0, 1, 2].map(() => putRange(pre_attachment.upload_url, 0, 45_000)));
    expect(sent.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const { status, body } of sent.filter((answer) => answer.status !== 201))
      expect([
        status,
        ['upload_contended', 'wrong_offset', 'upload_closed'].includes(body.code ?? ''),
      ]).toEqual([409, true]);
    expect(server.queued).toEqual([1]);
    expect(content.equals(await storedBytes(id))).toBe(true);
  });

  it.each([
    ['bytes 0-9', 'invalid_content_range'],
    ['bytes 9-0/45000', 'invalid_content_range'],
    ['bytes 0-45000/45000', 'invalid_content_range'],
    ['bytes 0-9/45001', 'upload_size_mismatch'],
    ['bytes 0-10/45000', 'invalid_content_range'],
    ['bytes 0-8/45000', 'invalid_content_range'],
  ])('is refused with 10 bytes and Content-Range: %s', async (range, code) => {
    const { upload_url } = (await announce({ name: 'sis.zip', size: 45_000 })).pre_attachment;
    const refused = await put(upload_url, content.subarray(0, 10), range);
    expect(refused).toMatchObject({ status: 400, body: { code } });
    expect(server.queued).toEqual([]);
  });

  it('may not be longer than allowed, announced or not, nor in more parts', async () => {
    const large = randomBytes(200_001);
    const { upload_url } = (await announce()).pre_attachment;
    expect(await put(upload_url, large)).toMatchObject({ status: 413, body: { code: 'upload_too_large' } });
    const body = new Blob([large]).stream();
    const unknown = fetch(upload_url, { method: 'PUT', body, duplex: 'half' } as RequestInit);
    expect(await read(unknown)).toMatchObject({ status: 413, body: { code: 'upload_too_large' } });
    const pieces = (await announce()).pre_attachment.upload_url;
    for (let at = 0; at < 30; at++) await putRange(pieces, at, at + 1);
    expect(await putRange(pieces, 30, 31)).toMatchObject({ status: 400, body: { code: 'too_many_parts' } });
    expect(await put(pieces, content)).toMatchObject({ status: 201 });
  });

  it('may not be empty', async () => {
    const { upload_url } = (await announce()).pre_attachment;
    expect(await put(upload_url, new Uint8Array())).toMatchObject({
      status: 400,
      body: { code: 'missing_attachment' },
    });
    const form = new FormData();
    form.append('file', new Blob([]), 'a.csv');
    expect(await read(fetch(upload_url, { method: 'POST', body: form }))).toMatchObject({ status: 400 });
  });

  it('is whole although the server was killed before it could say so', async () => {
    const { id, pre_attachment } = await announce({ name: 'u.csv', size: 5 });
    await server.database.pool.query(
      `with part as (insert into sis_import_upload_parts select 1, $1, 0, 5, 'uploads/part')
       update sis_import_uploads set received_bytes = 5, parts = 1 where sis_import_id = $1`,
      [id],
    );
    expect((await status(pre_attachment.upload_url)).body).toMatchObject({ upload_status: 'success' });
    expect(server.queued).toEqual([1]);
    expect(await stateOf(id)).toMatchObject({ workflow_state: 'created' });
  });
});

describe('the address of an upload', () => {
  it('opens nothing without its own signature', async () => {
    const { id, pre_attachment } = await announce();
    const { searchParams } = new URL(pre_attachment.upload_url);
    const verifier = searchParams.get('verifier') ?? '';
    const another = await announce();
    const file = `${server.url}/files/${id}/download?verifier=${verifier}`;
    for (const url of [
      `${server.url}/uploads/${id}`,
      `${server.url}/uploads/${id}?verifier=`,
      `${server.url}/uploads/${id}?verifier=${verifier}x`,
      `${server.url}/uploads/${another.id}?verifier=${verifier}`,
      `${server.url}/uploads/${id}?verifier=${verifier.replace(/^1/, String(other.id))}`,
      `${server.url}/uploads/${id}?access_token=${server.token}`,
    ]) {
      expect((await put(url, content)).status, url).toBe(403);
      expect((await status(url)).status, url).toBe(403);
    }
    expect((await fetch(file)).status).toBe(403);
    expect((await stateOf(id)).workflow_state).toBe('initializing');
  });

  it('takes nothing more once the import does not wait', async () => {
    const aborted = await announce();
    await server.send('PUT', `${path}/${aborted.id}/abort`);
    expect(await put(aborted.pre_attachment.upload_url, content)).toMatchObject({
      status: 409,
      body: { code: 'upload_closed' },
    });
    const done = await announce();
    await put(done.pre_attachment.upload_url, content);
    expect(await put(done.pre_attachment.upload_url, content)).toMatchObject({
      status: 409,
      body: { code: 'upload_closed' },
    });
    expect(server.queued).toEqual([1]);
  });

  it('opens nothing when whoever got it may not import any more', async () => {
    const token = await server.makeAdmin({ root_account_id: 1, id: 1 }, { import_sis: true });
    const response = await server.send('POST', path, { pre_attachment: { name: 'a.csv' } }, token);
    const { pre_attachment } = (await response.json()) as SisImport;
    const url = pre_attachment?.upload_url ?? '';
    expect((await status(url)).status).toBe(200);
    const { pool } = server.database;
    await pool.query(
      `update account_users set workflow_state = 'deleted' where user_id = (select max(user_id) from account_users)`,
    );
    expect((await put(url, content)).status).toBe(403);
  });

  it('works until it expires', async () => {
    const short = await createApiServer({ limits: { upload_ticket_seconds: 0 } });
    try {
      const made = await short.send('POST', path, { pre_attachment: { name: 'a.csv' } });
      const { pre_attachment } = (await made.json()) as SisImport;
      expect((await put(pre_attachment?.upload_url ?? '', content)).status).toBe(403);
    } finally {
      await short.close();
    }
  });
});
