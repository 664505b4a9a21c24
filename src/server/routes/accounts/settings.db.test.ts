import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { accountSettingParameters } from '../../../api/index.ts';
import { readTenantFacts } from '../../../db/index.ts';

let server: ApiServer;
let tenant: Tenant;
let school: number;
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside');
  const [, made] = await send('POST', `${tenant.id}/sub_accounts`, { account: { name: 'School' } });
  school = made.id as number;
});
afterAll(() => server.close());

async function send(method: string, path: string, body?: unknown, token: string | null = tenant.token) {
  const response = await server.send(method, `/api/v1/accounts/${path}`, body, token);
  return [response.status, await response.json()] as [number, Record<string, unknown>];
}

const set = async (settings: unknown, id: number | string = tenant.id, token?: string) =>
  send('PUT', String(id), { account: { settings } }, token);
const show = async (id: number | string = tenant.id) => (await send('GET', `${id}/settings`))[1];

const unset = {
  allow_sis_import: true,
  differentiation_tags: null,
  elementary: false,
  hold: false,
  hold_limits: null,
  institutional_tags: false,
  personal_pronouns: false,
  temporary_enrollments: false,
};
const message = (code: string) => ({ message: expect.any(String), code });

describe('account[settings]', () => {
  it('starts with imports allowed and all else off', async () => {
    expect(await show()).toEqual(unset);
    expect(await show(school)).toEqual({
      ...unset,
      allow_sis_import: null,
      hold: null,
      hold_limits: null,
      institutional_tags: null,
      personal_pronouns: null,
      temporary_enrollments: null,
    });
  });

  it('takes every switch that is declared, plain or as Canvas wraps values, and imports go by it', async () => {
    for (const name of Object.keys(accountSettingParameters)) {
      // Not a switch but a text.
      if (name === 'hold_limits') continue;
      expect((await set({ [name]: true }))[0], name).toBe(200);
      expect(await show(), name).toMatchObject({ [name]: true });
      expect((await set({ [name]: { value: false, locked: false } }))[0], name).toBe(200);
      expect(await show(), name).toMatchObject({ [name]: false });
    }
    const form = new URLSearchParams({
      'account[settings][personal_pronouns][value]': '1',
      'account[settings][institutional_tags]': 'on',
      'account[settings][differentiation_tags]': 'true',
      'account[settings][elementary][value]': 'yes',
    });
    expect((await send('PUT', String(tenant.id), form))[0]).toBe(200);
    const client = await server.database.pool.connect();
    const facts = await readTenantFacts(client, tenant.id);
    client.release();
    expect(facts.settings).toMatchObject({ personal_pronouns: true, institutional_tags: true });
    expect(facts.accounts.find(({ id }) => id === tenant.id)).toMatchObject({
      elementary: true,
      differentiation_tags: true,
    });
  });

  it('takes the limits of a hold, and shows them as it understands them', async () => {
    expect((await set({ hold_limits: ' any.term.deleted=5;any.account.left=off' }))[0]).toBe(200);
    expect(await show()).toMatchObject({ hold_limits: 'any.term.deleted=5, any.account.left=off' });
    await set({ hold_limits: '' });
    expect(await show()).toMatchObject({ hold_limits: null });
  });

  it('gives a switch up where it is sent blank, so that the accounts above decide', async () => {
    await set({ differentiation_tags: false, elementary: true }, school);
    expect(await show(school)).toMatchObject({ differentiation_tags: false, elementary: true });
    for (const blank of ['', null, { value: '' }]) {
      await set({ differentiation_tags: false }, school);
      await set({ differentiation_tags: blank }, school);
      expect(await show(school)).toMatchObject({ differentiation_tags: null, elementary: true });
    }
  });

  it('tells imports that run that the roster has moved', async () => {
    const version = async () => {
      const sql = 'select version from root_accounts where root_account_id = $1';
      return (await server.database.pool.query(sql, [tenant.id])).rows[0].version as number;
    };
    const before = await version();
    await set({ personal_pronouns: true });
    expect(await version()).toBe(before + 1);
  });

  it('refuses what it does not know, as a switch that does nothing misleads', async () => {
    const before = await show();
    const both = { personal_pronouns: false, restrict_student_past_view: true };
    expect(await set(both)).toEqual([400, message('unknown_setting')]);
    expect(await set({ site_admin: true })).toEqual([400, message('unknown_setting')]);
    expect(await set({ elementary: { value: true, locked: true } })).toEqual([
      400,
      message('locked_setting'),
    ]);
    expect(await show()).toEqual(before);
  });

  it('refuses the switches of root accounts below them', async () => {
    for (const name of [
      'allow_sis_import',
      'hold',
      'hold_limits',
      'institutional_tags',
      'personal_pronouns',
      'temporary_enrollments',
    ]) {
      expect(await set({ [name]: true }, school)).toEqual([400, message('setting_of_root_account')]);
    }
    expect(await set({ elementary: true }, 'site_admin', server.token)).toEqual([
      400,
      message('not_a_tenant'),
    ]);
    expect((await send('GET', 'site_admin/settings', undefined, server.token))[1]).toEqual(
      message('not_a_tenant'),
    );
  });
});

describe('allow_sis_import', () => {
  const list = async () => (await send('GET', `${tenant.id}/sis_imports`))[0];

  it('shuts imports out and lets them in again', async () => {
    await set({ allow_sis_import: false });
    expect(await list()).toBe(403);
    await set({ allow_sis_import: true });
    expect(await list()).toBe(200);
  });

  it('is for site admins and those who may manage the account', async () => {
    const manager = await server.makeAdmin(tenant, { manage_account_settings: true });
    const importer = await server.makeAdmin(tenant, { import_sis: true, manage_sis: true });
    expect((await set({ allow_sis_import: false }, tenant.id, importer))[0]).toBe(403);
    expect(await list()).toBe(200);
    expect((await set({ allow_sis_import: false }, tenant.id, manager))[0]).toBe(200);
    expect(await list()).toBe(403);
    expect((await set({ allow_sis_import: true }, tenant.id, server.token))[0]).toBe(200);
    expect(await list()).toBe(200);
  });
});

describe('GET settings', () => {
  it('is for those who may manage the account', async () => {
    const other = await server.makeTenant('Hillside');
    const reader = await server.makeAdmin(tenant, { read_sis: true });
    for (const [token, status] of [
      [null, 401],
      [reader, 403],
      [other.token, 403],
    ] as const) {
      expect((await send('GET', `${tenant.id}/settings`, undefined, token))[0]).toBe(status);
    }
    expect((await send('GET', '999999/settings'))[0]).toBe(404);
  });
});
