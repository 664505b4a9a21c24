import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Admin } from '../../../api/index.ts';
import { storeToken } from '../../bootstrap.ts';

let server: ApiServer;
let tenant: Tenant;
let other: Tenant;
let roster: RosterFactory;
let arts: number;
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside', '127.0.0.1');
  other = await server.makeTenant('Hillside');
  roster = await openRosterFactory(server.database.pool, tenant.id);
  arts = await roster.account({ name: 'Arts', sis_id: 'ARTS' });
});
afterAll(() => server.close());

type Answer = [status: number, body: Admin & Record<string, unknown>, response: Response];

async function send(method: string, path: string, body?: unknown, token: string | null = tenant.token) {
  const response = await server.send(method, `/api/v1/accounts/${path}`, body, token);
  return [response.status, await response.json(), response] as Answer;
}

const give = async (account: unknown, body: unknown, token?: string | null) =>
  (await send('POST', `${account}/admins`, body, token)).slice(0, 2) as [number, Admin];
const take = async (account: unknown, user: unknown, query = '', token?: string | null) =>
  (await send('DELETE', `${account}/admins/${user}${query}`, undefined, token)).slice(0, 2) as [
    number,
    Admin,
  ];
async function list(account: unknown, query = '', token?: string): Promise<readonly Admin[]> {
  const [status, body] = await send('GET', `${account}/admins${query}`, undefined, token);
  expect(status).toBe(200);
  return body as unknown as Admin[];
}

const role = async (name: string, permissions: Record<string, boolean>, account_id = tenant.id) =>
  roster.role(name, {
    base_role_type: 'AccountMembership',
    account_id,
    permissions: JSON.stringify(permissions),
  });

const unknown = { errors: [{ message: expect.any(String) }], code: 'unknown_record' };
const message = (code: string) => ({ message: expect.any(String), code });
const unauthorized = {
  status: 'unauthorized',
  errors: [{ message: expect.any(String) }],
  code: 'unauthorized',
};

describe('POST admins', () => {
  it('makes a person a full administrator unless a role is named', async () => {
    const { user_id } = await roster.user('A1', 'Ada');
    const answer = await give(tenant.id, { user_id });
    expect(answer).toStrictEqual([
      200,
      {
        id: expect.any(Number),
        role: 'AccountAdmin',
        role_id: roster.role_ids.AccountAdmin,
        user: {
          id: user_id,
          name: 'Ada',
          created_at: expect.any(String),
          sortable_name: 'Ada',
          short_name: 'Ada',
          sis_user_id: 'A1',
          integration_id: null,
          sis_import_id: null,
          login_id: 'A1',
        },
        workflow_state: 'active',
        status: 'active',
      },
    ]);
    expect(await give(tenant.id, { user_id, send_confirmation: false })).toEqual(answer);
    const { rows } = await server.database.pool.query('select sis_managed from account_users where id = $1', [
      answer[1].id,
    ]);
    expect(rows).toEqual([{ sis_managed: false }]);
  });

  it('takes roles by name and number, of the account and above; the number goes first', async () => {
    await roster.user('A2');
    const dean = await role('Dean', {}, arts);
    const clerk = await role('Clerk', {});
    const by_name = await give('sis_account_id:ARTS', { user_id: 'sis_user_id:A2', role: 'Dean' });
    expect(by_name).toMatchObject([200, { role: 'Dean', role_id: dean }]);
    const form = new URLSearchParams({
      user_id: 'hex:sis_login_id:6132',
      role_id: String(clerk),
      role: 'Dean',
    });
    expect(await give('hex:sis_account_id:41525453', form)).toMatchObject([200, { role: 'Clerk' }]);
    for (const wanted of [
      { role: 'Dean' },
      { role: 'clerk' },
      { role: 'StudentEnrollment' },
      { role_id: dean },
      { role_id: 999_999, role: 'Clerk' },
    ]) {
      expect(await give(tenant.id, { user_id: 'sis_user_id:A2', ...wanted })).toEqual([
        400,
        message('unknown_role'),
      ]);
    }
  });

  it('wants somebody of the root account who can sign in', async () => {
    expect(await give(tenant.id, {})).toEqual([400, message('missing_group')]);
    expect(await give(tenant.id, { user_id: 'sis_user_id:NONE' })).toEqual([404, unknown]);
    const without_login = await roster.person('Nobody');
    expect(await give(tenant.id, { user_id: without_login })).toEqual([404, unknown]);
    const elsewhere = await openRosterFactory(server.database.pool, other.id);
    const { user_id } = await elsewhere.user('X1');
    expect(await give(tenant.id, { user_id })).toEqual([404, unknown]);
    expect((await give(tenant.id, { user_id }, server.token))[0]).toBe(200);
  });

  it('lets nobody give more than they have', async () => {
    const { user_id } = await roster.user('A3');
    const small = await role('Small', { read_roster: true, manage_terms: false });
    const large = await role('Large', { read_roster: true, manage_terms: true });
    const manager = await server.makeAdmin(tenant, { manage_account_memberships: true, read_roster: true });
    expect((await give(tenant.id, { user_id, role_id: small }, manager))[0]).toBe(200);
    expect(await give(tenant.id, { user_id, role_id: large }, manager)).toEqual([403, unauthorized]);
    expect(await give(tenant.id, { user_id }, manager)).toEqual([403, unauthorized]);
    expect((await give(tenant.id, { user_id, role_id: large }))[0]).toBe(200);
    expect(await take(tenant.id, user_id, `?role_id=${large}`, manager)).toEqual([403, unauthorized]);
    expect((await take(tenant.id, user_id, `?role_id=${small}`, manager))[0]).toBe(200);
  });

  it('is for those who may manage admins', async () => {
    const { user_id } = await roster.user('A4');
    const reader = await server.makeAdmin(tenant, { read_roster: true, manage_role_overrides: true });
    expect(await give(tenant.id, { user_id }, reader)).toEqual([403, unauthorized]);
    expect((await give(tenant.id, { user_id }, other.token))[0]).toBe(403);
    expect((await give(tenant.id, { user_id }, null))[0]).toBe(401);
    expect((await give(999_999, { user_id }))[0]).toBe(404);
  });

  it('makes site admins, who may act in every root account', async () => {
    const { user_id } = await roster.user('SITE');
    await storeToken(
      server.database.pool,
      { root_account_id: tenant.id, user_id },
      { token: 'site', purpose: '' },
    );
    expect((await send('GET', `${other.id}/terms`, undefined, 'site'))[0]).toBe(403);
    expect((await give('site_admin', { user_id }))[0]).toBe(403);
    expect((await give('site_admin', { user_id }, server.token))[0]).toBe(200);
    expect((await send('GET', `${other.id}/terms`, undefined, 'site'))[0]).toBe(200);
    expect((await take('site_admin', user_id, '', 'site'))[1]).toEqual(message('own_admin_role'));
    expect((await take('site_admin', user_id, '', server.token))[1].workflow_state).toBe('deleted');
    expect((await send('GET', `${other.id}/terms`, undefined, 'site'))[0]).toBe(403);
  });
});

describe('DELETE admins/:user_id', () => {
  it('takes one role; giving it again brings the entry back', async () => {
    const { user_id } = await roster.user('D1');
    const clerk = await role('Porter', {});
    const [, first] = await give(arts, { user_id });
    await give(arts, { user_id, role_id: clerk });
    const gone = { ...first, workflow_state: 'deleted', status: 'deleted' };
    expect(await take('sis_account_id:ARTS', 'sis_user_id:D1')).toEqual([200, gone]);
    expect(await take(arts, user_id)).toEqual([404, unknown]);
    expect((await list(arts, `?user_id[]=${user_id}`)).map((admin) => admin.role)).toEqual(['Porter']);
    expect((await give(arts, { user_id }))[1]).toEqual(first);
    expect((await take(arts, user_id, '?role=Porter'))[1].role_id).toBe(clerk);
    expect((await take(arts, user_id, `?role_id=${roster.role_ids.AccountAdmin}`))[0]).toBe(200);
    expect(await take(arts, user_id, '?role_id=x')).toEqual([404, unknown]);
  });

  it('lets nobody remove themselves from the root account', async () => {
    const { user_id } = await roster.user('SELF');
    await give(tenant.id, { user_id });
    await give(arts, { user_id });
    await storeToken(
      server.database.pool,
      { root_account_id: tenant.id, user_id },
      { token: 'self', purpose: '' },
    );
    expect(await take(tenant.id, 'self', '', 'self')).toEqual([400, message('own_admin_role')]);
    expect((await take(arts, 'self', '', 'self'))[0]).toBe(200);
    expect((await take(tenant.id, user_id))[0]).toBe(200);
  });

  it('is for those who may manage admins', async () => {
    const { user_id } = await roster.user('D2');
    await give(tenant.id, { user_id });
    const reader = await server.makeAdmin(tenant, { read_roster: true });
    expect(await take(tenant.id, user_id, '', reader)).toEqual([403, unauthorized]);
    expect((await take(tenant.id, user_id, '', other.token))[0]).toBe(403);
    expect(await take(other.id, user_id, '', other.token)).toEqual([404, unknown]);
    expect((await take(tenant.id, user_id, '', null))[0]).toBe(401);
    expect(await list(tenant.id, `?user_id[]=${user_id}`)).toHaveLength(1);
  });
});

describe('GET admins', () => {
  let school: number;
  beforeAll(async () => {
    school = await roster.account({ name: 'School' });
    for (const name of ['L1', 'L2', 'L3', 'L4']) {
      const { user_id } = await roster.user(name);
      await give(school, { user_id });
    }
    await take(school, 'sis_user_id:L4');
  });
  const names = async (query = '') => (await list(school, query)).map(({ user }) => user.name);

  it('lists the admins of the account alone, and picks people', async () => {
    expect(await names()).toEqual(['L1', 'L2', 'L3']);
    expect(await names('?user_id[]=sis_user_id:L3&user_id[]=hex:sis_user_id:4c31&user_id[]=0')).toEqual([
      'L1',
      'L3',
    ]);
    expect(await names('?user_id[]=sis_user_id:NONE')).toEqual([]);
  });

  it('comes in pages', async () => {
    const [, , first] = await send('GET', `${school}/admins?per_page=2`);
    expect(first.headers.get('link')).toContain('page=2&per_page=2>; rel="next"');
    expect(await names('?per_page=2&page=2')).toEqual(['L3']);
    expect((await send('GET', `${school}/admins?page=x`))[0]).toBe(404);
  });

  it('is for those who may see people or manage admins; SIS fields for those who may see them', async () => {
    const reader = await server.makeAdmin(tenant, { read_roster: true });
    const manager = await server.makeAdmin(tenant, { manage_account_memberships: true, read_sis: true });
    const stranger = await server.makeAdmin(tenant, { manage_terms: true });
    expect((await list(school, '', reader))[0]?.user).not.toHaveProperty('sis_user_id');
    expect((await list(school, '', manager))[0]?.user).toHaveProperty('sis_user_id', 'L1');
    expect((await send('GET', `${school}/admins`, undefined, stranger))[0]).toBe(403);
    expect((await send('GET', `${school}/admins`, undefined, other.token))[0]).toBe(403);
    expect((await send('GET', `${school}/admins`, undefined, null))[0]).toBe(401);
  });
});
