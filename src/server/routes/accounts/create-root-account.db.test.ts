import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../../test/support/api-server.ts';
import type { Account } from '../../../api/index.ts';

let server: ApiServer;
beforeAll(async () => {
  server = await createApiServer();
});
afterAll(() => server.close());

const path = '/api/v1/accounts/self/root_accounts';

async function create(body: unknown, token?: string): Promise<[number, unknown]> {
  const response = await server.send('POST', path, body, token);
  return [response.status, await response.json()];
}

async function rowsOf(table: string, columns: string, id: number): Promise<readonly object[]> {
  const sql = `select ${columns} from ${table} where root_account_id = $1 order by id`;
  return (await server.database.pool.query(sql, [id])).rows;
}

describe('POST root_accounts', () => {
  it('makes a root account that holds nothing but its default term, roles and login provider', async () => {
    const [status, body] = await create({ account: { name: 'Lakeside', domain: 'Lakeside.Example' } });
    const { id } = body as Account;
    expect([status, body]).toStrictEqual([
      200,
      {
        id: expect.any(Number),
        name: 'Lakeside',
        uuid: expect.stringMatching(/^[0-9a-f]{32}$/),
        workflow_state: 'active',
        parent_account_id: null,
        root_account_id: null,
        default_storage_quota_mb: 500,
        default_user_storage_quota_mb: 50,
        default_group_storage_quota_mb: 50,
        default_time_zone: 'Etc/UTC',
        sis_account_id: null,
        integration_id: null,
        sis_import_id: null,
      },
    ]);
    expect(Object.keys(body as Account).join(',')).toBe(
      'id,name,uuid,workflow_state,parent_account_id,root_account_id,default_storage_quota_mb,' +
        'default_user_storage_quota_mb,default_group_storage_quota_mb,default_time_zone,sis_account_id,' +
        'integration_id,sis_import_id',
    );
    const role = (name: string, base_role_type = name) => ({
      name,
      base_role_type,
      account_id: id,
      is_built_in: true,
    });
    expect(await rowsOf('roles', 'name, base_role_type, account_id, is_built_in', id)).toEqual([
      role('StudentEnrollment'),
      role('TeacherEnrollment'),
      role('TaEnrollment'),
      role('DesignerEnrollment'),
      role('ObserverEnrollment'),
      role('AccountAdmin', 'AccountMembership'),
    ]);
    expect(await rowsOf('enrollment_terms', 'name, is_default, workflow_state', id)).toEqual([
      { name: 'Default Term', is_default: true, workflow_state: 'active' },
    ]);
    expect(await rowsOf('authentication_providers', 'auth_type', id)).toEqual([{ auth_type: 'canvas' }]);
    const { rows } = await server.database.pool.query(
      'select domain from root_accounts where root_account_id = $1',
      [id],
    );
    expect(rows).toEqual([{ domain: 'lakeside.example' }]);
    for (const table of ['users', 'courses', 'account_users'])
      expect(await rowsOf(table, '1', id)).toEqual([]);
  });

  it('reads forms, and needs no domain', async () => {
    const [status, body] = await create(new URLSearchParams({ 'account[name]': 'By form' }));
    expect([status, (body as Account).name]).toEqual([200, 'By form']);
    expect((await create({ account: { name: 'Again' } }))[0]).toBe(200);
  });

  const field = (attribute: string, type: string) => ({
    errors: { [attribute]: [{ attribute, type, message: expect.any(String) }] },
    code: `${type}_field`,
  });
  it.each([
    [{ account: { domain: 'x.example' } }, field('name', 'blank')],
    [{ account: { name: '  ' } }, field('name', 'blank')],
    [{ account: { name: 'x'.repeat(256) } }, field('name', 'too_long')],
    [{ account: { name: 'Taken', domain: 'LAKESIDE.example' } }, field('domain', 'taken')],
    [{ account: { name: 'Odd', domain: 'http://x.example/' } }, field('domain', 'invalid')],
    [{ account: { name: 'Odd', domain: 'x.example:80' } }, field('domain', 'invalid')],
    [{}, { message: expect.any(String), code: 'missing_group' }],
    [{ account: 'Lakeside' }, { message: expect.any(String), code: 'missing_group' }],
  ])('refuses %j', async (body, expected) => {
    expect(await create(body)).toEqual([400, expected]);
  });

  it('gives a domain to one of two who ask at the same time', async () => {
    const ask = () => create({ account: { name: 'Race', domain: 'race.example' } });
    const statuses = (await Promise.all([ask(), ask(), ask()])).map(([status]) => status);
    expect(statuses.sort()).toEqual([200, 400, 400]);
  });

  it('is for site admins', async () => {
    const tenant = await server.makeTenant('Tenant');
    const response = await server.send(
      'POST',
      `/api/v1/accounts/${tenant.id}/root_accounts`,
      { account: { name: 'Mine' } },
      tenant.token,
    );
    expect([response.status, await response.json()]).toEqual([
      403,
      { status: 'unauthorized', errors: [{ message: expect.any(String) }], code: 'unauthorized' },
    ]);
    expect((await server.send('POST', path, { account: { name: 'X' } }, null)).status).toBe(401);
    const unknown = '/api/v1/accounts/777/root_accounts';
    expect((await server.send('POST', unknown, { account: { name: 'X' } })).status).toBe(404);
  });
});
