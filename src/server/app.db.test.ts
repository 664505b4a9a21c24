import { Writable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../test/support/api-server.ts';
import { sendRaw } from '../../test/support/raw-request.ts';
import { insertImportRow } from '../../test/support/sis-import-rows.ts';
import { withoutJsonSuffix } from './app.ts';
import { secretPaths } from './server-log.ts';

let server: ApiServer;
let logged = '';
beforeAll(async () => {
  const sink = new Writable({
    write(chunk, _encoding, done) {
      logged += String(chunk);
      done();
    },
  });
  const log = pino({ level: 'debug', redact: { paths: secretPaths, censor: '[secret]' } }, sink);
  server = await createApiServer({ log, queue_failure: new Error('the queue is away') });
  for (let at = 0; at < 5; at++) await insertImportRow(server.database.pool);
});
afterAll(() => server.close());

describe('the .json suffix', () => {
  it.each([
    ['/api/v1/accounts/1.json', '/api/v1/accounts/1'],
    ['/api/v1/accounts/1.json?page=2.json', '/api/v1/accounts/1?page=2.json'],
    ['/api/v1/accounts/sis_account_id:a%2Ejson', '/api/v1/accounts/sis_account_id:a%2Ejson'],
    ['/api/v1/accounts/a.jsonx', '/api/v1/accounts/a.jsonx'],
    ['/a?b=/c.json', '/a?b=/c.json'],
  ])('%s means %s', (given, meant) => {
    expect(withoutJsonSuffix(given)).toBe(meant);
  });

  it('is accepted on every path', async () => {
    expect((await server.get('/health.json', null)).status).toBe(200);
    expect((await server.get('/api/v1/accounts.json?page=1')).status).toBe(200);
    expect((await server.get('/api/v1/accounts/self.json')).status).toBe(200);
  });

  it('leaves percent-encoded ids alone', async () => {
    await server.database.pool.query(
      `insert into accounts (root_account_id, parent_account_id, name, sis_id) values (1, 1, 'Odd', 'a/b%.json')`,
    );
    const id = encodeURIComponent('sis_account_id:a/b%.json').replaceAll('.', '%2E');
    const response = await server.get(`/api/v1/accounts/${id}.json`);
    expect(await response.json()).toMatchObject({ name: 'Odd' });
    const hex = Buffer.from('a/b%.json').toString('hex');
    expect((await server.get(`/api/v1/accounts/hex:sis_account_id:${hex}`)).status).toBe(200);
  });

  it('takes SIS ids of any length', async () => {
    const sis_id = '🐟'.repeat(255);
    await server.database.pool.query(
      `insert into accounts (root_account_id, parent_account_id, name, sis_id) values (1, 1, 'Long', $1)`,
      [sis_id],
    );
    const encoded = await server.get(`/api/v1/accounts/sis_account_id:${encodeURIComponent(sis_id)}`);
    expect(await encoded.json()).toMatchObject({ name: 'Long' });
    const hex = Buffer.from(sis_id).toString('hex');
    expect((await server.get(`/api/v1/accounts/hex:sis_account_id:${hex}`)).status).toBe(200);
  });
});

describe('pages', () => {
  const path = '/api/v1/accounts/self/sis_imports';
  const links = async (query: string) =>
    (await server.get(`${path}.json?${query}`)).headers.get('link')?.split(',');

  it('are linked by absolute addresses that repeat the query without the token', async () => {
    const query = `workflow_state%5B%5D=created&access_token=${server.token}&api_key=k&x=a%20b&page=2&per_page=2`;
    const link = (rel: string, page: number) =>
      `<${server.url}${path}?workflow_state%5B%5D=created&x=a%20b&page=${page}&per_page=2>; rel="${rel}"`;
    expect(await links(query)).toEqual([
      link('current', 2),
      link('next', 3),
      link('prev', 1),
      link('first', 1),
    ]);
  });

  it('link no next page after the last, and no previous one before the first', async () => {
    const link = (rel: string, page: number) =>
      `<${server.url}${path}?page=${page}&per_page=5>; rel="${rel}"`;
    expect(await links('per_page=5')).toEqual([link('current', 1), link('first', 1)]);
    expect(await links('per_page=5&page=2')).toEqual([link('current', 2), link('prev', 1), link('first', 1)]);
  });

  it('hide the token however its name is written', async () => {
    for (const name of ['access%5Ftoken', 'access_token[]', 'access_token%5Bx%5D', '+access_token']) {
      expect((await links(`${name}=${server.token}`))?.join()).not.toContain(server.token);
    }
  });

  it('are linked under the Host that was asked', async () => {
    const ask = async (host: string) => {
      const text = `GET ${path}?a=<b>" HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\nAuthorization: Bearer ${server.token}\r\n\r\n`;
      return (await sendRaw(server.port, text)).headers.link ?? '';
    };
    expect(await ask('SIS.example:8080')).toMatch(/^<http:\/\/SIS\.example:8080\/api\/v1\//);
    expect(await ask('a>;rel=x')).toMatch(`<http://127.0.0.1:${server.port}/api/v1/`);
    expect(await ask('a')).toContain('?a=%3Cb%3E%22&page=1');
  });
});

describe('every answer', () => {
  it('tells its cost', async () => {
    for (const response of [await server.get('/health', null), await server.get('/nowhere')]) {
      expect(response.headers.get('x-request-cost')).toMatch(/^\d+\.\d+$/);
      expect(response.headers.get('x-rate-limit-remaining')).toMatch(/^\d+\.\d+$/);
    }
  });
});

describe('what cannot be answered', () => {
  const text = expect.any(String);
  it.each(['/', '/api/v1/nowhere', '/api/v1/accounts/1/sis_imports/1/errors/2', '/files/1'])(
    'a path that is unknown: %s',
    async (path) => {
      for (const response of [await server.get(path), await server.send('DELETE', path)]) {
        expect([response.status, await response.json()]).toEqual([
          404,
          { errors: [{ message: text }], code: 'unknown_path' },
        ]);
      }
    },
  );

  it.each([
    ['JSON that is none', 'application/json', '{', 400],
    ['JSON that is no object', 'application/json', '[1]', 400],
    ['JSON that reaches for a prototype', 'application/json', '{"__proto__": {"a": 1}}', 400],
    ['a type that nobody reads', 'application/x-thing', 'x', 415],
    ['a type that is none', 'nonsense', 'x', 415],
    ['too much', 'application/json', `{"a": "${'x'.repeat(1_100_000)}"}`, 413],
    [
      'a file where none is wanted',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\nx\r\n--b--\r\n',
      400,
    ],
  ])('%s', async (_what, content_type, body, status) => {
    const headers = { authorization: `Bearer ${server.token}`, 'content-type': content_type };
    const response = await fetch(`${server.url}/api/v1/accounts/1/root_accounts`, {
      method: 'POST',
      headers,
      body,
    });
    expect([response.status, await response.json()]).toEqual([
      status,
      { errors: [{ message: text }], code: text },
    ]);
  });

  it('an address that is badly encoded', async () => {
    const response = await sendRaw(
      server.port,
      `GET /api/v1/accounts/%E0%A4%A HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${server.token}\r\n\r\n`,
    );
    expect([response.status, JSON.parse(response.body)]).toEqual([
      400,
      { errors: [{ message: text }], code: 'malformed_request' },
    ]);
  });

  it('a fault of ours: it has a report id that the log knows, and leaves no import behind', async () => {
    const form = new FormData();
    form.append('attachment', new Blob(['user_id\n']), 'users.csv');
    const before = await server.database.pool.query('select 1 from sis_imports');
    const response = await server.send('POST', '/api/v1/accounts/1/sis_imports', form);
    const body = (await response.json()) as { error_report_id: number };
    expect([response.status, body]).toEqual([
      500,
      {
        errors: [{ message: text, error_code: 'internal_server_error' }],
        error_report_id: expect.any(Number),
        code: 'internal_server_error',
      },
    ]);
    expect(logged).toContain(`"error_report_id":${body.error_report_id}`);
    expect(logged).toContain('the queue is away');
    expect(await server.database.pool.query('select 1 from sis_imports')).toMatchObject({
      rowCount: before.rowCount,
    });
    expect(server.storedUploads()).toEqual([]);
  });
});

describe('the log', () => {
  it('has a line per request, without its query and without any token', async () => {
    await server.get(`/api/v1/accounts/1.json?access_token=${server.token}&x=1`, null);
    await server.get('/files/1/download?verifier=1.2.signature', null);
    await server.get('/api/v1/accounts/1', 'rc_wrong_token');
    await server.send(
      'PUT',
      '/api/v1/accounts/1/sis_imports/abort_all_pending',
      { access_token: server.token },
      null,
    );
    expect(logged).toContain('"method":"GET","path":"/api/v1/accounts/1.json","status":200');
    for (const secret of [server.token, 'rc_wrong_token', 'signature', 'access_token', '?x=1']) {
      expect(logged).not.toContain(secret);
    }
  });
});
