import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { importFiles } from '../../../../test/support/import-files.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import { type Role, rolePermissions } from '../../../api/index.ts';
import { openDiskStorage } from '../../../storage/index.ts';

let server: ApiServer;
let tenant: Tenant;
let other: Tenant;
let roster: RosterFactory;
let arts: number;
let music: number;
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside', '127.0.0.1');
  other = await server.makeTenant('Hillside');
  roster = await openRosterFactory(server.database.pool, tenant.id);
  arts = await roster.account({ name: 'Arts', sis_id: 'ARTS' });
  music = await roster.account({ name: 'Music', sis_id: 'MUS', parent_account_id: arts });
});
afterAll(() => server.close());

async function send(method: string, path: string, body?: unknown, token: string | null = tenant.token) {
  const response = await server.send(method, `/api/v1/accounts/${path}`, body, token);
  return [response.status, await response.json(), response] as [
    number,
    Role & Record<string, unknown>,
    Response,
  ];
}

async function make(label: string, more: object = {}, account: unknown = tenant.id): Promise<Role> {
  const [status, body] = await send('POST', `${account}/roles`, { label, ...more });
  expect([status, body]).toEqual([200, expect.anything()]);
  return body;
}

async function labels(query = '', account: unknown = tenant.id, token?: string): Promise<readonly string[]> {
  const [status, body] = await send('GET', `${account}/roles${query}`, undefined, token);
  expect(status).toBe(200);
  return (body as unknown as Role[]).map(({ label }) => label);
}

const builtIn = ['Student', 'Teacher', 'TA', 'Designer', 'Observer', 'Account Admin'];
const unknown = { errors: [{ message: expect.any(String) }], code: 'unknown_record' };
const message = (code: string) => ({ message: expect.any(String), code });
const field = (attribute: string, type: string) => ({
  errors: { [attribute]: [{ attribute, type, message: expect.any(String) }] },
  code: `${type}_field`,
});
const says = (enabled: boolean, explicit: boolean) => ({
  enabled,
  locked: false,
  readonly: false,
  explicit,
  prior_default: false,
});

describe('POST roles', () => {
  it('makes a role of accounts with what it permits', async () => {
    const role = await make('Registrar', {
      permissions: {
        import_sis: { enabled: true },
        manage_sis: { explicit: 1, enabled: 1, locked: true },
        read_sis: { explicit: 0, enabled: 1 },
        manage_terms: { explicit: true, enabled: false },
        manage_grades: { explicit: true, enabled: true },
      },
    });
    expect(role).toStrictEqual({
      id: expect.any(Number),
      role: 'Registrar',
      label: 'Registrar',
      base_role_type: 'AccountMembership',
      is_account_role: true,
      workflow_state: 'active',
      created_at: expect.stringMatching(/Z$/),
      last_updated_at: expect.stringMatching(/Z$/),
      account: expect.objectContaining({ id: tenant.id, name: 'Lakeside' }),
      permissions: {
        ...Object.fromEntries(Object.keys(rolePermissions).map((name) => [name, says(false, false)])),
        import_sis: says(true, true),
        manage_sis: says(true, true),
        manage_terms: says(false, true),
      },
    });
    expect((await send('GET', `${tenant.id}/roles/${role.id}`))[1]).toEqual(role);
  });

  it('makes a kind of an enrollment type, from a form, in an account by its SIS ID', async () => {
    const form = new URLSearchParams({ label: ' Tutor ', base_role_type: 'TaEnrollment' });
    const [status, role] = await send('POST', 'hex:sis_account_id:41525453/roles', form);
    expect(status).toBe(200);
    expect(role).toMatchObject({
      label: 'Tutor',
      base_role_type: 'TaEnrollment',
      is_account_role: false,
      account: { id: arts, sis_account_id: 'ARTS' },
      permissions: {},
    });
  });

  it.each([
    [{}, field('label', 'blank')],
    [{ label: 'x'.repeat(256) }, field('label', 'too_long')],
    [{ label: ['X'] }, field('label', 'invalid')],
    [{ label: 'AccountAdmin' }, field('label', 'taken')],
    [{ label: 'StudentEnrollment', base_role_type: 'TaEnrollment' }, field('label', 'taken')],
    [{ label: 'Registrar' }, field('label', 'taken')],
    [{ label: 'X', base_role_type: 'Enrollment' }, message('invalid_value')],
  ])('refuses %j', async (body, expected) => {
    expect((await send('POST', `${tenant.id}/roles`, body)).slice(0, 2)).toEqual([400, expected]);
  });

  it('gives a name to one of several who ask at the same time', async () => {
    const ask = () => send('POST', `${arts}/roles`, { label: 'Once' });
    const statuses = (await Promise.all([ask(), ask(), ask()])).map(([status]) => status);
    expect(statuses.sort()).toEqual([200, 400, 400]);
    await make('Once', {}, music);
  });

  it('is for those who may manage roles', async () => {
    const body = { label: 'Theirs' };
    const clerk = await server.makeAdmin(tenant, { manage_account_memberships: true, manage_sis: true });
    expect((await send('POST', `${tenant.id}/roles`, body, clerk))[0]).toBe(403);
    expect((await send('POST', `${tenant.id}/roles`, body, other.token))[0]).toBe(403);
    expect((await send('POST', `${tenant.id}/roles`, body, null))[0]).toBe(401);
    const of_arts = { root_account_id: tenant.id, id: arts };
    const manager = await server.makeAdmin(of_arts, { manage_role_overrides: true });
    expect((await send('POST', `${music}/roles`, body, manager))[0]).toBe(200);
    expect((await send('POST', `${tenant.id}/roles`, body, manager))[0]).toBe(403);
    expect((await send('POST', 'sis_account_id:NONE/roles', body))[0]).toBe(404);
  });
});

describe('GET roles', () => {
  let school: number;
  let class_account: number;
  let idle: Role;
  beforeAll(async () => {
    school = await roster.account({ name: 'School', sis_id: 'SCHOOL' });
    class_account = await roster.account({ name: 'Class', parent_account_id: school });
    await make('Coach', { base_role_type: 'TaEnrollment' }, school);
    idle = await make('Idle', {}, school);
    await send('DELETE', `${school}/roles/${idle.id}`);
    await make('Monitor', {}, class_account);
  });

  it('lists the built-in roles and those of the account, on request those above', async () => {
    expect(await labels('?per_page=100', 'sis_account_id:SCHOOL')).toEqual([...builtIn, 'Coach']);
    expect(await labels('?per_page=100', class_account)).toEqual([...builtIn, 'Monitor']);
    const inherited = await labels('?per_page=100&show_inherited=true', class_account);
    expect(inherited.slice(0, 6)).toEqual(builtIn);
    expect(inherited).toEqual(expect.arrayContaining(['Registrar', 'Coach', 'Monitor']));
    expect(inherited).not.toContain('Idle');
  });

  it('picks states', async () => {
    expect(await labels('?state[]=inactive', school)).toEqual(['Idle']);
    expect(await labels('?state[]=inactive&state[]=active&per_page=100', school)).toEqual([
      ...builtIn,
      'Coach',
      'Idle',
    ]);
    expect(await labels('?state[]=odd&per_page=100', school)).toEqual([...builtIn, 'Coach']);
  });

  it('comes in pages', async () => {
    const [, , first] = await send('GET', `${school}/roles?per_page=6`);
    expect(first.headers.get('link')).toContain('rel="next"');
    expect(await labels('?per_page=6&page=2', school)).toEqual(['Coach']);
    expect((await send('GET', `${school}/roles?page=0`))[0]).toBe(404);
  });

  it('shows what built-in roles permit', async () => {
    const all = (await send('GET', `${school}/roles`))[1] as unknown as Role[];
    const [student, admin] = [all[0], all[5]];
    expect(student).toMatchObject({ role: 'StudentEnrollment', workflow_state: 'built_in', permissions: {} });
    expect(admin).toMatchObject({
      role: 'AccountAdmin',
      base_role_type: 'AccountMembership',
      account: { id: tenant.id },
      permissions: { import_sis: { enabled: true, explicit: false, readonly: true, prior_default: true } },
    });
  });

  it('is for admins of the account; SIS IDs of accounts are for those who may see them there', async () => {
    const monitor = await server.makeAdmin(
      { root_account_id: tenant.id, id: class_account },
      { read_sis: true },
    );
    const shown = (
      await send('GET', `${class_account}/roles?show_inherited=1&per_page=100`, undefined, monitor)
    )[1];
    const accounts = (shown as unknown as Role[]).map(({ account }) => account);
    expect(accounts.find(({ id }) => id === class_account)).toHaveProperty('sis_account_id');
    expect(accounts.find(({ id }) => id === school)).not.toHaveProperty('sis_account_id');
    expect((await send('GET', `${school}/roles`, undefined, monitor))[0]).toBe(403);
    expect((await send('GET', `${school}/roles`, undefined, other.token))[0]).toBe(403);
    expect((await send('GET', `${school}/roles`, undefined, null))[0]).toBe(401);
  });

  it('shows a role of the account or above, and no other', async () => {
    const { id } = await make('Guide', {}, school);
    expect((await send('GET', `${class_account}/roles/${id}`))[1]).toMatchObject({ id, label: 'Guide' });
    for (const [account, token] of [
      [tenant.id, tenant.token],
      [arts, tenant.token],
      [other.id, other.token],
    ] as const) {
      expect((await send('GET', `${account}/roles/${id}`, undefined, token)).slice(0, 2)).toEqual([
        404,
        unknown,
      ]);
    }
    expect((await send('GET', `${school}/roles/${roster.role_ids.TeacherEnrollment}`))[1].label).toBe(
      'Teacher',
    );
    expect((await send('GET', `${school}/roles/Guide`))[0]).toBe(404);
  });
});

describe('DELETE roles/:id and POST roles/:id/activate', () => {
  it('puts a role aside and brings it back; who holds it keeps what it permits', async () => {
    const { id } = await make('Helper', { permissions: { manage_terms: { enabled: true } } });
    const token = await server.makeAdmin(tenant, {});
    await server.database.pool.query(
      `update account_users set role_id = $1 where id = (select max(id) from account_users)`,
      [id],
    );
    expect((await send('DELETE', `${tenant.id}/roles/${id}`))[1]).toMatchObject({
      id,
      workflow_state: 'inactive',
    });
    const term = { enrollment_term: { name: 'Theirs' } };
    expect((await send('POST', `${tenant.id}/terms`, term, token))[0]).toBe(200);
    const again = await send('POST', `${tenant.id}/roles/${id}/activate`);
    expect(again[1]).toMatchObject({ id, workflow_state: 'active' });
  });

  it('leaves built-in roles and those of other accounts', async () => {
    const { id } = await make('Usher', {}, arts);
    for (const [method, end] of [
      ['DELETE', ''],
      ['POST', '/activate'],
    ] as const) {
      const ask = async (account: number, role: unknown, token?: string | null) =>
        (await send(method, `${account}/roles/${role}${end}`, undefined, token)).slice(0, 2);
      expect(await ask(arts, roster.role_ids.AccountAdmin)).toEqual([400, message('built_in_role')]);
      expect(await ask(music, id)).toEqual([404, unknown]);
      expect((await ask(arts, id, await server.makeAdmin(tenant, { manage_sis: true })))[0]).toBe(403);
      expect((await ask(arts, id, other.token))[0]).toBe(403);
      expect((await ask(arts, id, null))[0]).toBe(401);
    }
    expect((await send('GET', `${arts}/roles/${id}`))[1].workflow_state).toBe('active');
  });
});

describe('a role in an import', () => {
  const run = (files: Record<string, string>) =>
    importFiles({ pool: server.database.pool, storage: openDiskStorage(server.folder) }, tenant.id, files);

  it('can be given in its account and below, as long as it is active', async () => {
    const mentor = await make('Mentor', { base_role_type: 'TeacherEnrollment' }, arts);
    await make('Warden', {}, arts);
    await roster.user('U1');
    for (const [sis_id, account_id] of [
      ['C-MUS', music],
      ['C-ROOT', tenant.id],
    ] as const) {
      const course = await roster.course({ sis_id, account_id });
      await roster.section(course, { default_section: true });
    }
    const enrollments = 'course_id,user_id,role,status\nC-MUS,U1,Mentor,active\nC-ROOT,U1,Mentor,active\n';
    const admins = 'user_id,account_id,role,status\nU1,MUS,Warden,active\nU1,,Warden,active\n';
    const first = await run({ 'enrollments.csv': enrollments, 'admins.csv': admins });
    expect(first.counts).toMatchObject({ enrollments: 1, admins: 1, warning_count: 2 });
    const { rows } = await server.database.pool.query(
      `select c.sis_id, e.type, e.role_id from enrollments e join courses c on c.id = e.course_id
       where e.root_account_id = $1`,
      [tenant.id],
    );
    expect(rows).toEqual([{ sis_id: 'C-MUS', type: 'TeacherEnrollment', role_id: mentor.id }]);

    await send('DELETE', `${arts}/roles/${mentor.id}`);
    expect((await run({ 'enrollments.csv': enrollments })).counts).toMatchObject({ warning_count: 2 });
  });
});
