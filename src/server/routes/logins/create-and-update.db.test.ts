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
const secretsOf = async (id: number) => {
  const { rows } = await server.database.pool.query(
    'select password_hash, password_by_import, stuck_fields from pseudonyms where id = $1',
    [id],
  );
  return rows[0];
};
const importUsers = (rows: string, options: object = {}) =>
  importFiles({ pool: server.database.pool, storage: openDiskStorage(server.folder), options }, tenant.id, {
    'users.csv': `user_id,login_id,password,status\n${rows}\n`,
  });

const field = (attribute: string, type: string) => ({
  errors: { [attribute]: [{ attribute, type, message: expect.any(String) }] },
  code: `${type}_field`,
});
const missing = { message: expect.any(String), code: 'missing_group' };
const unknown = (noun: string) => [
  404,
  { errors: [{ message: `The ${noun} does not exist.` }], code: 'unknown_record' },
];

describe('POST accounts/:account_id/logins', () => {
  const create = (body: unknown, token?: string | null, account: number | string = tenant.id) =>
    ask('POST', `/accounts/${account}/logins`, body, token);

  it('gives a person a further login', async () => {
    const { user_id } = await roster.user('C1');
    const [status, login] = await create({
      user: { id: 'sis_user_id:C1' },
      login: {
        unique_id: 'c1.two',
        password: 'secret of c1',
        sis_user_id: 'C1-2',
        integration_id: 'IC1',
        authentication_provider_id: 'SAML',
        declared_user_type: 'staff',
      },
    });
    expect([status, login]).toStrictEqual([
      200,
      {
        id: expect.any(Number),
        user_id,
        account_id: tenant.id,
        unique_id: 'c1.two',
        sis_user_id: 'C1-2',
        integration_id: 'IC1',
        authentication_provider_id: saml,
        authentication_provider_type: 'saml',
        workflow_state: 'active',
        declared_user_type: 'staff',
        created_at: expect.any(String),
      },
    ]);
    expect(await secretsOf(login.id)).toEqual({
      password_hash: expect.stringMatching(/^scrypt\$/),
      password_by_import: false,
      stuck_fields: '',
    });
    await importUsers('C1-2,c1.two,password of the import,active');
    expect((await secretsOf(login.id)).password_by_import).toBe(false);
    const form = new URLSearchParams({ 'user[id]': String(user_id), 'login[unique_id]': 'c1.three' });
    expect((await create(form))[1]).toMatchObject({ user_id, sis_user_id: null, declared_user_type: null });
  });

  it('lets imports set a password where none has been chosen', async () => {
    const { user_id } = await roster.user('C2');
    const [, { id }] = await create({
      user: { id: user_id },
      login: { unique_id: 'c2.two', sis_user_id: 'C2-2' },
    });
    expect(await secretsOf(id)).toMatchObject({ password_hash: null, password_by_import: true });
    await importUsers('C2-2,c2.two,password of the import,active');
    expect((await secretsOf(id)).password_hash).toMatch(/^scrypt\$/);
  });

  it('gives a person back who was removed', async () => {
    const { user_id, login_id } = await roster.user('C3');
    await ask('DELETE', `/accounts/${tenant.id}/users/${user_id}`);
    expect((await create({ user: { id: user_id }, login: { unique_id: 'c3.new' } }))[0]).toBe(200);
    expect(await list(`/users/${user_id}/logins`)).toEqual(['c3.new']);
    expect((await secretsOf(login_id)).stuck_fields).toBe('workflow_state');
  });

  it.each([
    [{ login: { unique_id: 'x' } }, missing],
    [{ user: { id: 'sis_user_id:K1' } }, missing],
    [{ user: { id: ' ' }, login: { unique_id: 'x' } }, field('id', 'blank')],
    [{ user: { id: 'sis_user_id:K1' }, login: { password: 'long enough' } }, field('unique_id', 'blank')],
    [{ user: { id: 'sis_user_id:K1' }, login: { unique_id: 'k1' } }, field('unique_id', 'taken')],
    [
      { user: { id: 'sis_user_id:K1' }, login: { unique_id: 'x', sis_user_id: 'K1' } },
      field('sis_user_id', 'taken'),
    ],
    [
      { user: { id: 'sis_user_id:K1' }, login: { unique_id: 'x', password: 'short' } },
      field('password', 'too_short'),
    ],
  ])('refuses %j', async (body, expected) => {
    await roster.insert('users', { name: 'K', sortable_name: 'K' }).then((id) =>
      server.database.pool.query(
        `insert into pseudonyms (root_account_id, user_id, unique_id, sis_id) values ($1, $2, 'K1', 'K1')
         on conflict do nothing`,
        [tenant.id, id],
      ),
    );
    expect(await create(body)).toEqual([400, expected]);
  });

  it('answers 404 for unknown people, those of other root accounts, and unknown providers', async () => {
    const login = { unique_id: 'nobody' };
    const other = await openRosterFactory(server.database.pool, (await server.makeTenant('Other')).id);
    const { user_id } = await other.user('C9');
    expect(await create({ user: { id: 777 }, login })).toEqual(unknown('user'));
    expect(await create({ user: { id: user_id }, login })).toEqual(unknown('user'));
    const { user_id: own } = await roster.user('C8');
    const odd = { ...login, authentication_provider_id: 12345678 };
    expect(await create({ user: { id: own }, login: odd })).toEqual(unknown('authentication provider'));
  });

  it('is for those who may manage logins, and SIS ids for those who may manage SIS data', async () => {
    const { user_id } = await roster.user('C7');
    const body = { user: { id: user_id }, login: { unique_id: 'c7.two' } };
    const manager = await server.makeAdmin(tenant, { manage_user_logins: true });
    const reader = await server.makeAdmin(tenant, { read_roster: true });
    const other = await server.makeTenant('Stranger');
    const with_id = { ...body, login: { ...body.login, sis_user_id: 'C7-2' } };
    expect((await create(with_id, manager))[0]).toBe(403);
    for (const token of [reader, other.token]) expect((await create(body, token))[0]).toBe(403);
    expect((await create(body, null))[0]).toBe(401);
    expect((await create(body, manager, 'self'))[0]).toBe(200);
  });
});

describe('PUT accounts/:account_id/logins/:id', () => {
  const update = (id: number, body: unknown, token?: string | null, account: number | string = tenant.id) =>
    ask('PUT', `/accounts/${account}/logins/${id}`, body, token);

  it('changes a login', async () => {
    const { login_id } = await roster.user('U1');
    const login = {
      unique_id: 'u1.new',
      sis_user_id: 'U1-new',
      integration_id: 'IU1',
      authentication_provider_id: String(saml),
      declared_user_type: 'observer',
      workflow_state: 'suspended',
    };
    expect(await update(login_id, { login })).toMatchObject([
      200,
      { id: login_id, ...login, authentication_provider_id: saml, authentication_provider_type: 'saml' },
    ]);
    expect((await secretsOf(login_id)).stuck_fields).toBe('unique_id workflow_state');
    const blank = {
      integration_id: '',
      sis_user_id: null,
      authentication_provider_id: '',
      declared_user_type: '',
    };
    const [, cleared] = await update(login_id, { login: blank });
    expect(cleared).toMatchObject({
      unique_id: 'u1.new',
      sis_user_id: null,
      integration_id: null,
      authentication_provider_id: null,
      declared_user_type: null,
      workflow_state: 'suspended',
    });
    expect(cleared).not.toHaveProperty('authentication_provider_type');
  });

  it('keeps a chosen password from imports, exactly as it was sent', async () => {
    await importUsers('U2,u2,password of the import,active');
    const [, [login]] = (await ask('GET', '/users/sis_user_id:U2/logins')) as unknown as [number, Login[]];
    const { id } = login!;
    const before = await secretsOf(id);
    expect(before).toMatchObject({ password_by_import: true, password_hash: expect.any(String) });
    await update(id, { login: { password: '  own password  ' } });
    const chosen = await secretsOf(id);
    expect(chosen).toMatchObject({
      password_by_import: false,
      password_hash: expect.stringMatching(/^scrypt/),
    });
    expect(chosen.password_hash).not.toBe(before.password_hash);
    await importUsers('U2,u2,another of the import,active');
    expect(await secretsOf(id)).toEqual(chosen);
  });

  it('sticks, so that only overriding changes it', async () => {
    const { login_id } = await roster.user('U3');
    await update(login_id, { login: { unique_id: 'u3.own' } });
    await importUsers('U3,u3.import,,active');
    const keep = {
      login: { unique_id: 'u3.keep', declared_user_type: 'staff' },
      override_sis_stickiness: false,
    };
    expect((await update(login_id, keep))[1]).toMatchObject({
      unique_id: 'u3.own',
      declared_user_type: 'staff',
    });
    await importUsers('U3,u3.import,,active', { override_sis_stickiness: true });
    expect((await update(login_id, { login: { workflow_state: 'active' } }))[1].unique_id).toBe('u3.import');
  });

  it('takes another letter case of its own, and nobody else’s', async () => {
    const { login_id } = await roster.user('U4');
    await roster.user('U5');
    expect((await update(login_id, { login: { unique_id: 'u4' } }))[1].unique_id).toBe('u4');
    expect(await update(login_id, { login: { unique_id: 'u5' } })).toEqual([
      400,
      field('unique_id', 'taken'),
    ]);
    const elsewhere = { unique_id: 'u5', authentication_provider_id: saml };
    expect((await update(login_id, { login: elsewhere }))[0]).toBe(200);
    const home = { authentication_provider_id: '' };
    expect(await update(login_id, { login: home })).toEqual([400, field('unique_id', 'taken')]);
    expect(await update(login_id, { login: { sis_user_id: 'U5' } })).toEqual([
      400,
      field('sis_user_id', 'taken'),
    ]);
  });

  it.each([
    [{}, missing],
    [{ login: { unique_id: '' } }, field('unique_id', 'blank')],
    [{ login: { password: '1234567' } }, field('password', 'too_short')],
    [{ login: { declared_user_type: 'king' } }, field('declared_user_type', 'invalid')],
    [{ login: { workflow_state: 'deleted' } }, { message: expect.any(String), code: 'invalid_value' }],
  ])('refuses %j', async (body, expected) => {
    const { login_id } = await roster.user(`R${JSON.stringify(body).length}`);
    expect(await update(login_id, body)).toEqual([400, expected]);
  });

  it('lets nobody suspend their own login', async () => {
    const { user_id, login_id } = await roster.user('SELF');
    await roster.admin(tenant.id, user_id);
    const token = await server.makeTokenOf(tenant.id, user_id);
    expect((await update(login_id, { login: { workflow_state: 'suspended' } }, token))[0]).toBe(403);
    expect((await update(login_id, { login: { workflow_state: 'active' } }, token))[0]).toBe(200);
  });

  it('answers 404 for deleted logins and those of other root accounts', async () => {
    const { user_id, login_id } = await roster.user('U6');
    const gone = await roster.login(user_id, 'u6.gone', { workflow_state: 'deleted' });
    const body = { login: { workflow_state: 'suspended' } };
    expect(await update(gone, body)).toEqual(unknown('login'));
    expect(await update(777777, body)).toEqual(unknown('login'));
    const other = await server.makeTenant('Elsewhere');
    expect(await update(login_id, body, other.token, other.id)).toEqual(unknown('login'));
    expect((await update(login_id, body, other.token))[0]).toBe(403);
  });

  it('leaves SIS ids to those who may manage SIS data; sending the same one changes nothing', async () => {
    const { login_id } = await roster.user('U7');
    const manager = await server.makeAdmin(tenant, { manage_user_logins: true });
    expect((await update(login_id, { login: { sis_user_id: 'U7-2' } }, manager))[0]).toBe(403);
    expect((await update(login_id, { login: { sis_user_id: 'U7' } }, manager))[0]).toBe(200);
    const reader = await server.makeAdmin(tenant, { read_roster: true });
    expect((await update(login_id, { login: { unique_id: 'x' } }, reader))[0]).toBe(403);
    expect((await update(login_id, {}, null))[0]).toBe(401);
  });
});
