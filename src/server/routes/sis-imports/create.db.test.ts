import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import { sendRaw } from '../../../../test/support/raw-request.ts';
import type { SisImport } from '../../../api/index.ts';
import { openDiskStorage } from '../../../storage/index.ts';

let server: ApiServer;
beforeAll(async () => {
  server = await createApiServer();
});
afterAll(() => server.close());

const path = '/api/v1/accounts/1/sis_imports';
const csv = 'user_id,login_id,status\nU1,ada,active\n';
const csvFile = new Blob([csv], { type: 'text/csv' });

/** Name, content and columns of what was stored for an import. */
async function storedFor(id: number) {
  const { rows } = await server.database.pool.query(
    `select f.storage_key, f.display_name, f.filename, f.content_type, f.size_bytes, i.options, i.user_id
     from sis_imports i join stored_files f on f.root_account_id = i.root_account_id and f.id = i.stored_file_id
     where i.id = $1`,
    [id],
  );
  const chunks: Buffer[] = [];
  for await (const chunk of await openDiskStorage(server.folder).read(rows[0].storage_key))
    chunks.push(chunk);
  return { ...rows[0], content: Buffer.concat(chunks).toString('utf8') };
}

async function created(response: Response): Promise<SisImport> {
  const body = await response.json();
  expect(response.status, JSON.stringify(body)).toBe(200);
  return body as SisImport;
}

function form(...fields: readonly (readonly [string, string | Blob, string?])[]): FormData {
  const data = new FormData();
  for (const [name, value, file_name] of fields) {
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, value, file_name ?? 'users.csv');
  }
  return data;
}

describe('the answer', () => {
  it('has the keys of the reference, in order, right after creation', async () => {
    const response = await server.send('POST', path, form(['attachment', csvFile]));
    const body = await created(response);
    const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(body).toStrictEqual({
      id: expect.any(Number),
      created_at: time,
      started_at: null,
      ended_at: null,
      updated_at: time,
      progress: 0,
      workflow_state: 'created',
      data: { import_type: 'instructure_csv' },
      batch_mode: null,
      batch_mode_term_id: null,
      multi_term_batch_mode: null,
      override_sis_stickiness: null,
      add_sis_stickiness: null,
      update_sis_id_if_login_claimed: false,
      clear_sis_stickiness: null,
      diffing_data_set_identifier: null,
      diffing_remaster: null,
      diffed_against_import_id: null,
      diffing_drop_status: null,
      diffing_user_remove_status: null,
      skip_deletes: false,
      change_threshold: null,
      diff_row_count_threshold: null,
      user: {
        id: 1,
        name: 'Administrator',
        created_at: time,
        sortable_name: 'Administrator',
        short_name: 'Administrator',
        sis_user_id: null,
        integration_id: null,
        sis_import_id: null,
        login_id: 'admin',
      },
    });
    const keys =
      'id,created_at,started_at,ended_at,updated_at,progress,workflow_state,data,batch_mode,batch_mode_term_id,' +
      'multi_term_batch_mode,override_sis_stickiness,add_sis_stickiness,update_sis_id_if_login_claimed,' +
      'clear_sis_stickiness,diffing_data_set_identifier,diffing_remaster,diffed_against_import_id,' +
      'diffing_drop_status,diffing_user_remove_status,skip_deletes,change_threshold,diff_row_count_threshold,user';
    expect(Object.keys(body).join(',')).toBe(keys);
    expect(Object.keys(body.user ?? {}).join(',')).toBe(
      'id,name,created_at,sortable_name,short_name,sis_user_id,integration_id,sis_import_id,login_id',
    );
  });

  it('shows and stores the options that are supported', async () => {
    const options = form(
      ['skip_deletes', '1'],
      ['attachment', csvFile],
      ['override_sis_stickiness', 'TRUE'],
      ['add_sis_stickiness', 'yes'],
      ['clear_sis_stickiness', 'false'],
      ['update_sis_id_if_login_claimed', 'on'],
    );
    const body = await created(await server.send('POST', path, options));
    const shown = {
      skip_deletes: true,
      override_sis_stickiness: true,
      add_sis_stickiness: true,
      clear_sis_stickiness: null,
      update_sis_id_if_login_claimed: true,
    };
    expect(body).toMatchObject(shown);
    expect((await storedFor(body.id)).options).toMatchObject({ ...shown, batch_mode: null });
  });

  it('queues the import of its root account', async () => {
    server.queued.length = 0;
    await created(await server.send('POST', path, form(['attachment', csvFile])));
    expect(server.queued).toEqual([1]);
  });
});

describe('a form', () => {
  it('may bring its token before the file', async () => {
    const body = await created(
      await server.send('POST', path, form(['access_token', server.token], ['attachment', csvFile]), null),
    );
    expect(await storedFor(body.id)).toMatchObject({ content: csv, display_name: 'users.csv', user_id: 1 });
  });

  it('may bring its token after the file, as the 2011 recipe can', async () => {
    const data = form(
      ['attachment', csvFile],
      ['import_type', 'instructure_csv'],
      ['access_token', server.token],
    );
    const body = await created(await server.send('POST', `${path}.json`, data, null));
    expect(await storedFor(body.id)).toMatchObject({ content: csv, size_bytes: csv.length, user_id: 1 });
  });

  it('counts the first attachment and leaves other files aside', async () => {
    const data = form(
      ['picture', new Blob(['x'.repeat(300_000)]), 'a.png'],
      ['attachment', csvFile, 'first.csv'],
      ['attachment', new Blob(['second']), 'second.csv'],
      ['skip_deletes', 'true'],
    );
    const body = await created(await server.send('POST', path, data));
    expect(body.skip_deletes).toBe(true);
    expect(await storedFor(body.id)).toMatchObject({ content: csv, display_name: 'first.csv' });
    expect(server.storedUploads().length).toBe(await countFiles());
  });

  it('takes no folders over from the name of the file', async () => {
    const body = await created(
      await server.send('POST', path, form(['attachment', csvFile, '../../etc/C:\\temp\\Größe 1.csv'])),
    );
    expect(await storedFor(body.id)).toMatchObject({
      display_name: 'Größe 1.csv',
      filename: 'Gr%C3%B6%C3%9Fe+1.csv',
    });
  });

  it('takes options from the query as well', async () => {
    const body = await created(
      await server.send('POST', `${path}?skip_deletes=true`, form(['attachment', csvFile])),
    );
    expect(body.skip_deletes).toBe(true);
  });
});

async function countFiles(): Promise<number> {
  return (await server.database.pool.query('select 1 from stored_files')).rowCount ?? 0;
}

describe('a raw body', () => {
  const bodies: readonly [string, string, string, string][] = [
    ['text/csv', '', 'sis_import.csv', 'text/csv'],
    ['text/csv; charset=UTF-8', '', 'sis_import.csv', 'text/csv'],
    ['text/csv; header=present; charset="utf-8"', '', 'sis_import.csv', 'text/csv'],
    ['text/plain', '', 'sis_import.csv', 'text/csv'],
    ['TEXT/CSV', '', 'sis_import.csv', 'text/csv'],
    ['text/xml', '', 'sis_import.xml', 'text/xml'],
    ['application/zip', '', 'sis_import.zip', 'application/zip'],
    ['application/octet-stream', '', 'sis_import.zip', 'application/zip'],
    ['application/json', '', 'sis_import.zip', 'application/zip'],
    ['application/x-www-form-urlencoded', '', 'sis_import.zip', 'application/zip'],
    [
      'application/x-www-form-urlencoded',
      '&extension=csv',
      'sis_import.csv',
      'application/x-www-form-urlencoded',
    ],
    ['text/csv; charset=iso-8859-1', '&extension=.CSV', 'sis_import.csv', 'text/csv; charset=iso-8859-1'],
    ['nonsense', '&extension=csv', 'sis_import.csv', 'nonsense'],
    ['nonsense', '', 'sis_import.zip', 'application/zip'],
  ];
  it.each(bodies)('of type %s%s is %s', async (content_type, query, display_name, stored_type) => {
    const response = await fetch(`${server.url}${path}?import_type=instructure_csv${query}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': content_type },
      body: 'user_id=1&access_token=nobody\n%zz',
    });
    const { id } = await created(response);
    expect(await storedFor(id)).toMatchObject({
      display_name,
      content_type: stored_type,
      content: 'user_id=1&access_token=nobody\n%zz',
    });
  });

  it('without any type is a zip', async () => {
    const response = await sendRaw(
      server.port,
      `POST ${path}?access_token=${server.token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nPK\u0003\u0004x`,
    );
    expect(response.status).toBe(200);
    expect(await storedFor(JSON.parse(response.body).id)).toMatchObject({ display_name: 'sis_import.zip' });
  });

  it('may come in chunks, and over HTTP/1.0', async () => {
    const chunked = await sendRaw(
      server.port,
      `POST ${path}.json?extension=csv&access_token=${server.token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
        'Transfer-Encoding: chunked\r\nContent-Type: text/csv\r\n\r\n3\r\nab,\r\n2\r\nc\n\r\n0\r\n\r\n',
    );
    expect(chunked.status).toBe(200);
    const old = await sendRaw(
      server.port,
      `POST ${path}?access_token=${server.token} HTTP/1.0\r\nContent-Type: text/csv\r\nContent-Length: 4\r\n\r\nab\n1`,
    );
    expect(old.status).toBe(200);
  });

  it('waits for the go-ahead of a client that asks for one', async () => {
    const body = 'a,b\n';
    const answer = await sendRaw(
      server.port,
      `POST ${path}?access_token=${server.token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n` +
        `Content-Type: text/csv\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(answer.status).toBe(100);
    expect(answer.body).toMatch(/^HTTP\/1.1 200 /);
  });
});
