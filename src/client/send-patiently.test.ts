import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canvasReplies, type FakeCanvas, openFakeCanvas } from '../../test/support/fake-canvas.ts';
import { type Client, createClient, MovedError, ServerError } from './index.ts';
import { openQuota } from './quota.ts';
import { readRetryAfter } from './read-retry-after.ts';

let canvas: FakeCanvas;
let client: Client;
let pauses: number[];
const closers: (() => Promise<void>)[] = [];
beforeEach(async () => {
  canvas = await openFakeCanvas();
  pauses = [];
  client = createClient({
    base_url: canvas.url,
    token: '1~s3cret',
    sleep: async (ms) => void pauses.push(ms),
  });
});
afterEach(async () => {
  await canvas.close();
  for (const close of closers.splice(0)) await close();
});

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a read', () => {
  it('is tried three times when the server has a fault, and no more', async () => {
    const { server_fault } = canvasReplies;
    canvas.next(/./, server_fault, server_fault, server_fault, { body: { id: 1 } });
    const fault = await client.showAccount({ id: 1 }).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(ServerError);
    expect(fault).toMatchObject({ body: { error_report_id: 4711 } });
    expect(canvas.requests).toHaveLength(3);
  });

  it('counts as broken when it takes too long', async () => {
    const base_url = await serve(() => {});
    const hasty = createClient({ base_url, read_timeout_ms: 20, sleep: async () => {} });
    await expect(hasty.showAccount({ id: 1 })).rejects.toThrow(/No answer from \S+ within 0\.02 s/);
  });

  it('waits for as long as Retry-After says', async () => {
    canvas.next(/./, { ...canvasReplies.throttled_429 }, { body: { id: 1 } });
    await client.showAccount({ id: 1 });
    expect(pauses).toHaveLength(1);
    // Less by what passed since the answer, more by a part that differs between clients.
    expect(pauses[0]).toBeGreaterThan(2_000);
    expect(pauses[0]).toBeLessThan(4_300);
  });
});

describe('the quota', () => {
  it('spaces requests out when it runs low, and not before', async () => {
    const wait = async (remaining: string) => {
      const slept: number[] = [];
      const quota = openQuota(
        async (ms) => void slept.push(ms),
        () => 0,
      );
      quota.note(new Headers({ 'x-rate-limit-remaining': remaining }));
      await quota.wait(undefined);
      return slept;
    };
    expect(await wait('650.2')).toEqual([]);
    expect(await wait('80')).toEqual([2_000]);
    expect(await wait('0.0')).toEqual([5_000]);
    expect(await wait('much')).toEqual([]);
  });

  it('is read from every answer', async () => {
    canvas.next(/./, { headers: { 'x-rate-limit-remaining': '0.0' }, body: { id: 1 } });
    await client.showAccount({ id: 1 });
    canvas.next(/./, { body: { id: 1 } });
    await client.showAccount({ id: 1 });
    expect(pauses).toHaveLength(1);
  });

  it('keeps the longest of what it was told', async () => {
    const slept: number[] = [];
    const quota = openQuota(
      async (ms) => void slept.push(ms),
      () => 0,
    );
    quota.hold(500);
    quota.hold(100);
    quota.note(new Headers());
    await quota.wait(undefined);
    expect(slept).toEqual([500]);
  });
});

describe('Retry-After', () => {
  it.each([
    ['3', 3_000],
    ['Thu, 01 Jan 1970 00:00:10 GMT', 8_000],
    ['Thu, 01 Jan 1970 00:00:01 GMT', 0],
    ['soon', null],
  ])('%s is %j ms', (text, ms) => {
    expect(readRetryAfter(new Headers({ 'retry-after': text }), () => 2_000)).toBe(ms);
  });
});

describe('the token', () => {
  it('does not go along to where a server leads', async () => {
    const seen: (string | undefined)[] = [];
    const elsewhere = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{"id": 1}');
    });
    const location = `${elsewhere}/api/v1/accounts/1?x=1`;
    canvas.next(/GET/, { status: 302, headers: { location }, body: '' });
    canvas.next(/PUT/, { status: 307, headers: { location }, body: '' });
    canvas.next(/POST/, { status: 301, headers: { location }, body: '' });
    const moved = new RegExp(`was sent on to ${elsewhere}: take that address`);
    await expect(client.showAccount({ id: 1 })).rejects.toThrow(moved);
    await expect(client.sisImports.abort(1)).rejects.toThrow(moved);
    const content = new Blob(['x']).stream();
    const attachment = { name: 'a.csv', content };
    await expect(client.createSisImport({ account_id: 1, attachment })).rejects.toBeInstanceOf(MovedError);
    expect(seen).toEqual([undefined]);
  });

  it('stays out of errors, however the server repeats it', async () => {
    const body = { errors: [{ message: 'bad token 1~s3cret' }], url: 'https://x/?access_token=1~s3cret' };
    canvas.next(/./, { status: 400, body }, { status: 200, body: 'no JSON: 1~s3cret' });
    for (let at = 0; at < 2; at++) {
      const error = await client.showAccount({ id: 1 }).catch((thrown: unknown) => thrown);
      expect(inspect(error, { depth: 9 })).not.toContain('s3cret');
      expect(inspect(error, { depth: 9 })).toContain('[token]');
    }
    expect(inspect(client, { depth: 9 })).not.toContain('s3cret');
  });

  it.each(['two words', 'line\n', ''])('%j is none, and not repeated', (token) => {
    expect(() => createClient({ base_url: 'https://x.test', token })).toThrow(/^The token holds blanks/);
  });
});

describe('progress', () => {
  it('is waited for until it is completed', async () => {
    const at = (workflow_state: string, completion: number | null) => ({
      body: { id: 5, workflow_state, completion },
    });
    canvas.next(/progress/, at('queued', null), at('running', 40), at('completed', 100));
    const seen: (number | null)[] = [];
    for await (const { percent } of client.progress.waitFor({ id: 5 })) seen.push(percent);
    expect(seen).toEqual([null, 40, 100]);
    canvas.next(/cancel/, at('failed', null));
    expect(await client.progress.cancel(5, { message: 'enough' })).toMatchObject({
      workflow_state: 'failed',
    });
    expect(canvas.requests.at(-1)?.body.toString()).toBe('message=enough');
  });
});

describe('reports', () => {
  it('are run, waited for and opened', async () => {
    const run = { id: 3, report: 'sis_export_csv' };
    const attachment = { url: `${canvas.url}/files/8/download?verifier=v` };
    canvas.next(/POST .*reports/, { body: { ...run, status: 'created', progress: 0 } });
    canvas.next(/GET .*reports/, { body: { ...run, status: 'running', progress: 50 } });
    canvas.next(/GET .*reports/, { body: { ...run, status: 'complete', progress: 100, attachment } });
    canvas.next(/files/, { body: 'user_id\n' });
    const ended = await client.reports.run('sis_export_csv', { users: true });
    expect(await new Response(await client.reports.open(ended)).text()).toBe('user_id\n');
    expect(canvas.requests[0]?.body.toString()).toBe('parameters%5Busers%5D=true');
    expect(await client.reports.open({})).toBeNull();
  });

  it('are aborted when nobody waits for them any more', async () => {
    const stop = new AbortController();
    const run = { body: { id: 3, report: 'x', status: 'running', progress: 1 } };
    canvas.next(/reports/, run, run, run);
    const options = { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) };
    await expect(client.reports.run('x', {}, options)).rejects.toThrow('enough');
    expect(canvas.calls().at(-1)).toBe('PUT /api/v1/accounts/self/reports/x/3/abort');
  });
});
