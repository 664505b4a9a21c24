import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../test/support/api-server.ts';
import { openRosterFactory } from '../../test/support/roster-factory.ts';
import { insertImportRow, insertMessageRow } from '../../test/support/sis-import-rows.ts';
import { type Endpoint, endpoints } from '../api/index.ts';

let server: ApiServer;
let a: Tenant;
let b: Tenant;
let import_of_b: number;
/** Objects of B by the word before their id in a path. */
let of_b: Readonly<Record<string, number>>;
beforeAll(async () => {
  server = await createApiServer();
  a = await server.makeTenant('A', 'a.example');
  b = await server.makeTenant('B', 'b.example');
  const { pool } = server.database;
  import_of_b = await insertImportRow(pool, { root_account_id: b.id, workflow_state: 'importing' });
  await insertMessageRow(pool, import_of_b, { text: 'secret of B', root_account_id: b.id });
  of_b = await fillTenant(b.id);
});
afterAll(() => server.close());

async function fillTenant(root_account_id: number): Promise<Readonly<Record<string, number>>> {
  const roster = await openRosterFactory(server.database.pool, root_account_id);
  const { user_id, login_id } = await roster.user('U1', 'secret person of B');
  const { user_id: observee_id } = await roster.user('U2', 'secret child of B');
  const course_id = await roster.course();
  const section_id = await roster.section(course_id);
  const group_category_id = await roster.category({ course_id });
  const group_id = await roster.group({ group_category_id, course_id });
  await roster.observer(user_id, observee_id);
  await roster.admin(root_account_id, user_id);
  return {
    accounts: root_account_id,
    sub_accounts: await roster.account(),
    terms: await roster.term(),
    users: user_id,
    admins: user_id,
    logins: login_id,
    observees: observee_id,
    courses: course_id,
    crosslist: await roster.course(),
    sections: section_id,
    enrollments: await roster.enrollment(observee_id, section_id),
    group_categories: group_category_id,
    groups: group_id,
    memberships: await roster.membership(group_id, observee_id),
    roles: await roster.role('Proctor', { base_role_type: 'TaEnrollment' }),
    sis_imports: import_of_b,
    progress: await roster.insert('progresses', {
      context_type: 'SisBatch',
      context_id: import_of_b,
      tag: 'sis_batch_state_restore',
      message: 'secret of B',
    }),
  };
}

const guarded: readonly Endpoint[] = Object.values<Endpoint>(endpoints).filter(
  ({ permission }) => permission !== null,
);

/** An endpoint's path with ids of B's, but for the account, which may be another one. */
function fillPath(path: string, account: number): string {
  return path
    .replaceAll(/(\w+)\/:(\w+)/g, (_all, before: string, name: string) => {
      if (name === 'report') return `${before}/sis_export_csv`;
      const id = before === 'accounts' ? account : of_b[before];
      if (id === undefined) throw new Error(`Give fillTenant an object for ${before}/:${name} of ${path}.`);
      return `${before}/${id}`;
    })
    .replace(':id', String(import_of_b));
}

/** Calls an endpoint with every name in its path set to an id of B's, but for the account. */
async function call(endpoint: Endpoint, account: number, token: string): Promise<Response> {
  const path = fillPath(endpoint.path, account);
  if (endpoint.name !== 'createSisImport') return server.send(endpoint.method, path, undefined, token);
  const form = new FormData();
  form.append('attachment', new Blob(['user_id\n']), 'users.csv');
  return server.send('POST', path, form, token);
}

/** What B's roster holds, as text: whoever changes anything changes it. */
async function rosterOfB(): Promise<string> {
  const { rows } = await server.database.pool.query<{ tables: string }>(
    `select string_agg(query_to_xml(format('select * from %I where root_account_id = ${b.id} order by 1', table_name),
       true, false, '')::text, '' order by table_name) as tables
     from information_schema.columns where table_schema = 'public' and column_name = 'root_account_id'
       and table_name not in ('access_tokens')`,
  );
  return rows[0]!.tables;
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
    before = await rosterOfB();
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
    expect(await rosterOfB()).toBe(before);
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
    const accounts = (await (await call(endpoints.listAccounts, a.id, a.token)).json()) as { id: number }[];
    expect(accounts.map(({ id }) => id)).toEqual([a.id]);
  });

  it('aborts nothing of B', async () => {
    expect((await call(endpoints.abortAllPendingSisImports, a.id, a.token)).status).toBe(200);
    const { rows } = await server.database.pool.query('select workflow_state from sis_imports');
    expect(rows).toEqual([{ workflow_state: 'importing' }]);
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
