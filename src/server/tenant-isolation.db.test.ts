import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../test/support/api-server.ts';
import { asQuery, leastBody, parametersOf, withValue } from '../../test/support/endpoint-parameters.ts';
import { type FilledTenant, fillPath, fillTenant, rosterAsText } from '../../test/support/filled-tenant.ts';
import { type Endpoint, endpoints } from '../api/index.ts';

let server: ApiServer;
let a: Tenant;
let b: Tenant;
let import_of_b: number;
let of_b: FilledTenant;
beforeAll(async () => {
  server = await createApiServer();
  a = await server.makeTenant('A', 'a.example');
  b = await server.makeTenant('B', 'b.example');
  const { pool } = server.database;
  of_b = await fillTenant(pool, { root_account_id: b.id, account_id: b.id }, 'secret of B');
  import_of_b = Number(of_b.sis_imports);
});
afterAll(() => server.close());

const guarded: readonly Endpoint[] = Object.values<Endpoint>(endpoints).filter(
  ({ permission }) => permission !== null,
);

/** Calls an endpoint with every name in its path set to an id of B's, but for the account. */
async function call(endpoint: Endpoint, account: number, token: string): Promise<Response> {
  const path = fillPath(endpoint.path, { ...of_b, accounts: account });
  if (endpoint.name !== 'createSisImport') return server.send(endpoint.method, path, undefined, token);
  const form = new FormData();
  form.append('attachment', new Blob(['user_id\n']), 'users.csv');
  return server.send('POST', path, form, token);
}

async function ofHost(path: string, host: string, token: string): Promise<{ status: number; body: string }> {
  // fetch sets the Host itself.
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const headers = { host, authorization: `Bearer ${token}` };
    request(`${server.url}${path}`, { headers }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on('error', reject)
      .end();
  });
}

describe("a token of tenant A on tenant B's account", () => {
  let before: string;
  beforeAll(async () => {
    before = await rosterAsText(server.database.pool, b.id);
  });

  it.each(guarded.filter(({ path }) => path.includes('/:')))('is refused by $name', async (endpoint) => {
    const response = await call(endpoint, b.id, a.token);
    expect([403, 404]).toContain(response.status);
    expect(await response.text()).not.toMatch(/secret|"name"/);
  });

  it('changed nothing there', async () => {
    const { rows } = await server.database.pool.query(
      'select id, workflow_state from sis_imports where root_account_id = $1',
      [b.id],
    );
    expect(rows).toEqual([{ id: import_of_b, workflow_state: 'importing' }]);
    expect(await rosterAsText(server.database.pool, b.id)).toBe(before);
    expect(server.queued).toEqual([]);
    expect(server.storedUploads()).toEqual([]);
  });
});

describe("a token of tenant A on its own account with B's ids", () => {
  const of_one = guarded.filter(({ path }) => /:account_id\/.*\/:(?!report$)\w+$/.test(path));
  it.each(of_one)('finds nothing with $name', async (endpoint) => {
    expect((await call(endpoint, a.id, a.token)).status).toBe(404);
  });

  it('lists nothing of B', async () => {
    for (const endpoint of [endpoints.listSisImports, endpoints.listImportingSisImports]) {
      expect(await (await call(endpoint, a.id, a.token)).json()).toEqual({ sis_imports: [] });
    }
    expect(await (await call(endpoints.listAccountSisImportErrors, a.id, a.token)).json()).toEqual({
      sis_import_errors: [],
    });
    expect(await (await call(endpoints.listWebhooks, a.id, a.token)).json()).toEqual([]);
    const accounts = (await (await call(endpoints.listAccounts, a.id, a.token)).json()) as { id: number }[];
    expect(accounts.map(({ id }) => id)).toEqual([a.id]);
  });

  it('aborts nothing of B', async () => {
    expect((await call(endpoints.abortAllPendingSisImports, a.id, a.token)).status).toBe(200);
    const { rows } = await server.database.pool.query('select workflow_state from sis_imports');
    expect(rows).toEqual([{ workflow_state: 'importing' }]);
  });
});

describe("a token of tenant A on its own objects with B's ids as parameters", () => {
  /** Which of B's objects a parameter may name. */
  const kinds: readonly [RegExp, string][] = [
    [/user|teachers|members|^id$/, 'users'],
    [/account/, 'accounts'],
    [/term/, 'terms'],
    [/course_ids/, 'courses'],
    [/section/, 'sections'],
    [/role/, 'roles'],
  ];
  // An import takes its term for what batch mode is about, which it is not without `batch_mode`.
  const told = guarded.filter(({ name }) => name !== 'createSisImport');
  const naming = told.flatMap((endpoint) =>
    parametersOf(endpoint)
      .filter(({ declared: { kind }, names }) => kind === 'id' || names.at(-1)?.endsWith('role_id'))
      .map(({ names, declared }) => ({ name: endpoint.name, names, declared, endpoint })),
  );
  let of_a: FilledTenant;
  let before: string;
  beforeAll(async () => {
    of_a = await fillTenant(server.database.pool, { root_account_id: a.id, account_id: a.id }, 'of A');
    before = await rosterAsText(server.database.pool, b.id);
  });

  it.each(naming)('finds nothing of B by $names of $name', async ({ names, declared, endpoint }) => {
    const [, kind = ''] = kinds.find(([pattern]) => pattern.test(names.at(-1) ?? '')) ?? [];
    const id = of_b[kind];
    if (id === undefined) throw new Error(`Say in kinds what ${names} names.`);
    const value = declared.kind !== 'group' && declared.kind !== 'map' && declared.list ? [id] : id;
    const path = fillPath(endpoint.path, of_a);
    const response =
      endpoint.method === 'GET'
        ? await server.get(`${path}?${asQuery(names, value)}`, a.token)
        : await server.send(
            endpoint.method,
            path,
            withValue(leastBody(endpoint, of_a), names, value),
            a.token,
          );
    const text = await response.text();
    expect(text).not.toContain('secret');
    if (response.status !== 200) expect([400, 403, 404]).toContain(response.status);
    else if (endpoint.name === 'updateCourses') {
      expect(JSON.parse(text)).toMatchObject({ workflow_state: 'failed', results: { course_ids: [] } });
    } else expect(JSON.parse(text)).toEqual([]);
    expect(await rosterAsText(server.database.pool, b.id)).toBe(before);
  });
});

describe('the Host', () => {
  it('picks what self means, and A may not act as B', async () => {
    const path = '/api/v1/accounts/self';
    expect(JSON.parse((await ofHost(path, 'A.Example:8443', a.token)).body)).toMatchObject({ id: a.id });
    expect(JSON.parse((await ofHost(path, 'b.example', b.token)).body)).toMatchObject({ id: b.id });
    expect(JSON.parse((await ofHost(path, 'unknown.example', server.token)).body)).toMatchObject({ id: 1 });
    expect((await ofHost(path, 'b.example', a.token)).status).toBe(403);
    expect((await ofHost(path, 'unknown.example', a.token)).status).toBe(403);
  });

  it('limits SIS ids, so that the same one means another account', async () => {
    const { pool } = server.database;
    for (const { id } of [a, b]) {
      await pool.query(
        `insert into accounts (root_account_id, parent_account_id, name, sis_id) values ($1, $1, $2, 'ART')`,
        [id, `Art of ${id}`],
      );
    }
    const path = '/api/v1/accounts/sis_account_id:ART';
    const show = async (host: string) => JSON.parse((await ofHost(path, host, server.token)).body).name;
    expect([await show('a.example'), await show('b.example')]).toEqual([`Art of ${a.id}`, `Art of ${b.id}`]);
    expect((await ofHost(path, 'unknown.example', server.token)).status).toBe(404);
    expect((await ofHost(path, 'b.example', a.token)).status).toBe(403);
  });
});

describe('a site admin', () => {
  it('may act in every root account', async () => {
    const response = await server.get(`/api/v1/accounts/${b.id}/sis_imports/${import_of_b}/errors`);
    expect(await response.text()).toContain('secret of B');
  });
});
