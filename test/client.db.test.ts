import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Client,
  createClient,
  ForbiddenError,
  NotFoundError,
  ThrottledError,
} from '../src/client/index.ts';
import { type ApiServer, createApiServer } from './support/api-server.ts';
import { type HostileProxy, type LineFault, openHostileProxy } from './support/hostile-proxy.ts';

// The client against our server, on a bad line.

let server: ApiServer;
let proxy: HostileProxy;
let client: Client;
let pauses: number[];
const folder = mkdtempSync(join(tmpdir(), 'rollcall-client-'));
beforeAll(async () => {
  server = await createApiServer();
  mkdirSync(join(folder, 'roster'));
  for (const name of ['users', 'accounts'])
    writeFileSync(
      join(folder, 'roster', `${name}.csv`),
      'user_id,login_id,status\nU1,ada,active\n'.repeat(2_000),
    );
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  proxy = await openHostileProxy(server.url);
  pauses = [];
  const sleep = async (ms: number) => void pauses.push(ms);
  client = createClient({ base_url: proxy.url, token: server.token, sleep });
});
afterEach(() => proxy.close());

const newest = async () =>
  Number((await server.database.pool.query('select max(id) as id from sis_imports')).rows[0].id ?? 0);
const count = async () =>
  Number((await server.database.pool.query('select count(*) as count from sis_imports')).rows[0].count);
const post = /^POST .*sis_imports$/;

describe('an upload on a bad line', () => {
  it.each<[LineFault[]]>([
    [['cut']],
    [['lose']],
    [['truncate']],
    [['duplicate']],
    [['delay']],
    [['throttle']],
    [['gateway']],
    [['cut', 'throttle', 'lose']],
    [['duplicate', 'lose']],
    [['cut', 'cut', 'gateway']],
  ])('that does %j makes one import', async (faults) => {
    proxy.next(post, ...faults);
    const before = await count();
    const made = await client.sisImports.create({ folder: join(folder, 'roster') }, { skip_deletes: true });
    expect(made).toMatchObject({ id: await newest(), skip_deletes: true, workflow_state: 'created' });
    expect(await count()).toBe(before + 1);
  });

  it('makes two imports of two uploads, although they are alike', async () => {
    const before = await count();
    const one = await client.sisImports.create({ path: join(folder, 'roster/users.csv') });
    proxy.next(post, 'lose');
    const two = await client.sisImports.create({ path: join(folder, 'roster/users.csv') });
    expect(two.id).not.toBe(one.id);
    expect(await count()).toBe(before + 2);
  });

  it('is found where no key is obeyed, either', async () => {
    // As at a Canvas: with the key taken away, only the list tells what was made.
    const fetchWithoutKey: typeof fetch = (url, init) => {
      const headers = new Headers(init?.headers);
      headers.delete('idempotency-key');
      return fetch(url, { ...init, headers });
    };
    const sleep = async () => {};
    const plain = createClient({ base_url: proxy.url, token: server.token, sleep, fetch: fetchWithoutKey });
    const before = await count();
    for (const fault of ['lose', 'gateway', 'truncate'] as const) {
      proxy.next(post, fault);
      await plain.sisImports.create(
        { folder: join(folder, 'roster') },
        { diffing_data_set_identifier: fault },
      );
    }
    expect(await count()).toBe(before + 3);
  });
});

describe('a read on a bad line', () => {
  it('is tried again, whatever happens to it', async () => {
    proxy.next(/^GET/, 'cut', 'lose', 'truncate', 'throttle', 'gateway');
    const accounts = await client.listAccounts().all();
    expect(accounts.length).toBeGreaterThan(0);
    expect(proxy.seen.map(({ fault }) => fault)).toEqual([
      'cut',
      'lose',
      'truncate',
      'throttle',
      'gateway',
      null,
    ]);
  });

  it('is given up in the end', async () => {
    proxy.next(/^GET/, ...Array.from({ length: 20 }, () => 'throttle' as const));
    await expect(client.sisImports.get(1)).rejects.toBeInstanceOf(ThrottledError);
    expect(proxy.seen).toHaveLength(6);
  });
});

describe('a write on a bad line', () => {
  it('is not repeated when it may have been done', async () => {
    const { id } = await client.sisImports.create({ path: join(folder, 'roster/users.csv') });
    const before = proxy.seen.length;
    proxy.next(/abort$/, 'lose');
    await expect(client.sisImports.abort(id)).rejects.toMatchObject({ name: 'ConnectionError' });
    expect(proxy.seen.length).toBe(before + 1);
    expect(await client.sisImports.get(id)).toMatchObject({ workflow_state: 'aborted' });
  });

  it('is when it was refused for want of quota', async () => {
    proxy.next(/abort_all_pending$/, 'throttle');
    await client.sisImports.abortAllPending();
    expect(proxy.seen.map(({ fault }) => fault)).toEqual(['throttle', null]);
  });
});

describe('our server', () => {
  it('gives string ids, in every shape', async () => {
    const strings = createClient({ base_url: server.url, token: server.token, string_ids: true });
    const made = await strings.sisImports.create({ path: join(folder, 'roster/users.csv') });
    expect(made.id).toMatch(/^\d+$/);
    const [listed] = await strings.sisImports.list({}, { per_page: 1 }).all();
    expect(listed?.user?.id).toMatch(/^\d+$/);
    expect((await strings.listAccounts().all()).map(({ id }) => typeof id)).toContain('string');
  });

  it('names each request in its errors', async () => {
    const missing = await client.sisImports.get(9_999_999).catch((error: unknown) => error);
    expect(missing).toBeInstanceOf(NotFoundError);
    expect(missing).toMatchObject({ status: 404, request_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    const token = await server.makeAdmin({ root_account_id: 1, id: 1 }, {});
    const nobody = createClient({ base_url: server.url, token });
    const refused = await nobody.sisImports
      .list()
      .all()
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ForbiddenError);
    expect(JSON.stringify([refused, String(refused), (refused as ForbiddenError).body])).not.toContain(token);
  });

  it('lists what is importing and what went wrong, and offers its reports', async () => {
    expect(await client.sisImports.importing().all()).toEqual([]);
    expect(await client.sisImports.errors(null, { failure: true }).all()).toEqual([]);
    expect((await client.reports.kinds()).map(({ report }) => report)).toEqual(
      expect.arrayContaining(['sis_export_csv', 'provisioning_csv']),
    );
  });
});
