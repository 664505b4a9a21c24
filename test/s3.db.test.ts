import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createClient, type SisImport } from '../src/client/index.ts';
import { type BuiltProgram, buildProgram } from './support/built-program.ts';
import { type Commands, makeCommands, type RunningCommand } from './support/commands.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { eventually } from './support/eventually.ts';
import { removeFolder } from './support/remove-folder.ts';
import { zipOf } from './support/run-case.ts';
import { type S3Server, startS3Server } from './support/s3-server.ts';

// A server and a worker that share a database and a bucket, and no folder.

const token = 'a-token-of-the-operator';
let program: BuiltProgram;
let database: TestDatabase;
let bucket: S3Server;
let base: string;
let commands: Commands;
let client: Client;
const running: RunningCommand[] = [];

beforeAll(async () => {
  program = await buildProgram();
  database = await createTestDatabase();
  bucket = await startS3Server();
  base = mkdtempSync(join(tmpdir(), 'rollcall-s3-test-'));
  commands = makeCommands(join(base, 'data-home'));
  const server = start('serve', '--port', '0', '--workers', '0');
  const base_url = await server.seen('stdout', /^rollcall listens on (http:\S+)$/m);
  start('worker');
  client = createClient({ base_url, token });
}, 120_000);
afterAll(async () => {
  for (const command of running) command.kill('SIGTERM');
  await Promise.all(running.map(({ ended }) => ended));
  await commands.close();
  await bucket.close();
  await database.close();
  removeFolder(base);
  await program.remove();
});

function start(command: string, ...more: readonly string[]): RunningCommand {
  const words = [program.main, command, '--database-url', database.url, '--log-level', 'silent', ...more];
  const started = commands.start(process.execPath, words, {
    ROLLCALL_TOKEN: token,
    ROLLCALL_STORAGE: bucket.address,
  });
  running.push(started);
  return started;
}

async function importFiles(files: Readonly<Record<string, string>>): Promise<SisImport> {
  const content = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
  const attachment = new File([new Uint8Array(await zipOf(Object.fromEntries(content)))], 'school.zip');
  const made = await client.createSisImport({ account_id: 'self', attachment });
  return client.waitForSisImport({ account_id: 'self', id: made.id }, { longest_pause_ms: 50 });
}

const users = 'user_id,login_id,password,full_name,status\nU1,ada,lovelace1815,Ada Lovelace,active\n';

describe('files in a bucket', () => {
  it('are imported by a worker elsewhere, and come back by signed addresses', async () => {
    const ended = await importFiles({
      'users.csv': users,
      'sections.csv': 'section_id,course_id,name,status\nS1,C404,Lost,active\n',
    });
    expect(ended).toMatchObject({ workflow_state: 'imported_with_messages', data: { counts: { users: 1 } } });
    const [copy] = ended.csv_attachments?.filter(({ filename }) => filename.includes('users')) ?? [];
    const copied = await (await fetch(copy?.url ?? '')).text();
    expect(copied).toContain('Ada Lovelace');
    expect(copied).not.toContain('lovelace1815');
    const messages = await (await fetch(ended.errors_attachment?.url ?? '')).text();
    expect(messages).toContain('C404');
    const tampered = await fetch((copy?.url ?? '').replace(/verifier=(\d)/, 'verifier=9'));
    expect(tampered.status).toBe(403);
  });

  it('leave nothing on the disks of those who use them', async () => {
    await importFiles({ 'users.csv': users });
    const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith('rollcall-file-'));
    await eventually(async () => left().length === 0);
    expect(readdirSync(base)).not.toContain('data');
  });
});
