import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { UserDetails } from '../../../api/index.ts';

let server: ApiServer;
let tenant: Tenant;
let roster: RosterFactory;
let cyd: number;
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside', '127.0.0.1');
  roster = await openRosterFactory(server.database.pool, tenant.id);
  cyd = await roster.person('Cyd Harrow', {
    sortable_name: 'Harrow, Cyd',
    short_name: 'Cyd',
    pronouns: 'they/them',
    time_zone: 'America/Denver',
    locale: 'cy',
  });
  await roster.login(cyd, 'cyd.old', { sis_id: 'U/1', workflow_state: 'suspended' });
  await roster.login(cyd, 'Cyd', { sis_id: 'U.1', integration_id: 'I1', sis_import_id: 2 });
  await roster.email(cyd, 'cyd@lakeside.example');
});
afterAll(() => server.close());

const show = (id: string | number, token?: string | null) => server.get(`/api/v1/users/${id}`, token);
const setting = (on: boolean) =>
  server.database.pool.query(`update accounts set settings = $1 where id = $2`, [
    { personal_pronouns: on },
    tenant.id,
  ]);

describe('GET users/:id', () => {
  it('shows a person with their best login', async () => {
    const response = await show(cyd, tenant.token);
    expect([response.status, await response.json()]).toStrictEqual([
      200,
      {
        id: cyd,
        name: 'Cyd Harrow',
        created_at: expect.any(String),
        sortable_name: 'Harrow, Cyd',
        short_name: 'Cyd',
        sis_user_id: 'U.1',
        integration_id: 'I1',
        sis_import_id: 2,
        login_id: 'Cyd',
        locale: 'cy',
        effective_locale: 'cy',
        email: 'cyd@lakeside.example',
        time_zone: 'America/Denver',
        permissions: { can_update_name: true, can_update_avatar: false, limit_parent_app_web_access: false },
      },
    ]);
  });

  it('shows the newest import that was about the login', async () => {
    const { user_id, login_id } = await roster.user('U2', 'Stamped');
    await roster.stamp('pseudonyms', [login_id], 9);
    expect(await (await show(user_id, tenant.token)).json()).toMatchObject({ sis_import_id: 9 });
  });

  it('names a person whose logins are all suspended by the oldest of them', async () => {
    const id = await roster.person('Sue');
    await roster.login(id, 'sue.gone', { sis_id: 'S0', workflow_state: 'deleted' });
    await roster.login(id, 'sue', { sis_id: 'S1', workflow_state: 'suspended' });
    expect(await (await show(id, tenant.token)).json()).toMatchObject({ sis_user_id: 'S1', login_id: 'sue' });
  });

  it('shows pronouns where they are switched on', async () => {
    await setting(true);
    expect(await (await show(cyd, tenant.token)).json()).toMatchObject({ pronouns: 'they/them' });
    await setting(false);
    expect(await (await show(cyd, tenant.token)).json()).not.toHaveProperty('pronouns');
  });

  it('adds keys that are asked for', async () => {
    const response = await show(`${cyd}?include[]=uuid&include[]=last_login`, tenant.token);
    expect(await response.json()).toMatchObject({ uuid: expect.any(String), last_login: null });
  });

  it.each([
    'sis_user_id:U.1',
    'sis_user_id:U%2F1',
    'hex:sis_user_id:552E31',
    'sis_login_id:CYD',
    'sis_integration_id:I1',
  ])('finds a person as %s', async (id) => {
    const response = await show(id, tenant.token);
    expect([response.status, ((await response.json()) as UserDetails).id]).toEqual([200, cyd]);
  });

  it.each(['sis_user_id:U9', 'sis_course_id:U.1', 'hex:sis_user_id:55', '777', 'nobody'])(
    'answers 404 for %s',
    async (id) => {
      const response = await show(id, tenant.token);
      expect([response.status, await response.json()]).toEqual([
        404,
        { errors: [{ message: 'The user does not exist.' }], code: 'unknown_record' },
      ]);
    },
  );

  it('shows everybody themselves, without what is for admins', async () => {
    const token = await server.makeTokenOf(tenant.id, cyd);
    for (const id of ['self', String(cyd), 'sis_user_id:U.1']) {
      const body = (await (await show(id, token)).json()) as UserDetails;
      expect(body).toMatchObject({ id: cyd, login_id: 'Cyd', email: 'cyd@lakeside.example' });
      expect(body).toMatchObject({ permissions: { can_update_name: false } });
      for (const key of ['sis_user_id', 'integration_id', 'sis_import_id'])
        expect(body).not.toHaveProperty(key);
    }
    const { user_id } = await roster.user('U3', 'Somebody else');
    expect((await show(user_id, token)).status).toBe(403);
  });

  it('is for those who may read the roster of the root account', async () => {
    const other = await server.makeTenant('Other');
    const account = { root_account_id: tenant.id, id: await roster.account() };
    const below = await server.makeAdmin(account, { read_roster: true });
    const without = await server.makeAdmin(tenant, { read_sis: true });
    for (const token of [other.token, below, without]) expect((await show(cyd, token)).status).toBe(403);
    const reader = await server.makeAdmin(tenant, { read_roster: true });
    const body = (await (await show(cyd, reader)).json()) as UserDetails;
    expect(body).toMatchObject({ login_id: 'Cyd', permissions: { can_update_name: false } });
    expect(body).not.toHaveProperty('sis_user_id');
    expect((await show(cyd, null)).status).toBe(401);
  });

  it('shows a site admin people of any root account, and themselves as self', async () => {
    expect((await show(cyd)).status).toBe(200);
    expect(await (await show('self')).json()).toMatchObject({ id: 1 });
  });
});

describe('GET users/:user_id/profile', () => {
  it('shows the profile', async () => {
    const response = await server.get(`/api/v1/users/${cyd}/profile`, tenant.token);
    expect([response.status, await response.json()]).toStrictEqual([
      200,
      {
        id: cyd,
        name: 'Cyd Harrow',
        short_name: 'Cyd',
        sortable_name: 'Harrow, Cyd',
        title: null,
        bio: null,
        pronunciation: null,
        primary_email: 'cyd@lakeside.example',
        login_id: 'Cyd',
        sis_user_id: 'U.1',
        integration_id: 'I1',
        lti_user_id: null,
        avatar_url: null,
        calendar: null,
        time_zone: 'America/Denver',
        locale: 'cy',
        effective_locale: 'cy',
      },
    ]);
  });

  it('shows everybody their own, and nobody else theirs', async () => {
    const token = await server.makeTokenOf(tenant.id, cyd);
    const own = await (await server.get('/api/v1/users/self/profile', token)).json();
    expect(own).toMatchObject({ id: cyd, primary_email: 'cyd@lakeside.example' });
    expect(own).not.toHaveProperty('sis_user_id');
    const { user_id } = await roster.user('U4', 'Somebody else');
    expect((await server.get(`/api/v1/users/${user_id}/profile`, token)).status).toBe(403);
    expect((await server.get('/api/v1/users/sis_user_id:U4/profile', tenant.token)).status).toBe(200);
    expect((await server.get('/api/v1/users/777/profile', tenant.token)).status).toBe(404);
    expect((await server.get('/api/v1/users/self/profile', null)).status).toBe(401);
  });
});
