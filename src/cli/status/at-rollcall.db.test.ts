import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../test/support/api-server.ts';
import { runQueue } from '../../../test/support/held-imports.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { run } from '../run.ts';

let server: ApiServer;
let tenant: Tenant;
const folder = mkdtempSync(join(tmpdir(), 'rollcall-status-'));
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside');
});
afterAll(async () => {
  await server.close();
  removeFolder(folder);
});

async function rollcall(...words: readonly string[]) {
  let stdout = '';
  const status = await run([...words, '--to', server.url, '--account', String(tenant.id)], {
    stdout: new PassThrough().on('data', (piece: Buffer) => {
      stdout += piece.toString();
    }),
    stderr: new PassThrough().on('data', (piece: Buffer) => {
      stdout += piece.toString();
    }),
    env: { ROLLCALL_TOKEN: tenant.token, ROLLCALL_STATE: join(folder, 'state') },
    listenForInterrupt: () => new AbortController().signal,
  });
  return { status, stdout };
}

/** Sends people of that state, and has what waits worked off. */
async function send(status: string) {
  const path = join(folder, 'users.csv');
  const rows = Array.from({ length: 60 }, (_, at) => `U${at},u${at},User ${at},${status}`);
  writeFileSync(path, ['user_id,login_id,full_name,status', ...rows, 'U99,,Nobody,active'].join('\n'));
  expect(await rollcall('submit', path, '--fail-on', 'never')).toMatchObject({ status: 0 });
  await runQueue(server, tenant.id);
}

it('tells of each import of a rollcall what it did, and of one that is held what can be done', async () => {
  await send('active');
  await send('deleted');
  const held = await rollcall('status');
  expect(held.status).toBe(4);
  expect(held.stdout).toMatch(/^SIS import 2: held\n/);
  expect(held.stdout).toContain('60 of 60 logins would be deleted (100 %)');
  expect(held.stdout).toContain(' --reason <reason>  lets it go on');
  const done = await rollcall('status', '1');
  expect(done.status).toBe(1);
  expect(done.stdout).toMatch(/\nusers {2,}61 {2,}60 {2,}0 {2,}0 {2,}0 {2,}1\n/);
  expect(done.stdout).toMatch(/\nPseudonym {2,}60 /);
  expect(done.stdout).toContain('users.csv:62  User U99 has no login_id');
  const list = await rollcall('list', '--format', 'csv');
  expect(list.stdout.split('\n').map((line) => line.split(',')[4])).toEqual([
    'workflow_state',
    'held',
    'imported_with_messages',
    undefined,
  ]);
});
