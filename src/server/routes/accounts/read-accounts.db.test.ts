import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import type { Account } from '../../../api/index.ts';

let server: ApiServer;
let tenant: Tenant;
let ids: Readonly<Record<string, number>>;
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside');
  const made: Record<string, number> = { root: tenant.id };
  const insert = async (name: string, parent: string, more = '') => {
    const { rows } = await server.database.pool.query(
      `insert into accounts (root_account_id, parent_account_id, name, sis_id, integration_id, sis_import_id)
       values ($1, $2, $3, $4, 'I-' || $4, 4) returning id`,
      [tenant.id, made[parent], name, `S-${name}`],
    );
    made[name] = rows[0].id;
    if (more) await server.database.pool.query(`update accounts set ${more} where id = $1`, [made[name]]);
  };
  await insert('arts', 'root');
  await insert('music', 'arts');
  await insert('gone', 'root', `workflow_state = 'deleted'`);
  await insert('below', 'gone');
  await insert('science', 'root');
  ids = made;
});
afterAll(() => server.close());

async function names(path: string, token?: string): Promise<readonly string[]> {
  const response = await server.get(`/api/v1/accounts${path}`, token);
  expect(response.status).toBe(200);
  return ((await response.json()) as Account[]).map(({ name }) => name);
}

describe('GET accounts', () => {
  it('lists where the viewer is an admin; for a site admin every root account', async () => {
    expect(await names('.json')).toEqual(['rollcall', 'Site Admin', 'Lakeside']);
    expect(await names('', tenant.token)).toEqual(['Lakeside']);
    const admin = await server.makeAdmin(
      { root_account_id: tenant.id, id: ids.arts as number },
      { read_sis: true },
    );
    expect(await names('', admin)).toEqual(['arts']);
  });

  it('comes in pages, and answers 404 for a page that cannot be', async () => {
    expect(await names('?per_page=1&page=2')).toEqual(['Site Admin']);
    for (const page of ['0', '-1', 'x', '1.5', 'bookmark:x']) {
      expect((await server.get(`/api/v1/accounts?page=${page}`)).status).toBe(404);
    }
    expect(await names('?per_page=1&page=first')).toEqual(['rollcall']);
    expect(await names('?per_page=0')).toEqual(['rollcall']);
    expect(await names('?per_page=junk')).toEqual(['rollcall']);
    expect(await names('?per_page=100000')).toHaveLength(3);
  });
});

describe('GET accounts/:id', () => {
  it('shows a sub-account', async () => {
    const response = await server.get(`/api/v1/accounts/${ids.music}`);
    expect(await response.json()).toMatchObject({
      id: ids.music,
      name: 'music',
      parent_account_id: ids.arts,
      root_account_id: tenant.id,
      sis_account_id: 'S-music',
      integration_id: 'I-S-music',
      sis_import_id: 4,
    });
  });

  it('shows SIS fields to those who may see them', async () => {
    const place = { root_account_id: tenant.id, id: tenant.id };
    const keys = async (permissions: Record<string, boolean>) => {
      const token = await server.makeAdmin(place, permissions);
      const response = await server.get(`/api/v1/accounts/${ids.music}`, token);
      const body = (await response.json()) as Account;
      return ['sis_account_id', 'integration_id', 'sis_import_id'].filter((key) => key in body);
    };
    expect(await keys({})).toEqual([]);
    expect(await keys({ read_sis: true })).toEqual(['sis_account_id', 'integration_id']);
    expect(await keys({ manage_sis: true })).toEqual(['sis_account_id', 'integration_id', 'sis_import_id']);
  });

  it('does not show a deleted one', async () => {
    expect((await server.get(`/api/v1/accounts/${ids.gone}`)).status).toBe(404);
  });
});

describe('GET accounts/:id/sub_accounts', () => {
  it('lists direct children, or all below that are reached through living ones', async () => {
    expect(await names(`/${tenant.id}/sub_accounts`)).toEqual(['arts', 'science']);
    expect(await names(`/${tenant.id}/sub_accounts?recursive=true`)).toEqual(['arts', 'music', 'science']);
    expect(await names(`/${ids.arts}/sub_accounts?recursive=1`)).toEqual(['music']);
    expect(await names(`/${ids.music}/sub_accounts`)).toEqual([]);
  });

  it('is for admins of the account', async () => {
    const admin = await server.makeAdmin({ root_account_id: tenant.id, id: ids.music as number }, {});
    expect((await server.get(`/api/v1/accounts/${tenant.id}/sub_accounts`, admin)).status).toBe(403);
  });
});
