import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../test/support/api-server.ts';
import { runQueue } from '../../../test/support/held-imports.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { run } from '../run.ts';

let server: ApiServer;
let folder: string;
const base = mkdtempSync(join(tmpdir(), 'rollcall-errors-'));
// A fresh one each: people are looked up in the account that the address leads to.
beforeEach(async () => {
  server = await createApiServer();
  folder = mkdtempSync(join(base, 'r-'));
});
afterEach(() => server.close());
afterAll(() => removeFolder(base));

async function rollcall(...words: readonly string[]) {
  const output = { stdout: '', stderr: '' };
  const capture = (name: 'stdout' | 'stderr') =>
    new PassThrough().on('data', (piece: Buffer) => {
      output[name] += piece.toString();
    });
  const status = await run([...words, '--to', server.url], {
    stdout: capture('stdout'),
    stderr: capture('stderr'),
    env: { ROLLCALL_TOKEN: server.token, ROLLCALL_STATE: join(folder, 'state') },
    listenForInterrupt: () => new AbortController().signal,
  });
  return { status, ...output };
}

/** Sends a file and has it worked off. */
async function send(path: string): Promise<void> {
  const sent = await rollcall('submit', path, '--fail-on', 'never', '--quiet');
  expect(sent).toMatchObject({ status: 0 });
  await runQueue(server, 1);
}

function write(name: string, ...rows: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, rows.join('\n'));
  return path;
}

const head = 'user_id,login_id,full_name,password,status';

it('shows messages by cause, the most frequent first, with what to do', async () => {
  await send(write('users.csv', head, 'U1,,Ada,,active', 'U2,,Bo,,active', 'U3,cy,Cy,,actvie'));
  const { status, stdout } = await rollcall('errors');
  expect(stdout).toBe(
    [
      'SIS import 1: 3 messages, 2 causes',
      '',
      '2 × User … has no login_id [user.login_id_missing]',
      '  users.csv:2  User U1 has no login_id',
      '  users.csv:3  User U2 has no login_id',
      '  What to do: Fill in login_id.',
      '',
      'users.csv:4  User U3 has an unknown status: actvie [user.bad_status]',
      '  What to do: Use active, suspended or deleted.',
      '',
    ].join('\n'),
  );
  expect(status).toBe(0);
  const one = await rollcall('errors', '--cause', 'user.bad_status');
  expect(one.stdout).toBe('users.csv:4  User U3 has an unknown status: actvie\n');
  const csv = await rollcall('errors', '--format', 'csv');
  expect(csv.stdout.split('\n')[1]).toBe(
    'users.csv,4,user.bad_status,User U3 has an unknown status: actvie,"user_id=U3,login_id=cy,full_name=Cy,status=actvie"',
  );
});

it('writes rows as they were meant, which then import without a message', async () => {
  const sent = write('users.csv', head, 'U1,ada,Ada Byron,s3cret,actvie', 'U2,bo,Bo,,active');
  await send(sent);
  const fixes = join(folder, 'fixes');
  const { stdout } = await rollcall('errors', '--fix-file', fixes, '--files', sent);
  expect(readdirSync(fixes)).toEqual(['users.csv']);
  expect(readFileSync(join(fixes, 'users.csv'), 'utf8')).toBe(
    'user_id,login_id,full_name,status\nU1,ada,Ada Byron,active\n',
  );
  expect(stdout).toContain('users.csv:2 status: actvie to active\n');
  expect(stdout).toContain('left out of the files: password\n');
  await send(join(fixes, 'users.csv'));
  expect((await rollcall('status')).stdout).toMatch(/: imported\n/);
  const again = await rollcall('errors', '--fix-file', fixes, '--files', sent);
  expect(again).toMatchObject({ status: 3, stderr: expect.stringContaining('--force writes over it') });
});

it('gives a person who has got another SIS ID the new one, so that the same upload then fits', async () => {
  await send(write('users.csv', head, 'OLD1,ada,Ada Byron,,active', 'OLD2,bo,Bo Diddley,,active'));
  const sent = write('users.csv', head, 'NEW1,ada,Ada  byron,,active', 'NEW2,bo,Robert Moog,,active');
  await send(sent);
  const fixes = join(folder, 'fixes');
  const { stdout } = await rollcall('errors', '--fix-file', fixes);
  expect(readFileSync(join(fixes, 'change_sis_id.csv'), 'utf8')).toBe('old_id,new_id,type\nOLD1,NEW1,user\n');
  expect(stdout).toContain('users.csv:3 NEW2: its login_id belongs to OLD2, who has another name');
  await send(join(fixes, 'change_sis_id.csv'));
  await send(sent);
  const left = await rollcall('errors', '--format', 'csv');
  expect(left.stdout.match(/user\.login_claimed/g)).toHaveLength(1);
  expect(left.stdout).toContain('NEW2');
});

it('does not give somebody the SIS ID of another row of the same upload', async () => {
  await send(write('users.csv', head, 'U1,ada,Ada Byron,,active', 'U2,ada,Ada Byron,,active'));
  const fixes = join(folder, 'fixes');
  const { stdout } = await rollcall('errors', '--fix-file', fixes);
  expect(existsSync(join(fixes, 'change_sis_id.csv'))).toBe(false);
  expect(stdout).toContain('there is nothing that --fix-file could cure');
  expect(stdout).toContain('users.csv:3 U2: its login_id belongs to U1, who is in the same upload');
});
