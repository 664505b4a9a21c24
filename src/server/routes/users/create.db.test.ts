import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import { storedRows } from '../../../../test/support/stored-rows.ts';
import type { UserDetails } from '../../../api/index.ts';

let server: ApiServer;
let tenant: Tenant;
let roster: RosterFactory;
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside', '127.0.0.1');
  roster = await openRosterFactory(server.database.pool, tenant.id);
});
afterAll(() => server.close());

async function create(body: unknown, token = tenant.token, account: number | string = tenant.id) {
  const response = await server.send('POST', `/api/v1/accounts/${account}/users`, body, token);
  return [response.status, await response.json()] as const;
}

async function made(body: unknown): Promise<UserDetails> {
  const [status, user] = await create(body);
  expect([status, user]).toEqual([200, expect.anything()]);
  return user as UserDetails;
}

async function rowsOf(table: string, columns: string, user_id: number): Promise<readonly object[]> {
  const key = table === 'users' ? 'id' : 'user_id';
  const sql = `select ${columns} from ${table} where root_account_id = $1 and ${key} = $2 order by id`;
  return (await server.database.pool.query(sql, [tenant.id, user_id])).rows;
}

const field = (attribute: string, type: string) => ({
  errors: { [attribute]: [{ attribute, type, message: expect.any(String) }] },
  code: `${type}_field`,
});

describe('POST accounts/:account_id/users', () => {
  it('makes a person with a login and an address', async () => {
    const user = await made({
      user: {
        name: 'Cyd Harrow',
        short_name: 'Cyd',
        sortable_name: 'Harrow of Lakeside, Cyd',
        time_zone: 'Mountain Time (US & Canada)',
        locale: 'cy',
        terms_of_use: true,
        skip_registration: true,
      },
      pseudonym: {
        unique_id: 'cyd',
        password: ' secret of cyd ',
        sis_user_id: 'U1',
        integration_id: 'I1',
        authentication_provider_id: 'canvas',
        declared_user_type: 'Teacher',
        send_confirmation: false,
      },
      communication_channel: { type: 'email', address: 'cyd@lakeside.example', skip_confirmation: true },
    });
    expect(user).toStrictEqual({
      id: expect.any(Number),
      name: 'Cyd Harrow',
      created_at: expect.any(String),
      sortable_name: 'Harrow of Lakeside, Cyd',
      short_name: 'Cyd',
      sis_user_id: 'U1',
      integration_id: 'I1',
      sis_import_id: null,
      login_id: 'cyd',
      locale: 'cy',
      effective_locale: 'cy',
      email: 'cyd@lakeside.example',
      time_zone: 'America/Denver',
      permissions: { can_update_name: true, can_update_avatar: false, limit_parent_app_web_access: false },
    });
    expect(await (await server.get(`/api/v1/users/${user.id}`, tenant.token)).json()).toEqual(user);
    expect(await rowsOf('users', 'workflow_state, stuck_fields', user.id)).toEqual([
      { workflow_state: 'registered', stuck_fields: '' },
    ]);
    const login = 'workflow_state, declared_user_type, password_by_import, stuck_fields, sis_import_id';
    expect(await rowsOf('pseudonyms', login, user.id)).toEqual([
      {
        workflow_state: 'active',
        declared_user_type: 'teacher',
        password_by_import: false,
        stuck_fields: '',
        sis_import_id: null,
      },
    ]);
    expect(await rowsOf('communication_channels', 'path_type, workflow_state', user.id)).toEqual([
      { path_type: 'email', workflow_state: 'active' },
    ]);
  });

  it('stores no password as it is, and answers none', async () => {
    const user = await made({ pseudonym: { unique_id: 'pat', password: 'pssst secret' } });
    expect(JSON.stringify(user)).not.toContain('pssst');
    const [login] = await rowsOf('pseudonyms', 'password_hash', user.id);
    expect(login).toEqual({ password_hash: expect.stringMatching(/^scrypt\$/) });
  });

  it('needs no more than a login, and reads forms', async () => {
    const user = await made(new URLSearchParams({ 'pseudonym[unique_id]': 'bo.quill' }));
    expect(user).toMatchObject({ name: 'bo.quill', sortable_name: 'bo.quill', short_name: 'bo.quill' });
    expect(user).toMatchObject({ email: null, sis_user_id: null, login_id: 'bo.quill' });
    expect(await rowsOf('users', 'workflow_state, short_name', user.id)).toEqual([
      { workflow_state: 'pre_registered', short_name: null },
    ]);
    expect(await rowsOf('pseudonyms', 'password_hash, password_by_import', user.id)).toEqual([
      { password_hash: null, password_by_import: true },
    ]);
  });

  it.each([
    [{ name: 'Ana B. Lee Jr.' }, { sortable_name: 'Lee, Ana B. Jr.', short_name: 'Ana B. Lee Jr.' }],
    [{ sortable_name: 'Lee, Ana' }, { name: 'Lee, Ana', sortable_name: 'Lee, Ana' }],
    [{ short_name: 'Ana' }, { name: 'Ana', sortable_name: 'Ana' }],
    [
      { name: ' ', short_name: 'Al', sortable_name: '' },
      { name: 'Al', sortable_name: 'Al' },
    ],
  ])('names %j as a users file does', async (user, expected) => {
    const unique_id = `named.${JSON.stringify(user).length}`;
    expect(await made({ user, pseudonym: { unique_id } })).toMatchObject(expected);
  });

  it('takes a login that is an address as theirs, still to be confirmed', async () => {
    const user = await made({ pseudonym: { unique_id: 'una@lakeside.example' } });
    expect(user.email).toBe('una@lakeside.example');
    expect(await rowsOf('communication_channels', 'workflow_state', user.id)).toEqual([
      { workflow_state: 'unconfirmed' },
    ]);
    const other = await made({
      pseudonym: { unique_id: 'uri@lakeside.example' },
      communication_channel: { type: 'sms', address: '+15550100' },
    });
    expect(other.email).toBeNull();
    expect(await rowsOf('communication_channels', 'path_type, path', other.id)).toEqual([
      { path_type: 'sms', path: '+15550100' },
    ]);
  });

  it('gives logins away once per provider, whatever the letter case', async () => {
    const saml = await roster.insert('authentication_providers', { auth_type: 'saml' });
    await made({ pseudonym: { unique_id: 'Once' } });
    expect(await create({ pseudonym: { unique_id: 'oNCE' } })).toEqual([400, field('unique_id', 'taken')]);
    await made({ pseudonym: { unique_id: 'once', authentication_provider_id: saml } });
    await made({ pseudonym: { unique_id: 'once', authentication_provider_id: 'Canvas' } });
    const again = { pseudonym: { unique_id: 'ONCE', authentication_provider_id: 'saml' } };
    expect(await create(again)).toEqual([400, field('unique_id', 'taken')]);
    const gone = await roster.user('Gone');
    await roster.insert('pseudonyms', {
      user_id: gone.user_id,
      unique_id: 'free',
      workflow_state: 'deleted',
    });
    await made({ pseudonym: { unique_id: 'free' } });
  });

  it('keeps SIS ids unique, those of deleted logins too', async () => {
    const { user_id } = await roster.user('Holder');
    await roster.login(user_id, 'holder.old', {
      sis_id: 'OLD',
      integration_id: 'I-OLD',
      workflow_state: 'deleted',
    });
    const pseudonym = (ids: object) => ({ pseudonym: { unique_id: 'seeker', ...ids } });
    expect(await create(pseudonym({ sis_user_id: 'Holder' }))).toEqual([400, field('sis_user_id', 'taken')]);
    expect(await create(pseudonym({ sis_user_id: 'OLD' }))).toEqual([400, field('sis_user_id', 'taken')]);
    expect(await create(pseudonym({ integration_id: 'I-OLD' }))).toEqual([
      400,
      field('integration_id', 'taken'),
    ]);
    const other = await openRosterFactory(server.database.pool, (await server.makeTenant('Other')).id);
    await other.user('elsewhere');
    await made({ pseudonym: { unique_id: 'elsewhere', sis_user_id: 'elsewhere' } });
  });

  it.each([
    [{}, { message: expect.any(String), code: 'missing_group' }],
    [{ pseudonym: { password: 'long enough' } }, field('unique_id', 'blank')],
    [{ pseudonym: { unique_id: ' ' } }, field('unique_id', 'blank')],
    [{ pseudonym: { unique_id: 'a\u0007b' } }, field('unique_id', 'invalid')],
    [{ pseudonym: { unique_id: 'x'.repeat(101) } }, field('unique_id', 'too_long')],
    [{ pseudonym: { unique_id: 'x', password: '1234567' } }, field('password', 'too_short')],
    [{ pseudonym: { unique_id: 'x', declared_user_type: 'king' } }, field('declared_user_type', 'invalid')],
    [{ pseudonym: { unique_id: 'x', sis_user_id: ['A'] } }, field('sis_user_id', 'invalid')],
    [{ pseudonym: { unique_id: 'x', sis_user_id: 'x'.repeat(256) } }, field('sis_user_id', 'too_long')],
    [{ pseudonym: { unique_id: 'x' }, user: { name: 'x'.repeat(256) } }, field('name', 'too_long')],
    [{ pseudonym: { unique_id: 'x' }, user: { time_zone: 'Mars/Base' } }, field('time_zone', 'invalid')],
    [{ pseudonym: { unique_id: 'x' }, user: { locale: '1!' } }, field('locale', 'invalid')],
    [
      { pseudonym: { unique_id: 'x' }, communication_channel: { address: 'x@' } },
      field('address', 'invalid'),
    ],
    [
      { pseudonym: { unique_id: 'x' }, communication_channel: { type: 'owl' } },
      { message: expect.any(String), code: 'invalid_value' },
    ],
  ])('refuses %j', async (body, expected) => {
    const before = await storedRows(server.database.pool, tenant.id, 'users', 'name');
    expect(await create(body)).toEqual([400, expected]);
    expect(await storedRows(server.database.pool, tenant.id, 'users', 'name')).toBe(before);
  });

  it('says how long is long enough', async () => {
    const [, body] = await create({ pseudonym: { unique_id: 'x', password: '1234567' } });
    expect(JSON.stringify(body)).toContain('is shorter than 8 characters');
  });

  it('answers 404 for an unknown provider', async () => {
    expect(await create({ pseudonym: { unique_id: 'x', authentication_provider_id: 'owl' } })).toEqual([
      404,
      { errors: [{ message: 'The authentication provider does not exist.' }], code: 'unknown_record' },
    ]);
  });

  it('makes one of two who ask for the same login at the same time', async () => {
    const ask = () => create({ pseudonym: { unique_id: 'race' } });
    const statuses = (await Promise.all([ask(), ask(), ask()])).map(([status]) => status);
    expect(statuses.sort()).toEqual([200, 400, 400]);
  });

  it('may be asked of any account below, by its SIS id too', async () => {
    await roster.account({ sis_id: 'ART' });
    for (const [at, account] of ['self', 'sis_account_id:ART', 'hex:sis_account_id:415254'].entries()) {
      const [status] = await create({ pseudonym: { unique_id: `below.${at}` } }, tenant.token, account);
      expect(status).toBe(200);
    }
    expect((await create({}, tenant.token, 'sis_account_id:NONE'))[0]).toBe(404);
  });

  it('is for those who may manage logins, and SIS ids for those who may manage SIS data', async () => {
    const manager = await server.makeAdmin(tenant, { manage_user_logins: true });
    const pseudonym = { unique_id: 'managed' };
    for (const ids of [{ sis_user_id: 'M' }, { integration_id: 'M' }]) {
      expect(await create({ pseudonym: { ...pseudonym, ...ids } }, manager)).toEqual([
        403,
        { status: 'unauthorized', errors: [{ message: expect.any(String) }], code: 'unauthorized' },
      ]);
    }
    const [status, user] = await create({ pseudonym }, manager);
    expect([status, 'sis_user_id' in (user as object)]).toEqual([200, false]);
    const account = { root_account_id: tenant.id, id: await roster.account() };
    const below = await server.makeAdmin(account, { manage_user_logins: true });
    const reader = await server.makeAdmin(tenant, { read_roster: true, manage_sis: true });
    const other = await server.makeTenant('Another');
    for (const token of [below, reader, other.token]) {
      expect((await create({ pseudonym: { unique_id: 'nope' } }, token))[0]).toBe(403);
      expect((await create({ pseudonym: { unique_id: 'nope' } }, token, account.id))[0]).toBe(403);
    }
    const anonymous = await server.send('POST', `/api/v1/accounts/${tenant.id}/users`, {}, null);
    expect(anonymous.status).toBe(401);
    expect((await create({ pseudonym }, server.token, 'site_admin'))[1]).toMatchObject({
      code: 'not_a_tenant',
    });
  });
});

describe('enable_sis_reactivation', () => {
  it('revives the deleted login that has the SIS id, with its person and what the call says', async () => {
    const id = await roster.person('Rex Old', { sortable_name: 'Old, Rex', workflow_state: 'deleted' });
    await roster.login(id, 'rex.old', { sis_id: 'R1', workflow_state: 'deleted' });
    await roster.email(id, 'rex@lakeside.example', { workflow_state: 'retired' });
    const body = {
      user: { name: 'Rex New' },
      pseudonym: { unique_id: 'rex', sis_user_id: 'R1' },
      communication_channel: { address: 'Rex@lakeside.example', skip_confirmation: true },
    };
    expect(await create(body)).toEqual([400, field('sis_user_id', 'taken')]);
    expect(await made({ ...body, enable_sis_reactivation: true })).toMatchObject({
      id,
      name: 'Rex New',
      sortable_name: 'New, Rex',
      sis_user_id: 'R1',
      login_id: 'rex',
      email: 'Rex@lakeside.example',
    });
    expect(await rowsOf('pseudonyms', 'workflow_state, stuck_fields', id)).toEqual([
      { workflow_state: 'active', stuck_fields: 'unique_id workflow_state' },
    ]);
    expect(await rowsOf('communication_channels', 'workflow_state', id)).toEqual([
      { workflow_state: 'active' },
    ]);
  });

  it('revives nobody whose login somebody else has by now, and nobody who is there', async () => {
    const id = await roster.person('Lou');
    await roster.login(id, 'lou', { sis_id: 'L1', workflow_state: 'deleted' });
    await roster.login(await roster.person('Lou Too'), 'LOU', { sis_id: 'L2' });
    const ask = (sis_user_id: string, unique_id: string) =>
      create({ pseudonym: { unique_id, sis_user_id }, enable_sis_reactivation: true });
    expect(await ask('L1', 'lou')).toEqual([400, field('unique_id', 'taken')]);
    expect(await ask('L2', 'lou.too')).toEqual([400, field('sis_user_id', 'taken')]);
    expect((await ask('L3', 'lou.three'))[0]).toBe(200);
  });
});
