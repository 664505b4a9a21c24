import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Client, createClient, type SisImport, type SisImportUpload } from '../src/client/index.ts';
import { type BuiltProgram, buildProgram } from './support/built-program.ts';
import { type Commands, makeCommands, type RunningCommand } from './support/commands.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { eventually } from './support/eventually.ts';
import { removeFolder } from './support/remove-folder.ts';
import { zipOf } from './support/run-case.ts';

// Real servers in processes of their own, on one database: the file of an import comes in parts, to either of them.

const token = 'a-token-of-the-operator';
const users = [
  'user_id,login_id,password,full_name,status',
  ...Array.from(
    { length: 400 },
    (_, n) => `U${n},login${n},hunter2${n},Person ${n} ${randomBytes(40).toString('hex')},active`,
  ),
].join('\n');
let content: Uint8Array<ArrayBuffer>;
let program: BuiltProgram;
let database: TestDatabase;
let base: string;
let commands: Commands;

beforeAll(async () => {
  content = new Uint8Array(await zipOf({ 'users.csv': Buffer.from(users) }));
  program = await buildProgram();
}, 120_000);
afterAll(() => program.remove());
beforeEach(async () => {
  base = mkdtempSync(join(tmpdir(), 'rollcall-uploads-'));
  commands = makeCommands(join(base, 'data-home'));
  database = await createTestDatabase();
});
afterEach(async () => {
  await commands.close().finally(() => database.close());
  removeFolder(base);
});

interface Serving {
  readonly command: RunningCommand;
  readonly client: Client;
  readonly port: number;
}

async function serve(data: string, more: readonly string[] = []): Promise<Serving> {
  const words = ['serve', '--data', join(base, data), '--database-url', database.url, '--port', '0', ...more];
  const env = { ROLLCALL_TOKEN: token };
  const command = commands.start(process.execPath, [program.main, ...words, '--log-level', 'silent'], env);
  const base_url = await command.seen('stdout', /^rollcall listens on (http:\S+)$/m);
  return { command, client: createClient({ base_url, token }), port: Number(new URL(base_url).port) };
}

async function end({ command }: Serving, signal: NodeJS.Signals): Promise<void> {
  command.kill(signal);
  await command.ended;
}

/** The address of an upload at another server. */
function at({ port }: Serving, upload_url: string): string {
  const url = new URL(upload_url);
  url.port = String(port);
  return url.href;
}

async function announce({ client }: Serving): Promise<{ readonly id: number; readonly upload_url: string }> {
  const pre_attachment = { name: 'school.zip', size: content.length };
  const made = await client.createSisImport({ account_id: 'self', pre_attachment });
  return { id: made.id, upload_url: made.pre_attachment?.upload_url ?? '' };
}

async function put(url: string, first: number, last: number): Promise<SisImportUpload> {
  const headers = { 'content-range': `bytes ${first}-${last}/${content.length}` };
  const response = await fetch(url, { method: 'PUT', headers, body: content.subarray(first, last + 1) });
  return (await response.json()) as SisImportUpload;
}

const look = async (url: string) => (await (await fetch(url)).json()) as SisImportUpload;

const untilEnded = ({ client }: Serving, id: number): Promise<SisImport> =>
  client.waitForSisImport({ account_id: 'self', id }, { longest_pause_ms: 50 });

/** Sends the beginning of a part and holds the connection open. */
function sendHalf(
  serving: Serving,
  upload_url: string,
  first: number,
  sent: number,
): ReturnType<typeof connect> {
  const { pathname, search } = new URL(upload_url);
  const socket = connect(serving.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    `PUT ${pathname}${search} HTTP/1.1\r\nHost: x\r\nContent-Length: ${content.length - first}\r\n` +
      `Content-Range: bytes ${first}-${content.length - 1}/${content.length}\r\n\r\n`,
  );
  socket.write(content.subarray(first, first + sent));
  return socket;
}

async function expectImported(serving: Serving, id: number): Promise<void> {
  const ended = await untilEnded(serving, id);
  expect(ended).toMatchObject({ workflow_state: 'imported', data: { counts: { users: 400 } } });
  const [copy] = ended.csv_attachments ?? [];
  const text = await (await fetch(copy?.url ?? '')).text();
  expect(text.split('\n')[0]).toBe('user_id,login_id,full_name,status');
  expect(text.split('\n')).toHaveLength(402);
  expect(text).not.toContain('hunter2');
}

function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('the parts of an upload', () => {
  it('go to either server of an installation, and a kill -9 costs no more than the part under way', async () => {
    const [a, b] = await Promise.all([serve('one'), serve('one')]);
    const { id, upload_url } = await announce(a);
    expect(await put(upload_url, 0, 999)).toMatchObject({ offset: 1000 });
    expect(await put(at(b, upload_url), 1000, 4999)).toMatchObject({ offset: 5000 });
    sendHalf(a, upload_url, 5000, 3000);
    await eventually(async () => filesBelow(join(base, 'one/files/.drafts')).length === 1);
    await end(a, 'SIGKILL');
    expect(await look(at(b, upload_url))).toMatchObject({ offset: 5000, upload_status: 'pending' });
    const c = await serve('one');
    expect(await put(at(c, upload_url), 5000, content.length - 2)).toMatchObject({
      offset: content.length - 1,
    });
    await end(c, 'SIGKILL');
    const last = content.length - 1;
    expect(await put(at(b, upload_url), last, last)).toMatchObject({ upload_status: 'success' });
    await expectImported(b, id);
    // Of all the parts nothing is left but the upload in one piece.
    expect(filesBelow(join(base, 'one/files/uploads'))).toHaveLength(1);
    await end(b, 'SIGTERM');
  }, 120_000);

  it('are sent by the client, which goes on after a restart of the server', async () => {
    const port = 20_000 + (process.pid % 20_000);
    const fixed = ['--port', String(port)];
    let serving = await serve('one', fixed);
    const path = join(base, 'school.zip');
    writeFileSync(path, content);
    const seen: number[] = [];
    const sent = serving.client.sendSisImportInParts(
      { account_id: 'self', skip_deletes: true },
      { path },
      {
        part_bytes: 2000,
        onProgress: ({ offset }) => void seen.push(offset),
      },
    );
    await eventually(async () => seen.length >= 3);
    await end(serving, 'SIGKILL');
    serving = await serve('one', fixed);
    const made = await sent;
    expect(made).toMatchObject({ skip_deletes: true });
    expect(seen.at(-1)).toBe(content.length);
    await expectImported(serving, made.id);
    const all: SisImport[] = [];
    for await (const found of serving.client.listSisImports({ account_id: 'self' })) all.push(found);
    expect(all.map(({ id }) => id)).toEqual([made.id]);
    await end(serving, 'SIGTERM');
  }, 120_000);
});

describe('rollcall import', () => {
  it('finds the import of an upload whose answer was lost, and makes no other', async () => {
    const serving = await serve('one');
    // Stands between: takes the first answer away from its client.
    const { createServer } = await import('node:net');
    let lost = 0;
    const proxy = createServer((client) => {
      const upstream = connect(serving.port, '127.0.0.1');
      const drop = () => [client.destroy(), upstream.destroy()];
      client.on('error', drop).pipe(upstream);
      upstream.on('error', drop).on('data', (bytes) => {
        const is_created = bytes.includes('"workflow_state":"created"');
        if (is_created && lost === 0) {
          lost += 1;
          drop();
        } else client.write(bytes);
      });
      upstream.on('end', () => client.end());
    });
    await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
    const { port } = proxy.address() as { port: number };
    writeFileSync(join(base, 'users.csv'), users);
    const words = [program.main, 'import', join(base, 'users.csv'), '--to', `http://127.0.0.1:${port}`];
    const ended = await commands.start(process.execPath, words, { ROLLCALL_TOKEN: token }).ended;
    proxy.close();
    expect(ended).toMatchObject({
      status: 0,
      stderr: expect.stringContaining('the upload broke off; its import was made'),
    });
    expect(lost).toBe(1);
    const { rows } = await database.pool.query('select workflow_state from sis_imports');
    expect(rows).toEqual([{ workflow_state: 'imported' }]);
    await end(serving, 'SIGTERM');
  }, 120_000);
});
