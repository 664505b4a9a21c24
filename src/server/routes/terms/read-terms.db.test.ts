import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import { openRosterFactory } from '../../../../test/support/roster-factory.ts';
import type { Term } from '../../../api/index.ts';

let server: ApiServer;
let tenant: Tenant;
let other: Tenant;
let autumn: number;
let sub_account: number;
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside', '127.0.0.1');
  other = await server.makeTenant('Hillside');
  const roster = await openRosterFactory(server.database.pool, tenant.id);
  sub_account = await roster.account();
  const term = (name: string, start_at: string | null, more = {}) =>
    roster.term({ name, start_at, created_at: '2025-06-01T00:00:00Z', ...more });
  await term('Spring 2026', '2026-01-10T00:00:00Z');
  autumn = await term('Autumn 2025', '2025-08-25T07:30:00Z', {
    end_at: '2025-12-20T00:00:00Z',
    sis_id: 'A/25',
    integration_id: 'INT',
    sis_import_id: 4,
  });
  await term('Undated', null);
  await term('Autumn 2020', '2020-09-01T00:00:00Z', { workflow_state: 'deleted' });
  const dates = { term_id: autumn, start_at: '2025-08-01T00:00:00Z' };
  await roster.insert('term_date_overrides', { ...dates, enrollment_type: 'TeacherEnrollment' });
  const deleted = { ...dates, enrollment_type: 'TaEnrollment', workflow_state: 'deleted' };
  await roster.insert('term_date_overrides', deleted);
  await roster.stamp('enrollment_terms', [autumn], 7);
  await server.database.pool.query(
    `update enrollment_terms set created_at = '2019-01-01' where root_account_id = $1 and is_default`,
    [tenant.id],
  );
});
afterAll(() => server.close());

async function list(query = '', token = tenant.token) {
  const response = await server.get(`/api/v1/accounts/${tenant.id}/terms${query}`, token);
  expect(response.status).toBe(200);
  const { enrollment_terms } = (await response.json()) as { enrollment_terms: Term[] };
  return { terms: enrollment_terms, names: enrollment_terms.map(({ name }) => name), response };
}

const names = async (query?: string) => (await list(query)).names;

async function show(
  id: unknown,
  query = '',
  token: string | null = tenant.token,
  account: unknown = tenant.id,
) {
  const response = await server.get(`/api/v1/accounts/${account}/terms/${id}${query}`, token);
  return [response.status, await response.json()] as const;
}

const shown = {
  name: 'Autumn 2025',
  start_at: '2025-08-25T07:30:00Z',
  end_at: '2025-12-20T00:00:00Z',
  created_at: '2025-06-01T00:00:00Z',
  workflow_state: 'active',
  grading_period_group_id: null,
  sis_term_id: 'A/25',
  sis_import_id: 7,
};
const overrides = { TeacherEnrollment: { start_at: '2025-08-01T00:00:00Z', end_at: null } };

describe('GET terms', () => {
  it('lists the active ones, the last to start first; what has no start counts from its making', async () => {
    expect(await names()).toEqual(['Spring 2026', 'Autumn 2025', 'Undated', 'Default Term']);
    expect((await list()).terms[1]).toStrictEqual({ id: autumn, ...shown });
  });

  it.each([
    ['?workflow_state[]=deleted', ['Autumn 2020']],
    ['?workflow_state[]=all', ['Spring 2026', 'Autumn 2025', 'Undated', 'Autumn 2020', 'Default Term']],
    ['?workflow_state[]=active&workflow_state[]=deleted&term_name=aut', ['Autumn 2025', 'Autumn 2020']],
    ['?workflow_state=nonsense&term_name=UN', ['Undated']],
    ['?term_name=%25', []],
    ['?term_name=', ['Spring 2026', 'Autumn 2025', 'Undated', 'Default Term']],
  ])('%s picks %j', async (query, expected) => {
    expect(await names(query)).toEqual(expected);
  });

  it('shows date overrides if they are included', async () => {
    const { terms } = await list('?include[]=overrides');
    expect(terms[1]).toStrictEqual({ id: autumn, ...shown, overrides });
    expect(terms[0]?.overrides).toEqual({});
  });

  it('comes in pages', async () => {
    const first = await list('?per_page=3&term_name=');
    expect(first.names).toHaveLength(3);
    expect(first.response.headers.get('link')).toMatch(/term_name=&page=2&per_page=3>; rel="next"/);
    expect(await names('?per_page=3&page=2')).toEqual(['Default Term']);
    expect(await names('?page=9')).toEqual([]);
    expect((await server.get(`/api/v1/accounts/${tenant.id}/terms?page=x`)).status).toBe(404);
  });

  it('shows SIS fields to those who may see them', async () => {
    const keys = async (permissions: Record<string, boolean>) => {
      const { terms } = await list('', await server.makeAdmin(tenant, permissions));
      return Object.keys(terms[1] ?? {}).filter((key) => key.startsWith('sis_'));
    };
    expect(await keys({})).toEqual([]);
    expect(await keys({ read_sis: true })).toEqual(['sis_term_id']);
    expect(await keys({ manage_sis: true })).toEqual(['sis_term_id', 'sis_import_id']);
  });

  it('is for admins of a root account', async () => {
    const path = (id: number) => `/api/v1/accounts/${id}/terms`;
    expect((await server.get(path(tenant.id), null)).status).toBe(401);
    expect((await server.get(path(tenant.id), other.token)).status).toBe(403);
    const below = { root_account_id: tenant.id, id: sub_account };
    expect((await server.get(path(tenant.id), await server.makeAdmin(below, {}))).status).toBe(403);
    const of_sub_account = await server.get(path(sub_account), tenant.token);
    expect([of_sub_account.status, await of_sub_account.json()]).toEqual([
      400,
      { message: expect.any(String), code: 'terms_of_root_account' },
    ]);
  });
});

describe('GET terms/:id', () => {
  it('finds a term by its number, its ids and special names', async () => {
    const expected = [200, { id: autumn, ...shown }];
    for (const id of [autumn, 'sis_term_id:A%2F25', 'hex:sis_term_id:412F3235', 'sis_integration_id:INT']) {
      expect(await show(id)).toEqual(expected);
    }
    expect(await show('default')).toMatchObject([200, { name: 'Default Term' }]);
    expect(await show(autumn, '?include[]=overrides')).toEqual([200, { id: autumn, ...shown, overrides }]);
  });

  it('finds none that is deleted, unknown or of another root account', async () => {
    const [gone] = (await list('?workflow_state[]=deleted')).terms;
    for (const id of [gone?.id, 'sis_term_id:NONE', '999999', 'x']) expect((await show(id))[0]).toBe(404);
    expect((await show(autumn, '', other.token, other.id))[0]).toBe(404);
    expect((await show(autumn, '', other.token))[0]).toBe(403);
    expect((await show(autumn, '', null))[0]).toBe(401);
  });
});
