import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../../test/support/remove-folder.ts';
import { ConnectionError, createClient, ResponseError } from './index.ts';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string | undefined;
  readonly type: string;
  readonly body: Buffer;
}

type Answer = (seen: Seen, response: ServerResponse) => void;

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function collect(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

async function serve(answer: Answer) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = await collect(request).catch(() => null);
    if (body === null) return;
    seen.push({
      method,
      url,
      authorization: headers.authorization,
      type: headers['content-type'] ?? '',
      body,
    });
    answer(seen.at(-1)!, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  const base_url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const pauses: number[] = [];
  const sleep = async (ms: number) => void pauses.push(ms);
  return { seen, base_url, pauses, client: createClient({ base_url, token: 's3cret', sleep }) };
}

const json = (response: ServerResponse, body: unknown, status = 200, headers = {}) =>
  response
    .writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers })
    .end(JSON.stringify(body));

const readForm = (seen: Seen) =>
  new Response(new Uint8Array(seen.body), { headers: { 'content-type': seen.type } }).formData();

async function* pieces(...texts: string[]) {
  for (const text of texts) yield new TextEncoder().encode(text);
}

describe('createSisImport', () => {
  const csv = 'user_id,login_id,status\nU1,ada,active\n';
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-client-'));
  const path = join(folder, 'users.csv');
  writeFileSync(path, csv);
  afterAll(() => removeFolder(folder));

  it.each([
    ['a path', () => ({ path })],
    ['bytes', () => ({ name: 'users.csv', content: new TextEncoder().encode(csv) })],
    ['a File', () => new File([csv], 'users.csv')],
    ['a stream of Node', () => ({ name: 'users.csv', content: Readable.from([Buffer.from(csv)]) })],
    ['a web stream', () => ({ name: 'users.csv', content: new Blob([csv]).stream() })],
    ['pieces', () => ({ name: 'users.csv', content: pieces(csv.slice(0, 5), csv.slice(5)) })],
  ])('sends options, then the file, from %s', async (_kind, makeUpload) => {
    const { client, seen } = await serve((_seen, response) => json(response, { id: 7 }));
    const made = await client.createSisImport({
      account_id: 'self',
      skip_deletes: true,
      attachment: makeUpload(),
    });
    expect(made.id).toBe(7);
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/api/v1/accounts/self/sis_imports' });
    const form = await readForm(seen[0]!);
    expect([...form.keys()]).toEqual(['skip_deletes', 'attachment']);
    expect(form.get('skip_deletes')).toBe('true');
    const file = form.get('attachment') as File;
    expect([file.name, file.type, await file.text()]).toEqual(['users.csv', 'text/csv', csv]);
  });

  it('keeps a file name with quotes and line breaks inside its header', async () => {
    const { client, seen } = await serve((_seen, response) => json(response, { id: 7 }));
    const content = pieces('x');
    await client.createSisImport({ account_id: 1, attachment: { name: 'a"\r\nb.csv', content } });
    expect(seen[0]?.body.toString()).toContain('filename="a%22%0D%0Ab.csv"');
  });

  it('tells which path it could not open', async () => {
    const { client } = await serve((_seen, response) => json(response, {}));
    const call = client.createSisImport({ account_id: 1, attachment: { path: '/nowhere/users.csv' } });
    await expect(call).rejects.toThrow(/ENOENT.*\/nowhere\/users\.csv/);
  });

  it('passes on the error of a source that breaks', async () => {
    const { client } = await serve((_seen, response) => json(response, {}));
    async function* broken() {
      yield new Uint8Array(10);
      throw new Error('the disk is gone');
    }
    const call = client.createSisImport({ account_id: 1, attachment: { name: 'a.zip', content: broken() } });
    await expect(call).rejects.toThrow(/^the disk is gone$/);
  });
});

describe('requests', () => {
  it('puts ids, groups, maps and lists where they belong, and the token into the header alone', async () => {
    const { client, seen } = await serve((_seen, response) => json(response, { sis_imports: [] }));
    await client.createRootAccount({
      account_id: 'self',
      account: { name: 'Lake & Side', domain: 'l.test' },
    });
    await client.startReport({ account_id: 1, report: 'sis_export_csv', parameters: { users: true } });
    await client.showAccount({ id: 'sis_account_id:a/b.json' });
    for await (const _ of client.listSisImports(
      { account_id: 1, workflow_state: ['created', 'aborted'] },
      { per_page: 100 },
    )) {
      throw new Error('there is none');
    }
    expect(seen.map(({ method, url, body }) => [method, decodeURIComponent(url), body.toString()])).toEqual([
      [
        'POST',
        '/api/v1/accounts/self/root_accounts',
        'account%5Bname%5D=Lake+%26+Side&account%5Bdomain%5D=l.test',
      ],
      ['POST', '/api/v1/accounts/1/reports/sis_export_csv', 'parameters%5Busers%5D=true'],
      ['GET', '/api/v1/accounts/sis_account_id:a/b.json', ''],
      [
        'GET',
        '/api/v1/accounts/1/sis_imports?workflow_state[]=created&workflow_state[]=aborted&per_page=100',
        '',
      ],
    ]);
    expect(seen[2]?.url).toBe('/api/v1/accounts/sis_account_id%3Aa%2Fb%2Ejson');
    expect(seen.every(({ authorization }) => authorization === 'Bearer s3cret')).toBe(true);
    expect(JSON.stringify(seen.map(({ url, body }) => url + body))).not.toContain('s3cret');
  });

  it.each(['..', '.', ''])('refuses the id "%s"', async (id) => {
    const { client, seen } = await serve((_seen, response) => json(response, {}));
    await expect(client.showAccount({ id })).rejects.toThrow(TypeError);
    expect(seen).toEqual([]);
  });

  it.each(['ftp://x', 'http://u:p@x', 'x', 'http://x/?access_token=1'])(
    'refuses the base_url %s',
    (base_url) => {
      expect(() => createClient({ base_url })).toThrow(TypeError);
    },
  );

  it('sends no token to the address of a file', async () => {
    const { client, seen, base_url } = await serve((_seen, response) => response.end('a,b\n'));
    const stream = await client.openFile({ url: `${base_url}/files/9/download?verifier=v` });
    expect(await new Response(stream).text()).toBe('a,b\n');
    expect(seen[0]?.authorization).toBeUndefined();
  });
});

describe('errors', () => {
  it.each([
    [{ errors: [{ message: 'Invalid access token.' }] }, /answered 401: Invalid access token\./],
    [
      { status: 'unauthenticated', errors: [{ message: 'user authorization required' }] },
      /user authorization required/,
    ],
    [{ errors: ['not a root account'] }, /not a root account/],
    [{ message: 'a threshold is needed' }, /a threshold is needed/],
    [{ error: true, error_message: 'no attachment' }, /no attachment/],
    [{ errors: { name: [{ attribute: 'name', type: 'blank', message: 'is blank' }] } }, /is blank/],
    [{ name: [{ attribute: 'name', type: 'blank', message: 'is blank' }] }, /is blank/],
    [{ unheard: 'of' }, /answered 401\.$/],
  ])('finds the sentence in %j', async (body, text) => {
    const { client } = await serve((_seen, response) => json(response, body, 401));
    const error = await client.showAccount({ id: 1 }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({ status: 401, body, message: expect.stringMatching(text) });
  });

  it('never repeats the token', async () => {
    const { client } = await serve((_seen, response) => json(response, { message: 'unknown: s3cret' }, 401));
    await expect(client.showAccount({ id: 1 })).rejects.toThrow(/unknown: \[token\]/);
  });

  it('tells a server of another kind', async () => {
    const { client } = await serve((_seen, response) => response.end('<html>'));
    await expect(client.showAccount({ id: 1 })).rejects.toThrow(/did not answer with JSON/);
  });

  it('tells that nobody answers, and why', async () => {
    const { base_url } = await serve((_seen, response) => json(response, {}));
    await closers.pop()?.();
    const error = await createClient({ base_url })
      .showAccount({ id: 1 })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as Error).message).toMatch(/^No answer from http:\/\/127\.0\.0\.1:\d+ .*ECONNREFUSED/);
  });
});

describe('pages', () => {
  it('follows the next links with the token, to this server only, until there is none', async () => {
    const { client, seen } = await serve(({ url }, response) => {
      const page = Number(new URL(url, 'http://x').searchParams.get('page') ?? '1');
      const next = `<https://elsewhere.test/api/v1/accounts?x=a,b;c&page=${page + 1}>; rel="next",`;
      const link = `<http://x/?page=1>; rel="current",${page < 3 ? next : ''}<http://x/>; rel="first"`;
      json(response, [{ id: page * 10 }, { id: page * 10 + 1 }], 200, { link });
    });
    const ids: number[] = [];
    for await (const account of client.listAccounts()) ids.push(account.id);
    expect(ids).toEqual([10, 11, 20, 21, 30, 31]);
    expect(seen.map(({ url }) => url)).toEqual([
      '/api/v1/accounts',
      '/api/v1/accounts?x=a,b;c&page=2',
      '/api/v1/accounts?x=a,b;c&page=3',
    ]);
  });

  it('fetches no more than is read', async () => {
    const { client, seen } = await serve((_seen, response) =>
      json(response, { sis_import_errors: [{ message: 'one' }] }, 200, { link: '</more>; rel="next"' }),
    );
    for await (const page of client.listSisImportErrors({ account_id: 1, id: 2 }).pages()) {
      expect(page).toEqual([{ message: 'one' }]);
      break;
    }
    expect(seen).toHaveLength(1);
  });
});

describe('waiting', () => {
  it('looks in growing pauses until the import has ended', async () => {
    let looks = 0;
    const { client, pauses } = await serve((_seen, response) =>
      json(response, { workflow_state: ++looks < 40 ? 'importing' : 'imported', progress: looks }),
    );
    const progress: number[] = [];
    const ended = await client.waitForSisImport(
      { account_id: 1, id: 2 },
      { onProgress: (state) => progress.push(state.progress) },
    );
    expect(ended.workflow_state).toBe('imported');
    expect(progress).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(pauses[0]).toBeLessThanOrEqual(60);
    expect(pauses[0]).toBeGreaterThanOrEqual(40);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(2_400);
    expect(pauses.at(-1)).toBeGreaterThan(1_000);
  });

  it('waits out an overloaded server, but not a refusal', async () => {
    const answers = [503, 429, 403, 200, 404];
    const { client, seen } = await serve((_seen, response) => {
      const status = answers.shift()!;
      const body = status === 200 ? { workflow_state: 'importing' } : { message: 'Rate Limit Exceeded' };
      if (status === 403) response.writeHead(403).end('403 Forbidden (Rate Limit Exceeded)');
      else json(response, body, status);
    });
    const wait = client.waitForSisImport({ account_id: 1, id: 2 });
    await expect(wait).rejects.toMatchObject({ status: 404 });
    expect(seen).toHaveLength(5);
  });

  it('gives up on a server that does not come back', async () => {
    const { client, seen } = await serve((_seen, response) => json(response, {}, 502));
    await expect(client.waitForReport({ account_id: 1, report: 'x', id: 2 })).rejects.toMatchObject({
      status: 502,
    });
    expect(seen).toHaveLength(11);
  });

  it('stops waiting when told to', async () => {
    const { base_url } = await serve((_seen, response) => json(response, { workflow_state: 'importing' }));
    const stop = new AbortController();
    const wait = createClient({ base_url }).waitForSisImport(
      { account_id: 1, id: 2 },
      { signal: stop.signal, onProgress: () => stop.abort(new Error('enough')) },
    );
    await expect(wait).rejects.toThrow('enough');
  });
});
