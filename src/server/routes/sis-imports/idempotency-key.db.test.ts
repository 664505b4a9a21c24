import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../../test/support/api-server.ts';
import type { SisImport } from '../../../api/index.ts';

let server: ApiServer;
let other: Tenant;
beforeAll(async () => {
  server = await createApiServer();
  other = await server.makeTenant('Other', 'other.example');
});
afterAll(() => server.close());
beforeEach(() => {
  server.queued.length = 0;
});

interface Sent {
  readonly status: number;
  readonly body: SisImport & { readonly code?: string };
  readonly replayed: string | null;
}

async function send(
  key: string,
  {
    csv = 'user_id\nU1\n',
    query = '',
    account = 1,
    token = server.token,
    as_form = false,
    name = 'u.csv',
  } = {},
): Promise<Sent> {
  const form = new FormData();
  form.append('attachment', new Blob([csv]), name);
  const response = await fetch(`${server.url}/api/v1/accounts/${account}/sis_imports?${query}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'idempotency-key': key,
      ...(as_form ? {} : { 'content-type': 'text/csv' }),
    },
    body: as_form ? form : csv,
  });
  const body = (await response.json()) as Sent['body'];
  return { status: response.status, body, replayed: response.headers.get('idempotency-replayed') };
}

const countImports = async () =>
  (await server.database.pool.query('select count(*)::int as n from sis_imports')).rows[0].n as number;

describe('the same Idempotency-Key', () => {
  it.each([
    ['raw body', false],
    ['form', true],
  ])('gives the same import for the same %s, which is queued once', async (what, as_form) => {
    const first = await send(`nightly-${what.replace(' ', '-')}`, { as_form });
    const files = server.storedUploads().length;
    const second = await send(`nightly-${what.replace(' ', '-')}`, { as_form });
    expect([first.status, first.replayed]).toEqual([200, null]);
    expect([second.status, second.replayed]).toEqual([200, 'true']);
    expect(second.body).toEqual(first.body);
    expect(server.queued).toEqual([1]);
    expect(server.storedUploads()).toHaveLength(files);
  });

  it('gives the import as it is by then', async () => {
    const { body } = await send('later');
    await server.database.pool.query(`update sis_imports set workflow_state = 'imported' where id = $1`, [
      body.id,
    ]);
    expect((await send('later')).body).toMatchObject({ id: body.id, workflow_state: 'imported' });
  });

  it.each([
    ['another file', { csv: 'user_id\nU2\n' }],
    ['other options', { query: 'skip_deletes=true' }],
    ['another name', { as_form: true, name: 'other.csv' }],
  ])('with %s is refused, and nothing is kept', async (_what, change) => {
    const key = `refused-${Object.keys(change).join('-')}`;
    const first = await send(key, { as_form: 'name' in change });
    const [files, imports] = [server.storedUploads().length, await countImports()];
    const refused = await send(key, change);
    expect(refused).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
    expect(JSON.stringify(refused.body)).toContain(`SIS import ${first.body.id}`);
    expect([server.storedUploads().length, await countImports()]).toEqual([files, imports]);
    expect(server.queued).toEqual([1]);
  });

  it('makes one import of requests that come at the same time', async () => {
    const sent = await Promise.all(Array.from({ length: 8 }, () => send('together')));
    expect(sent.map(({ status }) => status)).toEqual(Array(8).fill(200));
    expect(new Set(sent.map(({ body }) => body.id)).size).toBe(1);
    expect(sent.filter(({ replayed }) => replayed === null)).toHaveLength(1);
    expect(server.queued).toEqual([1]);
  });

  it('belongs to its root account', async () => {
    const mine = await send('shared');
    const theirs = await send('shared', { account: other.id, token: other.token, csv: 'user_id\nU9\n' });
    expect(theirs.status).toBe(200);
    expect(theirs.body.id).not.toBe(mine.body.id);
    expect((await send('shared', { token: other.token })).status).toBe(403);
  });

  it('is free again after seven days', async () => {
    const old = await send('weekly');
    const { pool } = server.database;
    await pool.query(
      `update idempotency_keys set created_at = now() - interval '6 days 23 hours' where key = 'weekly'`,
    );
    expect((await send('weekly')).body.id).toBe(old.body.id);
    await pool.query(
      `update idempotency_keys set created_at = now() - interval '7 days' where key = 'weekly'`,
    );
    const fresh = await send('weekly', { csv: 'user_id\nU3\n' });
    expect(fresh).toMatchObject({ status: 200, replayed: null });
    expect(fresh.body.id).not.toBe(old.body.id);
    expect((await send('weekly', { csv: 'user_id\nU3\n' })).body.id).toBe(fresh.body.id);
  });
});

describe('a key', () => {
  it.each(['two words', 'x'.repeat(256), 'tab\there'])('may not be %j', async (key) => {
    const imports = await countImports();
    const refused = await send(key);
    expect(refused).toMatchObject({ status: 400, body: { code: 'invalid_idempotency_key' } });
    expect(await countImports()).toBe(imports);
  });

  it('is not spent by a request that was refused', async () => {
    expect((await send('typo', { query: 'change_threshold=some' })).status).toBe(400);
    expect(await send('typo')).toMatchObject({ status: 200, replayed: null });
  });
});
