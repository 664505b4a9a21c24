import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import type { Account } from '../../../api/index.ts';

let server: ApiServer;
let tenant: Tenant;
let other: Tenant;
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside', '127.0.0.1');
  other = await server.makeTenant('Hillside', 'hillside.example');
});
afterAll(() => server.close());

type Answer = readonly [status: number, body: Account & Record<string, unknown>];

async function send(method: string, path: string, body?: unknown, token: string | null = tenant.token) {
  const response = await server.send(method, `/api/v1/accounts/${path}`, body, token);
  return [response.status, await response.json()] as Answer;
}

async function make(name: string, more: object = {}, parent: number | string = tenant.id): Promise<Account> {
  const [status, body] = await send('POST', `${parent}/sub_accounts`, { account: { name, ...more } });
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
}

async function stuckFields(id: number): Promise<string> {
  const { rows } = await server.database.pool.query('select stuck_fields from accounts where id = $1', [id]);
  return rows[0].stuck_fields;
}

async function rosterVersion(): Promise<number> {
  const sql = 'select version from root_accounts where root_account_id = $1';
  return (await server.database.pool.query(sql, [tenant.id])).rows[0].version;
}

const field = (attribute: string, type: string) => ({
  errors: { [attribute]: [{ attribute, type, message: expect.any(String) }] },
  code: `${type}_field`,
});
const message = (code: string) => ({ message: expect.any(String), code });
const unauthorized = {
  status: 'unauthorized',
  errors: [{ message: expect.any(String) }],
  code: 'unauthorized',
};
const unknown = { errors: [{ message: expect.any(String) }], code: 'unknown_record' };

/** Permissions that are missing, and whose. */
async function strangers(permissions: Record<string, boolean>) {
  return {
    'an admin without the permission': [403, await server.makeAdmin(tenant, permissions)],
    'an admin of another root account': [403, other.token],
    nobody: [401, null],
  } as const;
}

describe('POST sub_accounts', () => {
  it('makes an account below, of which nothing sticks', async () => {
    const before = await rosterVersion();
    const arts = await make('Arts', { sis_account_id: 'ARTS', default_storage_quota_mb: 750 });
    expect(arts).toEqual({
      id: expect.any(Number),
      name: 'Arts',
      uuid: expect.stringMatching(/^[0-9a-f]{32}$/),
      workflow_state: 'active',
      parent_account_id: tenant.id,
      root_account_id: tenant.id,
      default_storage_quota_mb: 750,
      default_user_storage_quota_mb: 50,
      default_group_storage_quota_mb: 50,
      default_time_zone: 'Etc/UTC',
      sis_account_id: 'ARTS',
      integration_id: null,
      sis_import_id: null,
    });
    expect(await stuckFields(arts.id)).toBe('');
    expect(await rosterVersion()).toBe(before + 1);
    expect((await send('GET', String(arts.id)))[1]).toEqual(arts);

    const form = new URLSearchParams({
      'account[name]': 'Music',
      'account[default_user_storage_quota_mb]': '7',
    });
    const [status, music] = await send('POST', 'hex:sis_account_id:41525453/sub_accounts', form);
    expect([status, music.parent_account_id, music.default_user_storage_quota_mb]).toEqual([200, arts.id, 7]);
    expect(music.sis_account_id).toBeNull();
  });

  it.each([
    [{}, message('missing_group')],
    [{ account: { name: ' ' } }, field('name', 'blank')],
    [{ account: { sis_account_id: 'NEW' } }, field('name', 'blank')],
    [{ account: { name: 'x'.repeat(256) } }, field('name', 'too_long')],
    [{ account: { name: { first: 'x' } } }, field('name', 'invalid')],
    [{ account: { name: 'X', sis_account_id: 'GONE' } }, field('sis_account_id', 'taken')],
    [{ account: { name: 'X', sis_account_id: 'x'.repeat(256) } }, field('sis_account_id', 'too_long')],
    [{ account: { name: 'X', default_storage_quota_mb: -1 } }, field('default_storage_quota_mb', 'invalid')],
    [
      { account: { name: 'X', default_storage_quota_mb: 'big' } },
      field('default_storage_quota_mb', 'invalid'),
    ],
    [{ account: { name: 'X', default_storage_quota_mb: '' } }, field('default_storage_quota_mb', 'blank')],
  ])('refuses %j', async (body, expected) => {
    await server.database.pool.query(
      `insert into accounts (root_account_id, parent_account_id, name, workflow_state, sis_id)
       values ($1, $1, 'Gone', 'deleted', 'GONE') on conflict do nothing`,
      [tenant.id],
    );
    expect(await send('POST', `${tenant.id}/sub_accounts`, body)).toEqual([400, expected]);
  });

  it('is for those who may manage the account; a SIS ID for those who may manage SIS data', async () => {
    const path = `${tenant.id}/sub_accounts`;
    for (const [status, token] of Object.values(await strangers({ manage_sis: true, read_sis: true }))) {
      expect((await send('POST', path, { account: { name: 'X' } }, token))[0]).toBe(status);
    }
    const manager = await server.makeAdmin(tenant, { manage_account_settings: true });
    expect((await send('POST', path, { account: { name: 'Plain' } }, manager))[0]).toBe(200);
    const with_id = { account: { name: 'X', sis_account_id: 'X' } };
    expect(await send('POST', path, with_id, manager)).toEqual([403, unauthorized]);
    expect(await send('POST', 'sis_account_id:NONE/sub_accounts', with_id)).toEqual([404, unknown]);
    expect(await send('POST', 'site_admin/sub_accounts', with_id, server.token)).toEqual([
      400,
      message('not_a_tenant'),
    ]);
  });
});

describe('PUT accounts/:id', () => {
  it('changes what is sent and leaves the rest; what a person changes sticks', async () => {
    const made = await make('Science', { sis_account_id: 'SCI' });
    const [status, changed] = await send('PUT', 'sis_account_id:SCI', {
      account: {
        name: 'Sciences',
        default_time_zone: 'Mountain Time (US & Canada)',
        default_group_storage_quota_mb: 1,
      },
    });
    expect([status, changed]).toEqual([
      200,
      { ...made, name: 'Sciences', default_time_zone: 'America/Denver', default_group_storage_quota_mb: 1 },
    ]);
    expect(await stuckFields(made.id)).toBe('name');
    const kept = await send('PUT', String(made.id), {
      account: { name: 'Other', default_time_zone: '' },
      override_sis_stickiness: false,
    });
    expect([kept[1].name, kept[1].default_time_zone]).toEqual(['Sciences', 'Etc/UTC']);
  });

  it('reaches the accounts below as far as they do not say otherwise', async () => {
    const campus = await make('Campus', { default_storage_quota_mb: 900 });
    const school = await make('School', { default_user_storage_quota_mb: 60 }, campus.id);
    const office = await make('Office', {}, school.id);
    const told = { default_time_zone: 'Europe/Rome', default_user_storage_quota_mb: 70 };
    await send('PUT', String(campus.id), { account: { ...told, default_group_storage_quota_mb: 80 } });
    const inherited = {
      default_time_zone: 'Europe/Rome',
      default_storage_quota_mb: 900,
      default_user_storage_quota_mb: 60,
      default_group_storage_quota_mb: 80,
    };
    expect((await send('GET', String(office.id)))[1]).toEqual({ ...office, ...inherited });
    const [, course] = await send('POST', `${office.id}/courses`, { course: { name: 'Desk' } });
    expect(course.storage_quota_mb).toBe(900);
    await send('PUT', String(school.id), { account: { default_time_zone: 'Etc/UTC' } });
    const listed = (await send('GET', `${campus.id}/sub_accounts?recursive=1`))[1] as unknown as Account[];
    expect(listed.map((account) => [account.id, account.default_time_zone])).toEqual([
      [school.id, 'Etc/UTC'],
      [office.id, 'Etc/UTC'],
    ]);
    await send('PUT', String(school.id), { account: { default_time_zone: '' } });
    expect((await send('GET', String(office.id)))[1].default_time_zone).toBe('Europe/Rome');
  });

  it('gives, takes and keeps SIS IDs', async () => {
    const { id } = await make('History', { sis_account_id: 'HIS' });
    const put = async (sis_account_id: unknown, token?: string) =>
      send('PUT', String(id), { account: { sis_account_id } }, token);
    const manager = await server.makeAdmin(tenant, { manage_account_settings: true });
    expect((await put('HIS', manager))[0]).toBe(200);
    expect(await put('HIST', manager)).toEqual([403, unauthorized]);
    expect((await put(12))[1].sis_account_id).toBe('12');
    expect((await put(''))[1].sis_account_id).toBeNull();
    await make('Holder', { sis_account_id: 'HELD' });
    expect(await put('HELD')).toEqual([400, field('sis_account_id', 'taken')]);
    expect(await stuckFields(id)).toBe('');
    const of_root = await send('PUT', String(tenant.id), { account: { sis_account_id: 'ROOT' } });
    expect(of_root).toEqual([400, field('sis_account_id', 'invalid')]);
  });

  it('moves an account where the caller may manage, and forms no loop', async () => {
    const [a, b] = [await make('A'), await make('B')];
    const below = await make('Below A', {}, a.id);
    const move = async (id: number, parent_account_id: unknown, token?: string) =>
      send('PUT', String(id), { account: { parent_account_id } }, token);
    expect((await move(below.id, b.id))[1].parent_account_id).toBe(b.id);
    expect(await stuckFields(below.id)).toBe('parent_account_id');
    expect(await move(b.id, below.id)).toEqual([400, field('parent_account_id', 'invalid')]);
    expect(await move(b.id, b.id)).toEqual([400, field('parent_account_id', 'invalid')]);
    expect(await move(tenant.id, b.id)).toEqual([400, field('parent_account_id', 'invalid')]);
    expect(await move(a.id, other.id, server.token)).toEqual([404, unknown]);
    expect(await move(a.id, 'sis_account_id:NONE')).toEqual([404, unknown]);
    const of_b = await server.makeAdmin(
      { root_account_id: tenant.id, id: b.id },
      { manage_account_settings: true },
    );
    expect(await move(below.id, a.id, of_b)).toEqual([403, unauthorized]);
    expect((await move(below.id, '', of_b))[1].parent_account_id).toBe(b.id);
  });

  it.each([
    [{}, message('missing_group')],
    [{ account: 'Arts' }, message('missing_group')],
    [{ account: { name: '' } }, field('name', 'blank')],
    [{ account: { default_time_zone: 'Mars/Olympus' } }, field('default_time_zone', 'invalid')],
  ])('refuses %j and changes nothing', async (body, expected) => {
    const before = await rosterVersion();
    expect(await send('PUT', String(tenant.id), body)).toEqual([400, expected]);
    expect(await rosterVersion()).toBe(before);
  });

  it('is for those who may manage the account', async () => {
    for (const [status, token] of Object.values(await strangers({ manage_sis: true }))) {
      expect((await send('PUT', String(tenant.id), { account: { name: 'X' } }, token))[0]).toBe(status);
    }
    expect((await send('PUT', '999999', { account: { name: 'X' } }))[0]).toBe(404);
  });

  it('renames the site-admin account, too', async () => {
    const [status, { name }] = await send('PUT', 'site_admin', { account: { name: 'Site' } }, server.token);
    expect([status, name]).toEqual([200, 'Site']);
    expect((await send('PUT', 'site_admin', { account: { name: 'Mine' } }))[0]).toBe(403);
  });
});

describe('DELETE sub_accounts/:id', () => {
  const remove = async (id: unknown, above: unknown = tenant.id, token?: string | null) =>
    send('DELETE', `${above}/sub_accounts/${id}`, undefined, token);

  it('deletes an account once nothing is left in it and below it', async () => {
    const above = await make('Above', { sis_account_id: 'ABOVE' });
    const below = await make('Below', {}, above.id);
    expect(await remove(above.id)).toEqual([409, message('account_has_sub_accounts')]);
    const { pool } = server.database;
    await pool.query(
      `insert into courses (root_account_id, account_id, enrollment_term_id, workflow_state)
       values ($1, $2, 0, 'completed')`,
      [tenant.id, below.id],
    );
    expect(await remove(below.id)).toEqual([409, message('account_has_courses')]);
    await pool.query(`update courses set workflow_state = 'deleted' where account_id = $1`, [below.id]);
    expect(await remove(below.id, above.id)).toEqual([200, { ...below, workflow_state: 'deleted' }]);
    expect((await send('GET', String(below.id)))[0]).toBe(404);
    expect(await remove(below.id)).toEqual([404, unknown]);
    expect(await remove('hex:sis_account_id:41424F5645', above.id)).toEqual([
      200,
      { ...above, workflow_state: 'deleted' },
    ]);
  });

  it('leaves root accounts, and accounts elsewhere', async () => {
    const [a, b] = [await make('One'), await make('Two')];
    expect(await remove(tenant.id)).toEqual([400, message('root_account_stays')]);
    expect(await remove(b.id, a.id)).toEqual([404, unknown]);
    expect(await remove(other.id)).toEqual([404, unknown]);
    expect(await remove(b.id, other.id, server.token)).toEqual([404, unknown]);
  });

  it('is for those who may manage the account above', async () => {
    const { id } = await make('Kept');
    for (const [status, token] of Object.values(await strangers({ manage_sis: true }))) {
      expect((await remove(id, tenant.id, token))[0]).toBe(status);
    }
    expect((await send('GET', String(id)))[1].workflow_state).toBe('active');
  });
});
