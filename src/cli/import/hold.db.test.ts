import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../test/support/api-server.ts';
import { runQueue } from '../../../test/support/held-imports.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { run } from '../run.ts';

let server: ApiServer;
let tenant: Tenant;
let folder: string;
const stop = new AbortController();
let working: Promise<void>;

beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside');
  folder = mkdtempSync(join(tmpdir(), 'rollcall-hold-'));
  working = (async () => {
    while (!stop.signal.aborted) {
      await runQueue(server, tenant.id);
      await delay(50);
    }
  })();
});
afterAll(async () => {
  stop.abort();
  await working;
  await server.close();
  removeFolder(folder);
});

async function end(...argv: readonly string[]) {
  const output = { stdout: '', stderr: '' };
  const capture = (name: 'stdout' | 'stderr') =>
    new PassThrough().on('data', (piece: Buffer) => {
      output[name] += piece.toString();
    });
  const status = await run([...argv, '--to', server.url, '--account', String(tenant.id)], {
    stdout: capture('stdout'),
    stderr: capture('stderr'),
    env: { ROLLCALL_TOKEN: tenant.token },
    listenForInterrupt: () => new AbortController().signal,
  });
  return { status, ...output };
}

function users(count: number, status: string): string {
  const path = join(folder, `users-${count}-${status}.csv`);
  const rows = Array.from({ length: count }, (_, at) => `U${at + 1},u${at + 1},User ${at + 1},${status}`);
  writeFileSync(path, ['user_id,login_id,full_name,status', ...rows].join('\n'));
  return path;
}

describe('rollcall import', () => {
  it('is held when it would go beyond the limits; plan, approve and abort go on from there', async () => {
    expect((await end('import', users(60, 'active'))).status).toBe(0);
    const held = await end('import', users(20, 'deleted'));
    expect(held.status).toBe(4);
    expect(held.stdout).toMatch(/^SIS import \d+: held\n/);
    expect(held.stdout).toContain(
      '  20 of 60 logins would be deleted (33.33 %); limit any.account.deleted_percent=10\n',
    );
    expect(held.stdout).toContain('users-20-deleted.csv: 20 rows; SIS import ');
    const id = /SIS import (\d+)/.exec(held.stdout)?.[1] ?? '';
    expect(held.stdout).toContain(
      `rollcall approve ${id} --to ${server.url} --account ${tenant.id} --reason <reason>`,
    );

    const plan = await end('plan', id, '--action', 'delete', '--kind', 'logins');
    expect(plan.status).toBe(0);
    expect(plan.stdout.split('\n').filter((line) => line.startsWith('delete,logins,'))).toHaveLength(20);

    expect((await end('approve', id)).status).toBe(3);
    const approved = await end('approve', id, '--reason', 'They have left.');
    expect([approved.status, approved.stdout]).toEqual([0, expect.stringContaining('imported')]);
    const twice = await end('approve', id, '--reason', 'Again.');
    expect([twice.status, twice.stderr]).toEqual([2, expect.stringContaining('could not be approved')]);

    const other = await end('import', users(60, 'deleted'), '--json');
    expect(other.status).toBe(4);
    const { id: number, data } = JSON.parse(other.stdout);
    expect(data.hold.limits.map(({ limit }: { limit: string }) => limit)).toContain('any.account.left');
    expect(await end('abort', String(number))).toMatchObject({
      status: 0,
      stdout: `SIS import ${number}: aborted\n`,
    });
    expect((await end('abort', String(number))).status).toBe(2);
  });

  it('is not held with --hold off, and does nothing with --dry-run', async () => {
    const dry = await end('import', users(60, 'deleted'), '--dry-run');
    expect([dry.status, dry.stdout]).toEqual([0, expect.stringContaining('dry run: nothing was applied')]);
    const off = await end('import', users(60, 'deleted'), '--hold', 'off', '--json');
    expect(off.status).toBe(0);
    expect(JSON.parse(off.stdout).data.statistics.Pseudonym.deleted).toBe(40);
  });
});
