import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../test/support/api-server.ts';
import { leastBody } from '../../test/support/endpoint-parameters.ts';
import { type FilledTenant, fillPath, fillTenant, rosterAsText } from '../../test/support/filled-tenant.ts';
import { openRosterFactory } from '../../test/support/roster-factory.ts';
import { type Endpoint, endpoints, rolePermissions } from '../api/index.ts';
import { prepareQueue } from '../queue/index.ts';

const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
function ignore(): void {}

let server: ApiServer;
/** Lies in the account Arts. */
let objects: FilledTenant;
/** May do everything in the account Music, beside Arts. */
let neighbour: string;
/** Has a login and no role. */
let nobody: string;

const everything = Object.fromEntries(Object.keys(rolePermissions).map((name) => [name, true]));

beforeAll(async () => {
  server = await createApiServer();
  // An enabled webhook has its turn in the real queue.
  await prepareQueue({ connection: server.database.connection, log });
  const { pool } = server.database;
  const roster = await openRosterFactory(pool, 1);
  objects = await fillTenant(pool, { root_account_id: 1, account_id: await roster.account() }, 'of Arts');
  neighbour = await server.makeAdmin({ root_account_id: 1, id: await roster.account() }, everything);
  nobody = await server.makeTokenOf(1, (await roster.user('N')).user_id);
});
afterAll(() => server.close());

const guarded = Object.values<Endpoint>(endpoints).filter(
  ({ name, permission }) => permission !== null && !['createSisImport', 'startReport'].includes(name),
);
/** What lists no more than the caller's own. */
const own = ['listAccounts', 'listCourses'];

async function call(endpoint: Endpoint, token: string): Promise<Response> {
  return callWith(endpoint, objects, token);
}

function callWith(endpoint: Endpoint, filled: FilledTenant, token: string): Promise<Response> {
  // Imports and webhooks belong to the root account.
  const named = /\/(sis_import|webhook)/.test(endpoint.path) ? { ...filled, accounts: 1 } : filled;
  const body = endpoint.method === 'GET' ? undefined : leastBody(endpoint, filled);
  return server.send(endpoint.method, fillPath(endpoint.path, named), body, token);
}

/** What a response says; of a stream of events, which has no end, nothing. */
async function bodyOf(response: Response): Promise<string> {
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) return response.text();
  await response.body?.cancel();
  return '';
}

describe('somebody without a role', () => {
  it.each(guarded.filter(({ name }) => !own.includes(name)))('is refused by $name', async (endpoint) => {
    expect((await call(endpoint, nobody)).status).toBe(403);
  });

  it.each(guarded.filter(({ name }) => own.includes(name)))('is shown nothing by $name', async (endpoint) => {
    expect(await (await call(endpoint, nobody)).json()).toEqual([]);
  });
});

describe('an admin of the account beside', () => {
  it.each(guarded.filter(({ name }) => !own.includes(name)))('is refused by $name', async (endpoint) => {
    const before = await rosterAsText(server.database.pool, 1);
    const response = await call(endpoint, neighbour);
    expect(response.status).toBe(403);
    expect(await response.text()).not.toContain('of Arts');
    expect(await rosterAsText(server.database.pool, 1)).toBe(before);
  });
});

describe('an admin with every permission but those of the endpoint', () => {
  it.each(guarded.filter(({ permission }) => permission?.length))('is refused by $name', async (endpoint) => {
    const lacking = Object.fromEntries((endpoint.permission ?? []).map((name) => [name, false]));
    const token = await server.makeAdmin({ root_account_id: 1, id: 1 }, { ...everything, ...lacking });
    expect((await call(endpoint, token)).status).toBe(403);
  });
});

describe('an admin with nothing but a permission of the endpoint', () => {
  const single = guarded.flatMap((endpoint) =>
    (endpoint.permission?.length ? endpoint.permission : ['read_sis'])
      .filter((permission) => permission !== 'site_admin')
      .map((permission) => ({ name: endpoint.name, permission, endpoint })),
  );
  it.each(single)('is let in by $name with $permission', async ({ endpoint, permission }) => {
    const { pool } = server.database;
    const roster = await openRosterFactory(pool, 1);
    const place = { root_account_id: 1, account_id: await roster.account() };
    const fresh = await fillTenant(pool, place, `for ${endpoint.name} ${permission}`);
    // Nobody may touch an admin who may do more.
    await pool.query('delete from account_users where user_id = $1', [fresh.users]);
    const token = await server.makeAdmin({ root_account_id: 1, id: 1 }, { [permission]: true });
    const response = await callWith(endpoint, fresh, token);
    expect(response.status, await bodyOf(response)).not.toBe(403);
    expect(response.status).toBeLessThan(500);
  });
});
