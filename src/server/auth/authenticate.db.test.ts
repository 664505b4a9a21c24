import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../test/support/api-server.ts';
import { insertImportRow } from '../../../test/support/sis-import-rows.ts';
import { storeToken } from '../bootstrap.ts';

let server: ApiServer;
beforeAll(async () => {
  server = await createApiServer();
});
afterAll(() => server.close());

const path = '/api/v1/accounts/1';
const text = expect.any(String);
const person = { root_account_id: 1, user_id: 1 };

async function refused(response: Response): Promise<unknown> {
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe('Bearer realm="canvas-lms"');
  return response.json();
}

describe('a token', () => {
  it('is taken from the header, the query, a form and JSON', async () => {
    const { token } = server;
    expect((await server.get(path)).status).toBe(200);
    expect((await server.get(`${path}?access_token=${token}`, null)).status).toBe(200);
    const headers = { authorization: `bearer   ${token} ` };
    expect((await fetch(server.url + path, { headers })).status).toBe(200);
    const pending = `${path}/sis_imports/abort_all_pending`;
    for (const body of [new URLSearchParams({ access_token: token }), { access_token: token }]) {
      expect((await server.send('PUT', pending, body, null)).status).toBe(200);
    }
    const form = new FormData();
    form.append('access_token', token);
    expect((await server.send('PUT', pending, form, null)).status).toBe(200);
  });

  it('in the header wins', async () => {
    expect((await server.get(`${path}?access_token=wrong`)).status).toBe(200);
    expect((await server.get(`${path}?access_token=${server.token}`, 'wrong')).status).toBe(401);
  });

  it('in the query counts beside a header of another scheme', async () => {
    const headers = { authorization: 'Basic YTpi' };
    expect((await fetch(`${server.url}${path}?access_token=${server.token}`, { headers })).status).toBe(200);
  });

  it('is missing', async () => {
    expect(await refused(await server.get(path, null))).toEqual({
      status: 'unauthenticated',
      errors: [{ message: text }],
      code: 'unauthenticated',
    });
    expect(await refused(await server.send('PUT', `${path}/sis_imports/1/abort`, {}, null))).toMatchObject({
      status: 'unauthenticated',
    });
  });

  it('is unknown', async () => {
    expect(await refused(await server.get(path, 'rc_unknown'))).toEqual({
      errors: [{ message: text }],
      code: 'invalid_token',
    });
  });

  it('has expired', async () => {
    const expires_at = '2026-01-02T03:04:05Z';
    await storeToken(server.database.pool, person, { token: 'old-token', purpose: '', expires_at });
    expect(await refused(await server.get(path, 'old-token'))).toEqual({
      errors: [{ message: text, expired_at: expires_at }],
      code: 'expired_token',
    });
  });

  it('has been revoked', async () => {
    await storeToken(server.database.pool, person, { token: 'lost-token', purpose: '' });
    expect((await server.get(path, 'lost-token')).status).toBe(200);
    await server.database.pool.query('update access_tokens set revoked_at = now() where purpose = $1', ['']);
    expect(await refused(await server.get(path, 'lost-token'))).toEqual({
      errors: [{ message: text }],
      code: 'revoked_token',
    });
  });

  it('of somebody who is gone opens nothing', async () => {
    const token = await server.makeAdmin({ root_account_id: 1, id: 1 }, { manage_sis: true });
    expect((await server.get(path, token)).status).toBe(200);
    await server.database.pool.query(
      `update users set workflow_state = 'deleted' where id = (select max(id) from users)`,
    );
    expect((await server.get(path, token)).status).toBe(401);
  });

  it('is stored as a hash, and its use is noted at most once a minute', async () => {
    const { pool } = server.database;
    const { rows } = await pool.query('select * from access_tokens where user_id = 1 order by id limit 1');
    expect(JSON.stringify(rows)).not.toContain(server.token);
    expect(rows[0].hint).toBe(server.token.slice(0, 8));
    const used = async () =>
      (await pool.query('select last_used_at::text from access_tokens where id = $1', [rows[0].id])).rows[0]
        .last_used_at;
    await server.get(path);
    const first = await used();
    await server.get(path);
    expect(await used()).toBe(first);
    await pool.query(`update access_tokens set last_used_at = now() - interval '61 seconds'`);
    const stale = await used();
    await server.get(path);
    expect(await used()).not.toBe(stale);
  });
});

describe('a role', () => {
  it.each([
    [{ import_sis: true }, [200, 200, 403]],
    [{ manage_sis: true }, [200, 200, 403]],
    [{ read_sis: true, manage_accounts: true }, [403, 403, 403]],
    [{ import_sis: false }, [403, 403, 403]],
    [{ site_admin: true }, [403, 403, 403]],
  ])('with %j', async (permissions, [list, abort, root]) => {
    const token = await server.makeAdmin({ root_account_id: 1, id: 1 }, permissions);
    const id = await insertImportRow(server.database.pool);
    expect((await server.get(`${path}/sis_imports`, token)).status).toBe(list);
    expect((await server.send('PUT', `${path}/sis_imports/${id}/abort`, undefined, token)).status).toBe(
      abort,
    );
    const account = { account: { name: 'New' } };
    expect((await server.send('POST', `${path}/root_accounts`, account, token)).status).toBe(root);
  });

  it('that was taken away, or deleted, opens nothing', async () => {
    const { pool } = server.database;
    const place = { root_account_id: 1, id: 1 };
    const token = await server.makeAdmin(place, { import_sis: true });
    expect((await server.get(path, token)).status).toBe(200);
    await pool.query(
      `update account_users set workflow_state = 'deleted' where id = (select max(id) from account_users)`,
    );
    expect((await server.get(path, token)).status).toBe(403);
    const second = await server.makeAdmin(place, { import_sis: true });
    await pool.query(`update roles set workflow_state = 'deleted' where id = (select max(id) from roles)`);
    expect((await server.get(path, second)).status).toBe(403);
  });

  it('named AccountAdmin by a person is no built-in one', async () => {
    const { pool } = server.database;
    const token = await server.makeAdmin({ root_account_id: 1, id: 1 }, {});
    await pool.query(`update roles set name = 'AccountAdmin' where id = (select max(id) from roles)`);
    expect((await server.get(`${path}/sis_imports`, token)).status).toBe(403);
  });

  it('in an account counts below it, not above', async () => {
    const { pool } = server.database;
    const insert = (parent: number, name: string) =>
      pool.query(
        'insert into accounts (root_account_id, parent_account_id, name) values (1, $1, $2) returning id',
        [parent, name],
      );
    const upper = (await insert(1, 'Upper')).rows[0].id;
    const lower = (await insert(upper, 'Lower')).rows[0].id;
    const token = await server.makeAdmin({ root_account_id: 1, id: upper }, { read_sis: true });
    const status = async (id: number) => (await server.get(`/api/v1/accounts/${id}`, token)).status;
    expect([await status(1), await status(upper), await status(lower)]).toEqual([403, 200, 200]);
  });
});

describe('an address that fails to sign in too often', () => {
  it('is told to wait, while tokens that worked go on', async () => {
    const limited = await createApiServer({ limits: { failed_sign_ins_per_minute: 2 } });
    try {
      expect((await limited.get(path)).status).toBe(200);
      for (let attempt = 0; attempt < 2; attempt++) {
        expect((await limited.get(path, 'wrong')).status).toBe(401);
      }
      const blocked = await limited.get(path, 'wrong');
      expect(blocked.status).toBe(429);
      expect(blocked.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(blocked.headers.get('x-rate-limit-remaining')).toBe('0.0');
      expect(await blocked.text()).toContain('Rate Limit Exceeded');
      expect((await limited.get(path)).status).toBe(200);
    } finally {
      await limited.close();
    }
  });
});
