import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../../test/support/roster-factory.ts';
import type { UserDetails } from '../../../api/index.ts';

let server: ApiServer;
let tenant: Tenant;
let roster: RosterFactory;
let arts: number;
let ids: Readonly<Record<string, number>>;
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside');
  roster = await openRosterFactory(server.database.pool, tenant.id);
  arts = await roster.account({ name: 'Arts', sis_id: 'ARTS' });
  const music = await roster.account({ name: 'Music', parent_account_id: arts });
  const section = await roster.section(await roster.course({ account_id: music }));
  const person = async (name: string, sortable_name: string, login: string, columns = {}) => {
    const id = await roster.person(name, { sortable_name });
    await roster.login(id, login, { sis_id: `S-${login}`, ...columns });
    return id;
  };
  const cyd = await person('Cyd Harrow', 'Harrow, Cyd', 'cyd', { sis_import_id: 3, integration_id: 'I-cyd' });
  const bo = await person('Bo Quill', 'Quill, Bo', 'bo', { sis_id: null, integration_id: 'I-bo' });
  const ana = await person('Ana_Lee 100%', 'adams, Ana', 'ANA', { workflow_state: 'suspended' });
  const gone = await person('Cyd Gone', 'Gone, Cyd', 'gone', { workflow_state: 'deleted' });
  await roster.person('Cyd Without', { sortable_name: 'Without, Cyd' });
  await roster.email(bo, 'old@lakeside.example', { workflow_state: 'retired' });
  await roster.email(bo, 'quill@lakeside.example', { position: 2 });
  await roster.email(cyd, 'harrow@lakeside.example');
  await roster.enrollment(cyd, section);
  await roster.enrollment(ana, section, { type: 'TeacherEnrollment' });
  await roster.enrollment(bo, section, { workflow_state: 'deleted' });
  await roster.admin(arts, bo);
  ids = { cyd, bo, ana, gone, music };
});
afterAll(() => server.close());

async function list(query: string, token = tenant.token, account: number | string = tenant.id) {
  const response = await server.get(`/api/v1/accounts/${account}/users${query}`, token);
  expect(response.status).toBe(200);
  return (await response.json()) as UserDetails[];
}
const names = async (query: string, token?: string, account?: number | string) =>
  (await list(query, token, account)).map(({ name }) => name);

describe('GET accounts/:account_id/users', () => {
  it('lists the people of a root account with a live login or an admin role, by their sortable names', async () => {
    expect(await names('')).toEqual(['Ana_Lee 100%', 'Ada Byron', 'Cyd Harrow', 'Bo Quill']);
  });

  it('lists those enrolled or in charge in an account or below it', async () => {
    expect(await names('', undefined, arts)).toEqual(['Ana_Lee 100%', 'Cyd Harrow', 'Bo Quill']);
    expect(await names('', server.token, ids.music)).toEqual(['Ana_Lee 100%', 'Cyd Harrow']);
  });

  it('finds the account by its SIS id, also in hex, in the root account of the Host', async () => {
    const by_host = await server.makeTenant('By host', '127.0.0.1');
    const other = await openRosterFactory(server.database.pool, by_host.id);
    const account = await other.account({ sis_id: 'ARTS' });
    const { user_id } = await other.user('U1', 'Una');
    await other.admin(account, user_id);
    expect(await names('', by_host.token, 'sis_account_id:ARTS')).toEqual(['Una']);
    expect(await names('', by_host.token, 'hex:sis_account_id:41525453')).toEqual(['Una']);
  });

  it('shows each with the keys of Canvas', async () => {
    const [cyd] = await list('?search_term=cyd');
    expect(cyd).toStrictEqual({
      id: ids.cyd,
      name: 'Cyd Harrow',
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      sortable_name: 'Harrow, Cyd',
      short_name: 'Cyd Harrow',
      sis_user_id: 'S-cyd',
      integration_id: 'I-cyd',
      sis_import_id: 3,
      login_id: 'cyd',
      locale: null,
      effective_locale: 'en',
    });
    const asked = '&include[]=email&include[]=last_login&include[]=time_zone&include[]=uuid';
    const [more] = await list(`?search_term=quill${asked}&include[]=avatar_url`);
    expect(more).toMatchObject({
      email: 'quill@lakeside.example',
      last_login: null,
      time_zone: null,
      uuid: expect.stringMatching(/^[0-9a-f]{32}$/),
      sis_user_id: null,
      integration_id: null,
      sis_import_id: null,
    });
  });

  it('shows SIS fields to those who may see them', async () => {
    const keys = async (permissions: Record<string, boolean>) => {
      const token = await server.makeAdmin(tenant, { read_roster: true, ...permissions });
      const [cyd] = await list('?search_term=cyd', token);
      return ['sis_user_id', 'integration_id', 'sis_import_id'].filter((key) => key in (cyd ?? {}));
    };
    expect(await keys({})).toEqual([]);
    expect(await keys({ read_sis: true })).toEqual(['sis_user_id', 'integration_id']);
    expect(await keys({ manage_sis: true })).toEqual(['sis_user_id', 'integration_id', 'sis_import_id']);
  });

  it.each([
    ['CYD', ['Cyd Harrow']],
    ['s-an', ['Ana_Lee 100%']],
    ['i-bo', ['Bo Quill']],
    ['quill@', ['Bo Quill']],
    ['old@', []],
    ['gone', []],
    ['_L', ['Ana_Lee 100%']],
    ['0%', ['Ana_Lee 100%']],
    ['%%', []],
    ['\\_', []],
  ])('finds %s in names, logins, ids and addresses', async (term, expected) => {
    expect(await names(`?search_term=${encodeURIComponent(term)}`)).toEqual(expected);
  });

  it('takes a number as an id, else as a text', async () => {
    expect(await names(`?search_term=${ids.bo}`)).toEqual(['Bo Quill']);
    expect(await names(`?search_term=${ids.bo}&page=2`)).toEqual([]);
    expect(await names('?search_term=100')).toEqual(['Ana_Lee 100%']);
    expect(await names(`?search_term=${ids.gone}`)).toEqual([]);
    expect(await names('?search_term=9')).toEqual([]);
  });

  it('needs two characters to search for', async () => {
    const response = await server.get(`/api/v1/accounts/${tenant.id}/users?search_term=c`, tenant.token);
    expect([response.status, await response.json()]).toEqual([
      400,
      { message: '`search_term` needs at least 2 characters.', code: 'short_search_term' },
    ]);
  });

  it('chooses by the type of enrollments', async () => {
    expect(await names('?enrollment_type=student')).toEqual(['Cyd Harrow']);
    expect(await names('?enrollment_type=teacher', undefined, arts)).toEqual(['Ana_Lee 100%']);
    expect(await names('?enrollment_type=observer')).toEqual([]);
  });

  it.each([
    ['sort=username&order=desc', ['Bo Quill', 'Cyd Harrow', 'Ana_Lee 100%']],
    ['sort=email', ['Cyd Harrow', 'Bo Quill', 'Ana_Lee 100%']],
    ['sort=email&order=desc', ['Bo Quill', 'Cyd Harrow', 'Ana_Lee 100%']],
    ['sort=sis_id', ['Ana_Lee 100%', 'Cyd Harrow', 'Bo Quill']],
    ['sort=integration_id', ['Cyd Harrow', 'Ana_Lee 100%', 'Bo Quill']],
    ['sort=last_login', ['Ana_Lee 100%', 'Cyd Harrow', 'Bo Quill']],
  ])('sorts by %s', async (query, expected) => {
    expect(await names(`?${query}`, undefined, arts)).toEqual(expected);
  });

  it.each([
    ['sort=age', 'sort'],
    ['order=up', 'order'],
    ['enrollment_type=pupil', 'enrollment_type'],
  ])('refuses %s', async (query, parameter) => {
    const response = await server.get(`/api/v1/accounts/${tenant.id}/users?${query}`, tenant.token);
    expect([response.status, await response.json()]).toEqual([
      400,
      { message: expect.stringContaining(`\`${parameter}\``), code: 'invalid_value' },
    ]);
  });

  it('comes in pages', async () => {
    const response = await server.get(
      `/api/v1/accounts/${arts}/users?per_page=2&page=1&order=desc`,
      tenant.token,
    );
    const first = (await response.json()) as UserDetails[];
    expect(first.map(({ name }) => name)).toEqual(['Bo Quill', 'Cyd Harrow']);
    expect(response.headers.get('link')).toContain('order=desc&page=2&per_page=2>; rel="next"');
    expect(await names('?per_page=2&page=2&order=desc', undefined, arts)).toEqual(['Ana_Lee 100%']);
    expect(await names('?per_page=2&page=3', undefined, arts)).toEqual([]);
  });

  it('is for those who may read the roster there', async () => {
    const path = `/api/v1/accounts/${tenant.id}/users`;
    const without = await server.makeAdmin(tenant, { read_sis: true });
    const below = await server.makeAdmin({ root_account_id: tenant.id, id: arts }, { read_roster: true });
    const other = await server.makeTenant('Other');
    for (const token of [without, below, other.token]) {
      expect((await server.get(path, token)).status).toBe(403);
    }
    expect((await server.get(`/api/v1/accounts/${arts}/users`, below)).status).toBe(200);
    expect((await server.get(path, null)).status).toBe(401);
    expect((await server.get('/api/v1/accounts/777/users')).status).toBe(404);
  });
});
