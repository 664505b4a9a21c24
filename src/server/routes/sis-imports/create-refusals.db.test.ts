import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { eventually } from '../../../../test/support/eventually.ts';
import { sendRaw } from '../../../../test/support/raw-request.ts';

let server: ApiServer;
let other: Tenant;
let powerless: string;
beforeAll(async () => {
  server = await createApiServer({ limits: { upload_bytes: 100_000, unverified_upload_bytes: 10_000 } });
  other = await server.makeTenant('Other school', 'other.example');
  powerless = await server.makeAdmin({ root_account_id: 1, id: 1 }, { read_sis: true });
});
afterAll(() => server.close());

const path = '/api/v1/accounts/1/sis_imports';
const csvFile = new Blob(['user_id,login_id,status\n'], { type: 'text/csv' });
const text = expect.stringMatching(/^\S.*\S$/);

// Whatever a test here sends is refused, and a refused upload leaves no trace.
afterEach(async () => {
  const { pool } = server.database;
  expect((await pool.query('select id from sis_imports')).rows).toEqual([]);
  expect((await pool.query('select id from stored_files')).rows).toEqual([]);
  await vanished();
  expect(server.queued).toEqual([]);
});

/** A broken connection is noticed a moment after its client has gone. */
async function vanished() {
  await eventually(async () => server.storedUploads().length === 0);
}

function form(fields: Readonly<Record<string, string | Blob>>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') data.append(name, value);
    else data.append(name, value, 'users.csv');
  }
  return data;
}

async function answer(response: Response | Promise<Response>): Promise<[number, unknown]> {
  const given = await response;
  return [given.status, await given.json()];
}

const raw = (query: string, init: RequestInit = {}) =>
  fetch(`${server.url}${path}${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'text/csv' },
    body: 'user_id\n',
    ...init,
  });

describe('without permission', () => {
  const unauthenticated = { status: 'unauthenticated', errors: [{ message: text }], code: 'unauthenticated' };

  it('a form without a token is refused after it was read', async () => {
    const response = await server.send('POST', path, form({ attachment: csvFile }), null);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="canvas-lms"');
    expect(await answer(response)).toEqual([401, unauthenticated]);
  });

  it('a raw body without a token is refused before it is read', async () => {
    const response = await sendRaw(
      server.port,
      `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/csv\r\nContent-Length: 999999999\r\n\r\n`,
    );
    expect([response.status, JSON.parse(response.body)]).toEqual([401, unauthenticated]);
  });

  it.each([
    ['after', { attachment: csvFile, access_token: 'wrong' }],
    ['before', { access_token: 'wrong', attachment: csvFile }],
  ])('a wrong token %s the file', async (_where, fields) => {
    const response = server.send('POST', path, form(fields), null);
    expect(await answer(response)).toEqual([401, { errors: [{ message: text }], code: 'invalid_token' }]);
  });

  it('the header wins over a right token in the form', async () => {
    const response = server.send(
      'POST',
      path,
      form({ access_token: server.token, attachment: csvFile }),
      'wrong',
    );
    expect((await response).status).toBe(401);
  });

  const unauthorized = { status: 'unauthorized', errors: [{ message: text }], code: 'unauthorized' };

  it('an admin without import_sis', async () => {
    expect(await answer(server.send('POST', path, form({ attachment: csvFile }), powerless))).toEqual([
      403,
      unauthorized,
    ]);
    const late = server.send('POST', path, form({ attachment: csvFile, access_token: powerless }), null);
    expect(await answer(late)).toEqual([403, unauthorized]);
  });

  it('an admin of another root account, wherever the token stands', async () => {
    const file = { attachment: csvFile };
    const answers = await Promise.all([
      answer(server.send('POST', path, form(file), other.token)),
      answer(server.send('POST', path, form({ ...file, access_token: other.token }), null)),
      answer(raw(`?access_token=${other.token}`, { headers: {} })),
    ]);
    expect(answers).toEqual([
      [403, unauthorized],
      [403, unauthorized],
      [403, unauthorized],
    ]);
  });
});

describe('to the wrong account', () => {
  it('that does not exist', async () => {
    const response = server.send('POST', '/api/v1/accounts/999/sis_imports', form({ attachment: csvFile }));
    expect(await answer(response)).toEqual([404, { errors: [{ message: text }], code: 'unknown_record' }]);
  });

  it('that has a parent', async () => {
    const { rows } = await server.database.pool.query(
      `insert into accounts (root_account_id, parent_account_id, name, sis_id) values (1, 1, 'Sub', 'S1') returning id`,
    );
    for (const id of [rows[0].id, 'sis_account_id:S1']) {
      const response = server.send(
        'POST',
        `/api/v1/accounts/${id}/sis_imports`,
        form({ attachment: csvFile }),
      );
      expect(await answer(response)).toEqual([400, { errors: [text], code: 'not_a_root_account' }]);
    }
  });

  it('that takes no imports', async () => {
    const refusal = [403, { errors: [text], code: 'imports_disabled' }];
    const upload = (id: string | number) =>
      answer(server.send('POST', `/api/v1/accounts/${id}/sis_imports`, form({ attachment: csvFile })));
    expect(await upload('site_admin')).toEqual(refusal);
    const { pool } = server.database;
    await pool.query(`update accounts set settings = '{"allow_sis_import": false}' where id = $1`, [
      other.id,
    ]);
    expect(await upload(other.id)).toEqual(refusal);
    await pool.query(`update accounts set settings = '{}' where id = $1`, [other.id]);
  });
});

describe('without a file', () => {
  const missing = [400, { error: true, error_message: text, code: 'missing_attachment' }];

  it('a form without an attachment, or with a text of that name', async () => {
    expect(await answer(server.send('POST', path, form({ skip_deletes: 'true' })))).toEqual(missing);
    expect(await answer(server.send('POST', path, form({ attachment: 'users.csv' })))).toEqual(missing);
    expect(await answer(server.send('POST', path, form({ file: csvFile })))).toEqual(missing);
  });

  it('an empty body', async () => {
    expect(await answer(raw('', { body: '' }))).toEqual(missing);
    expect(await answer(server.send('POST', path))).toEqual(missing);
  });
});

describe('with parameters that make no sense', () => {
  const cases: readonly [string, string, string][] = [
    ['batch_mode=true', 'batch_mode_without_term', '400'],
    ['multi_term_batch_mode=false', 'multi_term_without_threshold', '400'],
    ['batch_mode=1&batch_mode_term_id=77', 'unknown_record', '404'],
    ['diffing_drop_status=gone', 'invalid_value', '400'],
    ['diffing_user_remove_status=inactive', 'invalid_value', '400'],
    ['batch_mode_enrollment_drop_status=deleted_last_completed', 'invalid_value', '400'],
    ['change_threshold=some', 'not_an_integer', '400'],
    [`diffing_data_set_identifier=${'x'.repeat(129)}`, 'too_long', '400'],
    ['import_type=angel', 'unknown_import_type', '400'],
    ['extension=a/b', 'invalid_extension', '400'],
  ];
  it.each(cases)('%s', async (query, code, status) => {
    const shape = status === '404' ? { errors: [{ message: text }], code } : { message: text, code };
    expect(await answer(raw(`?${query}`))).toEqual([Number(status), shape]);
    if (query.startsWith('extension')) return;
    const fields = Object.fromEntries(new URLSearchParams(query));
    expect(await answer(server.send('POST', path, form({ attachment: csvFile, ...fields })))).toEqual([
      Number(status),
      shape,
    ]);
  });

  it('a charset other than utf-8', async () => {
    const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'text/csv; charset=latin1' };
    expect(await answer(raw('', { headers }))).toEqual([400, { error: text, code: 'unsupported_charset' }]);
  });
});

describe('too large', () => {
  const large = 'x'.repeat(150_000);
  const refusal = [413, { errors: [{ message: text }], code: 'upload_too_large' }];

  it('a raw body that says so, and one that does not', async () => {
    expect(await answer(raw('', { body: large }))).toEqual(refusal);
    const response = await sendRaw(
      server.port,
      `POST ${path}?access_token=${server.token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
        `Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n${large.length.toString(16)}\r\n${large}\r\n0\r\n\r\n`,
    );
    expect([response.status, JSON.parse(response.body)]).toEqual(refusal);
  });

  it('a form, and sooner when its token is still to come', async () => {
    expect(await answer(server.send('POST', path, form({ attachment: new Blob([large]) })))).toEqual(refusal);
    const file = new Blob(['x'.repeat(50_000)]);
    const late = form({ attachment: file, access_token: server.token });
    expect(await answer(server.send('POST', path, late, null))).toEqual(refusal);
  });

  it('a field that is no file', async () => {
    const data = form({ comment: 'x'.repeat(70_000), attachment: csvFile });
    const [status, body] = await answer(server.send('POST', path, data));
    expect([status, body]).toEqual([413, { errors: [{ message: text }], code: 'request_too_large' }]);
  });
});

describe('broken', () => {
  const head = (length: number, type: string) =>
    `POST ${path}?access_token=${server.token} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n` +
    `Content-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n`;
  const part = '--b\r\nContent-Disposition: form-data; name="attachment"; filename="u.csv"\r\n\r\nuser_id\n';
  const malformed = [400, { errors: [{ message: text }], code: 'malformed_request' }];

  it.each([
    ['without a boundary', 'multipart/form-data', part],
    ['without an end', 'multipart/form-data; boundary=b', part],
    [
      'with a name that means something to JavaScript',
      'multipart/form-data; boundary=b',
      part.replace('attachment', '__proto__'),
    ],
  ])('a form %s', async (_what, type, body) => {
    const response = await sendRaw(server.port, `${head(body.length, type)}${body}`);
    expect([response.status, JSON.parse(response.body)]).toEqual(malformed);
  });

  it.each([
    ['form', 'multipart/form-data; boundary=b', part],
    ['raw body', 'text/csv', 'user_id\n'],
  ])('a %s whose sender goes away', async (_what, type, body) => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`${head(50_000, type)}${body}`);
    await eventually(async () => server.drafts().length === 1);
    socket.destroy();
    await eventually(async () => server.drafts().length === 0);
  });
});
