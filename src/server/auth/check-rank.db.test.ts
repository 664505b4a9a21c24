import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../test/support/api-server.ts';
import { openRosterFactory, type RosterFactory } from '../../../test/support/roster-factory.ts';

let server: ApiServer;
let tenant: Tenant;
let roster: RosterFactory;
let manager: string;
/** A person who may do more than the manager. */
let dean: { readonly user_id: number; readonly login_id: number };
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside');
  roster = await openRosterFactory(server.database.pool, tenant.id);
  manager = await server.makeAdmin(tenant, { manage_user_logins: true, manage_sis: true });
  dean = await roster.user('DEAN', 'Dee Dean');
  await roster.admin(tenant.id, dean.user_id);
});
afterAll(() => server.close());

const account = () => `/api/v1/accounts/${tenant.id}`;

describe('somebody who may do less than a person', () => {
  it.each([
    ['rename them', 'PUT', () => `/api/v1/users/${dean.user_id}`, { user: { name: 'X' } }],
    ['suspend them', 'PUT', () => `/api/v1/users/${dean.user_id}`, { user: { event: 'suspend' } }],
    ['remove them', 'DELETE', () => `${account()}/users/${dean.user_id}`, undefined],
    [
      'give them a login',
      'POST',
      () => `${account()}/logins`,
      { user: { id: 'DEAN' }, login: { unique_id: 'dean.two', password: 'long enough' } },
    ],
    [
      'set their password',
      'PUT',
      () => `${account()}/logins/${dean.login_id}`,
      { login: { password: 'long enough' } },
    ],
    [
      'delete their login',
      'DELETE',
      () => `/api/v1/users/${dean.user_id}/logins/${dean.login_id}`,
      undefined,
    ],
    [
      'revive a login of theirs',
      'POST',
      () => `${account()}/users`,
      { pseudonym: { unique_id: 'dean.old', sis_user_id: 'OLD' }, enable_sis_reactivation: true },
    ],
  ])('cannot %s', async (_what, method, path, body) => {
    const old = { sis_id: 'OLD', workflow_state: 'deleted' };
    await roster.login(dean.user_id, 'dean.old', old).catch((error: { code: string }) => {
      // The first of these cases has made it.
      if (error.code !== '23505') throw error;
    });
    const whole = JSON.parse(JSON.stringify(body ?? {}).replace('"DEAN"', String(dean.user_id)));
    const response = await server.send(method, path(), body && whole, manager);
    expect([response.status, await response.json()]).toMatchObject([403, { code: 'unauthorized' }]);
    const { rows } = await server.database.pool.query(
      `select u.name, p.unique_id from users u join pseudonyms p on p.user_id = u.id and p.workflow_state = 'active'
       where u.id = $1`,
      [dean.user_id],
    );
    expect(rows).toEqual([{ name: 'Dee Dean', unique_id: 'DEAN' }]);
  });

  it('cannot change a site admin of the same root account', async () => {
    const root = { root_account_id: 1, id: 1 };
    const token = await server.makeAdmin(root, { manage_user_logins: true });
    const response = await server.send('PUT', '/api/v1/users/1', { user: { name: 'X' } }, token);
    expect(response.status).toBe(403);
  });

  it('can change who may do as much or less, and themselves', async () => {
    const peer = await roster.user('PEER');
    const role_id = await roster.role('Peer', {
      base_role_type: 'AccountMembership',
      permissions: JSON.stringify({ manage_user_logins: true, read_roster: false }),
    });
    await roster.admin(tenant.id, peer.user_id, { role_id });
    for (const id of [peer.user_id, 'self']) {
      const response = await server.send('PUT', `/api/v1/users/${id}`, { user: { name: 'Pat' } }, manager);
      expect(response.status).toBe(200);
    }
    const response = await server.send(
      'DELETE',
      `${account()}/users/${dean.user_id}`,
      undefined,
      tenant.token,
    );
    expect(response.status).toBe(200);
  });
});
