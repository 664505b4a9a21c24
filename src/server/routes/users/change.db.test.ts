import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { importFiles } from '../../../../test/support/import-files.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import { storedRows } from '../../../../test/support/stored-rows.ts';
import type { UserDetails } from '../../../api/index.ts';
import { openDiskStorage } from '../../../storage/index.ts';

let server: ApiServer;
let tenant: Tenant;
let roster: RosterFactory;
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside', '127.0.0.1');
  roster = await openRosterFactory(server.database.pool, tenant.id);
});
afterAll(() => server.close());

async function change(id: number | string, body: unknown, token = tenant.token) {
  const response = await server.send('PUT', `/api/v1/users/${id}`, body, token);
  return [response.status, (await response.json()) as UserDetails] as const;
}

const importUsers = (rows: string, options: object = {}) =>
  importFiles({ pool: server.database.pool, storage: openDiskStorage(server.folder), options }, tenant.id, {
    'users.csv': `user_id,login_id,full_name,status\n${rows}\n`,
  });

async function loginsOf(user_id: number): Promise<readonly object[]> {
  const { rows } = await server.database.pool.query(
    `select sis_id, workflow_state, stuck_fields from pseudonyms where user_id = $1 order by id`,
    [user_id],
  );
  return rows;
}

const field = (attribute: string, type: string) => ({
  errors: { [attribute]: [{ attribute, type, message: expect.any(String) }] },
  code: `${type}_field`,
});

describe('PUT users/:id', () => {
  it('changes names, and the sortable name follows while it was just the name turned around', async () => {
    const id = await roster.person('Cyd Harrow', { sortable_name: 'Harrow, Cyd' });
    const names = async (user: object) => {
      const [status, { name, sortable_name, short_name }] = await change(id, { user });
      return [status, name, sortable_name, short_name];
    };
    expect(await names({ name: 'Cyd Vale' })).toEqual([200, 'Cyd Vale', 'Vale, Cyd', 'Cyd Vale']);
    expect(await names({ short_name: 'Cyd' })).toEqual([200, 'Cyd Vale', 'Vale, Cyd', 'Cyd']);
    expect(await names({ sortable_name: 'Cyd' })).toEqual([200, 'Cyd Vale', 'Cyd', 'Cyd']);
    expect(await names({ name: 'Cyd Moor' })).toEqual([200, 'Cyd Moor', 'Cyd', 'Cyd']);
    expect(await names({ sortable_name: '', short_name: '' })).toEqual([
      200,
      'Cyd Moor',
      'Moor, Cyd',
      'Cyd Moor',
    ]);
  });

  it('makes what really changed stick, so that imports leave it', async () => {
    await importUsers('N1,n1,Nan Old,active');
    const [, before] = await change('sis_user_id:N1', { user: { name: 'Nan Old' } });
    await importUsers('N1,n1,Nan Import,active');
    expect(await (await server.get(`/api/v1/users/${before.id}`, tenant.token)).json()).toMatchObject({
      name: 'Nan Import',
    });
    await change(before.id, { user: { name: 'Nan Own' } });
    await importUsers('N1,n1,Nan Again,active');
    expect(await storedRows(server.database.pool, tenant.id, 'users', 'name,stuck_fields')).toContain(
      'Nan Own,name sortable_name',
    );
    const keep = { user: { name: 'Nan Third', short_name: 'Nan' }, override_sis_stickiness: false };
    expect((await change(before.id, keep))[1]).toMatchObject({ name: 'Nan Own', short_name: 'Nan' });
    expect((await change(before.id, { ...keep, override_sis_stickiness: true }))[1].name).toBe('Nan Third');
  });

  it('lets no sortable name follow a name that stays because it sticks', async () => {
    const id = await roster.person('Ned Own', { sortable_name: 'Own, Ned', stuck_fields: 'name' });
    const keep = { user: { name: 'Ned Other' }, override_sis_stickiness: false };
    expect((await change(id, keep))[1]).toMatchObject({ name: 'Ned Own', sortable_name: 'Own, Ned' });
  });

  it('changes the time zone, the language and the first address', async () => {
    const { user_id } = await roster.user('E1', 'Eve');
    await roster.email(user_id, 'old@lakeside.example');
    await roster.email(user_id, 'gone@lakeside.example', { position: 2, workflow_state: 'retired' });
    const user = { time_zone: 'Europe/Berlin', locale: 'de', email: 'new@lakeside.example' };
    expect((await change(user_id, { user }))[1]).toMatchObject({ ...user, effective_locale: 'de' });
    const email = async (address: string) => (await change(user_id, { user: { email: address } }))[1].email;
    expect(await email('GONE@lakeside.example')).toBe('GONE@lakeside.example');
    expect(await email('old@lakeside.example')).toBe('old@lakeside.example');
    const channels = await server.database.pool.query(
      'select path, position, workflow_state from communication_channels where user_id = $1 order by position',
      [user_id],
    );
    expect(channels.rows).toEqual([
      { path: 'old@lakeside.example', position: 1, workflow_state: 'active' },
      { path: 'GONE@lakeside.example', position: 2, workflow_state: 'active' },
      { path: 'new@lakeside.example', position: 3, workflow_state: 'active' },
    ]);
    const [, blank] = await change(user_id, { user: { time_zone: '', locale: '' } });
    expect(blank).toMatchObject({ time_zone: null, locale: null, effective_locale: 'en' });
  });

  it('changes pronouns where they are switched on', async () => {
    const { user_id } = await roster.user('P1', 'Pat');
    const set = async (on: boolean, pronouns: string) => {
      await server.database.pool.query('update accounts set settings = $1 where id = $2', [
        { personal_pronouns: on },
        tenant.id,
      ]);
      await change(user_id, { user: { pronouns } });
      const { rows } = await server.database.pool.query('select pronouns from users where id = $1', [
        user_id,
      ]);
      return rows[0].pronouns;
    };
    expect(await set(false, 'she/her')).toBeNull();
    expect(await set(true, 'she/her')).toBe('she/her');
    expect(await set(false, 'he/him')).toBe('she/her');
    expect(await set(true, '')).toBeNull();
  });

  it('suspends and unsuspends all live logins, and that sticks', async () => {
    const { user_id } = await roster.user('S1', 'Sue');
    await roster.login(user_id, 's2', { sis_id: 'S2', workflow_state: 'suspended' });
    await roster.login(user_id, 's3', { sis_id: 'S3', workflow_state: 'deleted' });
    expect((await change(user_id, { user: { event: 'suspend' } }))[0]).toBe(200);
    expect(await loginsOf(user_id)).toEqual([
      { sis_id: 'S1', workflow_state: 'suspended', stuck_fields: 'workflow_state' },
      { sis_id: 'S2', workflow_state: 'suspended', stuck_fields: '' },
      { sis_id: 'S3', workflow_state: 'deleted', stuck_fields: '' },
    ]);
    await importUsers('S1,S1,Sue,active');
    expect(await loginsOf(user_id)).toContainEqual({
      sis_id: 'S1',
      workflow_state: 'suspended',
      stuck_fields: 'workflow_state',
    });
    await change(user_id, { user: { event: 'unsuspend' }, override_sis_stickiness: '0' });
    expect(await loginsOf(user_id)).toMatchObject([
      { workflow_state: 'suspended' },
      { workflow_state: 'active' },
      { workflow_state: 'deleted' },
    ]);
    await change(user_id, { user: { event: 'unsuspend' } });
    expect(await loginsOf(user_id)).toMatchObject([
      { workflow_state: 'active' },
      { workflow_state: 'active' },
      { workflow_state: 'deleted' },
    ]);
  });

  it.each([
    [{}, { message: expect.any(String), code: 'missing_group' }],
    [{ user: { name: ' ' } }, field('name', 'blank')],
    [{ user: { short_name: 'x'.repeat(256) } }, field('short_name', 'too_long')],
    [{ user: { email: 'nowhere' } }, field('email', 'invalid')],
    [{ user: { time_zone: 'Mars/Base' } }, field('time_zone', 'invalid')],
    [{ user: { event: 'banish' } }, { message: expect.any(String), code: 'invalid_value' }],
  ])('refuses %j', async (body, expected) => {
    const { user_id } = await roster.user(`F${JSON.stringify(body).length}`);
    expect(await change(user_id, body)).toEqual([400, expected]);
  });

  it('finds the person by a SIS id, also in hex', async () => {
    await roster.user('H.1', 'Hal');
    for (const id of ['sis_user_id:H%2E1', 'hex:sis_user_id:482E31']) {
      expect((await change(id, { user: { name: 'Hal Two' } }))[1].name).toBe('Hal Two');
    }
    expect((await change('sis_user_id:NONE', { user: { name: 'X' } }))[0]).toBe(404);
  });

  it('is for those who may manage logins, and not for oneself', async () => {
    const { user_id } = await roster.user('O1', 'Own');
    const own = await server.makeTokenOf(tenant.id, user_id);
    const reader = await server.makeAdmin(tenant, { read_roster: true });
    const other = await server.makeTenant('Other');
    for (const token of [own, reader, other.token]) {
      expect((await change(user_id, { user: { name: 'X' } }, token))[0]).toBe(403);
    }
    expect((await server.send('PUT', `/api/v1/users/${user_id}`, {}, null)).status).toBe(401);
    const manager = await server.makeAdmin(tenant, { manage_user_logins: true });
    expect((await change(user_id, { user: { name: 'Mine' } }, manager))[1].name).toBe('Mine');
    expect((await change('self', { user: { event: 'suspend' } }, manager))[0]).toBe(403);
  });
});

describe('DELETE accounts/:account_id/users/:user_id', () => {
  const remove = (id: number | string, token?: string | null, account: number | string = tenant.id) =>
    server.send('DELETE', `/api/v1/accounts/${account}/users/${id}`, undefined, token ?? tenant.token);

  it('takes the person out of the root account with all that hangs on them', async () => {
    const { user_id } = await roster.user('D1', 'Dee');
    await roster.login(user_id, 'd2', { sis_id: 'D2', workflow_state: 'suspended' });
    const watcher = await roster.user('D9', 'Watcher');
    await roster.observer(watcher.user_id, user_id);
    const course = await roster.course();
    const section = await roster.section(course);
    await roster.enrollment(user_id, section);
    await roster.enrollment(watcher.user_id, section, {
      type: 'ObserverEnrollment',
      associated_user_id: user_id,
    });
    const group = await roster.group({ course_id: course, leader_id: user_id });
    await roster.membership(group, user_id, { workflow_state: 'accepted' });
    await roster.admin(tenant.id, user_id);
    const response = await remove('sis_user_id:D1');
    expect([response.status, await response.json()]).toMatchObject([
      200,
      { user: { id: user_id, name: 'Dee', sis_user_id: null, login_id: null }, status: 'ok' },
    ]);
    expect(await loginsOf(user_id)).toEqual([
      { sis_id: 'D1', workflow_state: 'deleted', stuck_fields: 'workflow_state' },
      { sis_id: 'D2', workflow_state: 'deleted', stuck_fields: 'workflow_state' },
    ]);
    const states = async (table: string) => {
      const sql = `select workflow_state from ${table} where root_account_id = $1 and user_id = any($2)`;
      const { rows } = await server.database.pool.query(sql, [tenant.id, [user_id, watcher.user_id]]);
      return rows.map(({ workflow_state }) => workflow_state);
    };
    expect(await states('enrollments')).toEqual(['deleted', 'deleted']);
    expect(await states('group_memberships')).toEqual(['deleted']);
    expect(await states('account_users')).toEqual(['deleted']);
    expect(await storedRows(server.database.pool, tenant.id, 'users', 'name,workflow_state')).toContain(
      'Dee,registered',
    );
    expect(await storedRows(server.database.pool, tenant.id, 'groups', 'leader_id')).not.toContain('Dee');
    expect((await server.get('/api/v1/users/sis_user_id:D1', tenant.token)).status).toBe(404);
    expect((await remove('sis_user_id:D1')).status).toBe(404);
  });

  it('leaves the state stuck: only an import that overrides revives the login', async () => {
    await importUsers('V1,v1,Viv,active');
    const person = (await (
      await server.get('/api/v1/users/sis_user_id:V1', tenant.token)
    ).json()) as UserDetails;
    await remove(person.id);
    await importUsers('V1,v1,Viv,active');
    expect(await loginsOf(person.id)).toMatchObject([{ workflow_state: 'deleted' }]);
    await importUsers('V1,v1,Viv,active', { override_sis_stickiness: true });
    expect(await loginsOf(person.id)).toMatchObject([{ workflow_state: 'active' }]);
  });

  it('may be asked of any account of the root account, and by the person themselves', async () => {
    const manager = await server.makeAdmin(tenant, { manage_user_logins: true });
    const account = await roster.account({ sis_id: 'ART' });
    await roster.user('X1');
    expect((await remove('sis_user_id:X1', manager, 'sis_account_id:ART')).status).toBe(200);
    expect((await remove('self', manager, account)).status).toBe(200);
    expect((await remove('self', manager)).status).toBe(403);
  });

  it('is for those who may manage logins there', async () => {
    const { user_id } = await roster.user('Y1');
    const other = await server.makeTenant('Other');
    const reader = await server.makeAdmin(tenant, { read_roster: true });
    const below = { root_account_id: tenant.id, id: await roster.account() };
    const of_sub_account = await server.makeAdmin(below, { manage_user_logins: true });
    for (const token of [reader, other.token, of_sub_account]) {
      expect((await remove(user_id, token)).status).toBe(403);
    }
    expect((await remove(user_id, of_sub_account, below.id)).status).toBe(403);
    expect((await remove(user_id, other.token, other.id)).status).toBe(404);
    expect((await remove(user_id, '', tenant.id)).status).toBe(401);
    expect(await loginsOf(user_id)).toMatchObject([{ workflow_state: 'active' }]);
  });
});
