import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { importFiles } from '../../../../test/support/import-files.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Login } from '../../../api/index.ts';
import { openDiskStorage } from '../../../storage/index.ts';

let server: ApiServer;
let tenant: Tenant;
let roster: RosterFactory;
let saml: number;
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside', '127.0.0.1');
  roster = await openRosterFactory(server.database.pool, tenant.id);
  saml = await roster.insert('authentication_providers', { auth_type: 'saml' });
});
afterAll(() => server.close());

async function ask(method: string, path: string, body?: unknown, token: string | null = tenant.token) {
  const response = await server.send(method, `/api/v1${path}`, body, token);
  return [response.status, (await response.json()) as Login] as const;
}
const list = async (path: string, token?: string) => {
  const [status, logins] = await ask('GET', path, undefined, token);
  expect(status).toBe(200);
  return (logins as unknown as Login[]).map(({ unique_id }) => unique_id);
};
const importUsers = (rows: string, options: object = {}) =>
  importFiles({ pool: server.database.pool, storage: openDiskStorage(server.folder), options }, tenant.id, {
    'users.csv': `user_id,login_id,password,status\n${rows}\n`,
  });

const unknown = (noun: string) => [
  404,
  { errors: [{ message: `The ${noun} does not exist.` }], code: 'unknown_record' },
];

describe('GET users/:user_id/logins', () => {
  it('lists the live logins of a person', async () => {
    const { user_id } = await roster.user('L1');
    await roster.login(user_id, 'l1.gone', { workflow_state: 'deleted' });
    const id = await roster.login(user_id, 'l1.saml', {
      sis_id: 'L1-2',
      integration_id: 'I1',
      authentication_provider_id: saml,
      declared_user_type: 'student',
      workflow_state: 'suspended',
      password_hash: 'secret',
      sis_ssha: 'secret',
    });
    const [, logins] = await ask('GET', '/users/sis_user_id:L1/logins');
    expect(logins).toStrictEqual([
      expect.objectContaining({ unique_id: 'L1', authentication_provider_id: null }),
      {
        id,
        user_id,
        account_id: tenant.id,
        unique_id: 'l1.saml',
        sis_user_id: 'L1-2',
        integration_id: 'I1',
        authentication_provider_id: saml,
        authentication_provider_type: 'saml',
        workflow_state: 'suspended',
        declared_user_type: 'student',
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      },
    ]);
    expect(JSON.stringify(logins)).not.toContain('secret');
    expect(await list('/users/hex:sis_user_id:4C31/logins?per_page=1&page=2')).toEqual(['l1.saml']);
  });

  it('shows everybody their own, without SIS ids, and admins those of others', async () => {
    const { user_id } = await roster.user('L2');
    const own = await server.makeTokenOf(tenant.id, user_id);
    const [, [login]] = (await ask('GET', '/users/self/logins', undefined, own)) as unknown as [
      number,
      Login[],
    ];
    expect(login).toMatchObject({ user_id, unique_id: 'L2' });
    expect(login).not.toHaveProperty('sis_user_id');
    expect(login).not.toHaveProperty('integration_id');
    expect((await ask('GET', '/users/sis_user_id:L1/logins', undefined, own))[0]).toBe(403);
    for (const permission of ['read_roster', 'manage_user_logins']) {
      const token = await server.makeAdmin(tenant, { [permission]: true });
      expect(await list(`/users/${user_id}/logins`, token)).toEqual(['L2']);
    }
    const other = await server.makeTenant('Other');
    const without = await server.makeAdmin(tenant, { read_sis: true });
    for (const token of [other.token, without]) {
      expect((await ask('GET', `/users/${user_id}/logins`, undefined, token))[0]).toBe(403);
    }
    expect((await ask('GET', `/users/${user_id}/logins`, undefined, null))[0]).toBe(401);
    expect((await ask('GET', '/users/777/logins'))[0]).toBe(404);
  });
});

describe('GET accounts/:account_id/logins', () => {
  it('lists the live logins of the root account in pages', async () => {
    const school = await server.makeTenant('School');
    const other = await openRosterFactory(server.database.pool, school.id);
    for (const name of ['a', 'b', 'c']) await other.user(name);
    await other.login(await other.person('Gone'), 'gone', { workflow_state: 'deleted' });
    const path = `/accounts/${school.id}/logins`;
    expect(await list(path, school.token)).toEqual(['a', 'b', 'c']);
    expect(await list(`${path}?per_page=2&page=2`, school.token)).toEqual(['c']);
    const response = await server.get(`/api/v1${path}?per_page=2`, school.token);
    expect(response.headers.get('link')).toContain('page=2&per_page=2>; rel="next"');
    expect(await list(`/accounts/${await other.account()}/logins`, school.token)).toEqual(['a', 'b', 'c']);
    expect((await ask('GET', path))[0]).toBe(403);
    const without = await server.makeAdmin(school, { read_sis: true });
    expect((await ask('GET', path, undefined, without))[0]).toBe(403);
  });
});

describe('DELETE users/:user_id/logins/:id', () => {
  it('deletes a login for good and leaves the person the others', async () => {
    const { user_id, login_id } = await roster.user('D1');
    await roster.login(user_id, 'd1.two', { sis_id: 'D1-2' });
    const section = await roster.section(await roster.course());
    await roster.enrollment(user_id, section);
    expect(await ask('DELETE', `/users/sis_user_id:D1/logins/${login_id}`)).toMatchObject([
      200,
      { id: login_id, user_id, unique_id: 'D1', sis_user_id: 'D1', workflow_state: 'deleted' },
    ]);
    expect(await list(`/users/${user_id}/logins`)).toEqual(['d1.two']);
    expect(await ask('DELETE', `/users/${user_id}/logins/${login_id}`)).toEqual(unknown('login'));
    await importUsers('D1,D1,,active');
    expect(await list(`/users/${user_id}/logins`)).toEqual(['d1.two']);
    const { rows } = await server.database.pool.query(
      'select workflow_state from enrollments where user_id = $1',
      [user_id],
    );
    expect(rows).toEqual([{ workflow_state: 'active' }]);
  });

  it('takes along what hangs on the person with the last one', async () => {
    const { user_id, login_id } = await roster.user('D2');
    const section = await roster.section(await roster.course());
    await roster.enrollment(user_id, section);
    expect((await ask('DELETE', `/users/${user_id}/logins/${login_id}`))[0]).toBe(200);
    const { rows } = await server.database.pool.query(
      'select workflow_state from enrollments where user_id = $1',
      [user_id],
    );
    expect(rows).toEqual([{ workflow_state: 'deleted' }]);
  });

  it('is for those who may manage logins, and for the logins of that person', async () => {
    const { user_id, login_id } = await roster.user('D3');
    const { user_id: somebody } = await roster.user('D4');
    const own = await server.makeTokenOf(tenant.id, user_id);
    const other = await server.makeTenant('Far');
    for (const token of [own, other.token]) {
      expect((await ask('DELETE', `/users/${user_id}/logins/${login_id}`, undefined, token))[0]).toBe(403);
    }
    expect((await ask('DELETE', `/users/${user_id}/logins/${login_id}`, undefined, null))[0]).toBe(401);
    expect(await ask('DELETE', `/users/${somebody}/logins/${login_id}`)).toEqual(unknown('login'));
    expect(await ask('DELETE', `/users/${user_id}/logins/x`)).toEqual(unknown('login'));
    expect(await list(`/users/${user_id}/logins`)).toEqual(['D3']);
  });
});
