import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { removeFolder } from '../../test/support/remove-folder.ts';
import type { SisImport } from '../api/index.ts';
import { startServer, startWorker, withTokens } from './index.ts';

let database: TestDatabase;
let place: { readonly database_url: string; readonly data_dir: string };
beforeEach(async () => {
  database = await createTestDatabase();
  place = { database_url: database.url, data_dir: mkdtempSync(join(tmpdir(), 'rollcall-server-')) };
});
// Fails when a server has left a connection open.
afterEach(async () => {
  removeFolder(place.data_dir);
  await database.close();
});

const listen = { port: 0, host: '127.0.0.1' };
const status = async (url: string, token: string) =>
  (await fetch(`${url}/api/v1/accounts/self`, { headers: { authorization: `Bearer ${token}` } })).status;

async function upload(url: string, token: string): Promise<number> {
  const form = new FormData();
  form.append(
    'attachment',
    new Blob(['account_id,parent_account_id,name,status\nA1,,Arts,active\n']),
    'a.csv',
  );
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/api/v1/accounts/1/sis_imports`, {
    method: 'POST',
    headers,
    body: form,
  });
  return ((await response.json()) as SisImport).id;
}

async function ended(url: string, token: string, id: number): Promise<SisImport> {
  return eventually(async () => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await fetch(`${url}/api/v1/accounts/1/sis_imports/${id}`, { headers });
    const shown = (await response.json()) as SisImport;
    return shown.ended_at === null ? undefined : shown;
  });
}

describe('startServer', () => {
  it('prints a token once, and has one of its own that ends with it', async () => {
    const first = await startServer({ ...place, ...listen, workers: 0, issue_token: true });
    const { token, token_printed_once = '' } = first;
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect([await status(first.url, token), await status(first.url, token_printed_once)]).toEqual([200, 200]);
    await first.close();
    const second = await startServer({ ...place, ...listen, workers: 0, issue_token: true });
    expect(second).not.toHaveProperty('token_printed_once');
    expect([await status(second.url, token), await status(second.url, token_printed_once)]).toEqual([
      401, 200,
    ]);
    await second.close();
  });

  it('knows a given token', async () => {
    const server = await startServer({ ...place, ...listen, workers: 0, token: 'from-the-environment' });
    expect(server).not.toHaveProperty('token_printed_once');
    expect(await status(server.url, 'from-the-environment')).toBe(200);
    await server.close();
  });

  it('refuses a token that no header could carry', async () => {
    for (const token of ['', 'two words', 'line\n']) {
      await expect(startServer({ ...place, ...listen, token })).rejects.toThrow(/token/);
    }
  });

  it('imports what is uploaded', async () => {
    const server = await startServer({ ...place, ...listen });
    const id = await upload(server.url, server.token);
    expect(await ended(server.url, server.token, id)).toMatchObject({
      workflow_state: 'imported',
      progress: 100,
      data: { counts: { accounts: 1 } },
    });
    await server.close();
  });

  it('leaves imports to workers when it has none itself', async () => {
    const server = await startServer({ ...place, ...listen, workers: 0 });
    const id = await upload(server.url, server.token);
    const stop = new AbortController();
    const worker = startWorker({ ...place, workers: 1, signal: stop.signal });
    expect(await ended(server.url, server.token, id)).toMatchObject({ workflow_state: 'imported' });
    stop.abort();
    await worker;
    await server.close();
  });

  it('finishes requests under way before it closes', async () => {
    const server = await startServer({ ...place, ...listen, workers: 0 });
    let release: () => void = () => {};
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode('user_id\n'));
        await new Promise<void>((resolve) => {
          release = resolve;
        });
        controller.close();
      },
    });
    const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'text/csv' };
    const request = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    const answer = fetch(`${server.url}/api/v1/accounts/1/sis_imports`, request);
    // The upload is under way once its draft is there.
    const drafts = join(place.data_dir, 'files', '.drafts');
    await eventually(async () => (existsSync(drafts) && readdirSync(drafts).length > 0 ? true : undefined));
    const closed = server.close();
    release();
    expect((await answer).status).toBe(200);
    await closed;
    await expect(fetch(server.url)).rejects.toThrow();
  });

  it('closes everything again when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as { port: number };
    await expect(startServer({ ...place, ...listen, port })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is in use by another program.`,
    );
    await new Promise((resolve) => other.close(resolve));
  });
});

describe('withTokens', () => {
  it('makes, lists and revokes tokens', async () => {
    const made = await withTokens(place, (tokens) => tokens.create({ purpose: 'nightly' }));
    const expired = await withTokens(place, (tokens) =>
      tokens.create({ purpose: 'old', user: 'sis_login_id:admin', expires_at: '2020-01-01T00:00:00Z' }),
    );
    expect(await withTokens(place, (tokens) => tokens.create({ purpose: 'x', user: '77' }))).toBeNull();
    const server = await startServer({ ...place, ...listen, workers: 0 });
    expect([await status(server.url, made ?? ''), await status(server.url, expired ?? '')]).toEqual([
      200, 401,
    ]);
    const list = await withTokens(place, (tokens) => tokens.list());
    expect(list.map(({ purpose, hint }) => [purpose, hint])).toEqual([
      ['nightly', made?.slice(0, 8)],
      ['old', expired?.slice(0, 8)],
    ]);
    const id = list[0]?.id ?? 0;
    expect(await withTokens(place, (tokens) => tokens.revoke(id))).toBe(true);
    expect(await withTokens(place, (tokens) => tokens.revoke(id))).toBe(false);
    expect(await status(server.url, made ?? '')).toBe(401);
    await server.close();
  });
});
