import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer } from '../../../test/support/api-server.ts';
import { type CanvasReply, canvasReplies, openFakeCanvas } from '../../../test/support/fake-canvas.ts';
import { run } from '../run.ts';

let server: ApiServer;
beforeAll(async () => {
  server = await createApiServer();
});
afterAll(() => server.close());

const env = { ROLLCALL_CONFIG: '/nowhere/config.jsonc', ROLLCALL_TOKEN: '' };

async function doctor(words: readonly string[], token: string) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const { signal } = new AbortController();
  const surroundings = {
    stdout,
    stderr,
    env: { ...env, ROLLCALL_TOKEN: token },
    listenForInterrupt: () => signal,
  };
  const status = await run(['doctor', ...words], surroundings);
  stdout.end();
  stderr.end();
  return { status, stdout: await text(stdout), stderr: await text(stderr) };
}

describe('rollcall doctor', () => {
  it('finds nothing wrong with a server and a token that may import, and changes nothing there', async () => {
    const { status, stdout } = await doctor([server.url], server.token);
    const checks = [...stdout.matchAll(/^ok {2}([^:]+):/gm)].map(([, check]) => check);
    expect(checks).toEqual([
      'reachability',
      'clock',
      'token',
      'account',
      'SIS imports',
      'permissions',
      'reports',
    ]);
    expect(stdout).toContain('ok  SIS imports: SIS imports are switched on.');
    expect(stdout).toContain('ok  permissions: The token may import.');
    expect(stdout).not.toMatch(/^(!!|\?\?)/m);
    expect(status).toBe(0);
    expect((await server.database.pool.query('select from sis_imports')).rowCount).toBe(0);
  });

  it.each([
    [{ manage_sis: true }, '!!  permissions: The token may see imports, but not make any.'],
    [{ read_reports: true }, '!!  permissions: The token may not see imports.'],
    [{ import_sis: true }, '??  reports: The token may not run reports'],
  ])('says what a role of %j lacks', async (permissions, line) => {
    const token = await server.makeAdmin({ root_account_id: 1, id: 1 }, permissions);
    const { status, stdout } = await doctor([server.url], token);
    expect(stdout).toContain(line);
    expect(stdout).toMatch(/ {4}do: Permit "/);
    expect(status).toBe('import_sis' in permissions ? 0 : 2);
  });

  it('tells a wrong token, a wrong account and a sub-account', async () => {
    expect((await doctor([server.url], 'wrong')).stdout).toContain(
      '!!  token: The server does not take the token.',
    );
    const unknown = await doctor([server.url, '--account', '999'], server.token);
    expect(unknown.stdout).toContain('!!  account: There is no account 999');
    const made = await server.send('POST', '/api/v1/accounts/1/sub_accounts', { account: { name: 'Lower' } });
    const { id } = (await made.json()) as { id: number };
    const lower = await doctor([server.url, '--account', String(id)], server.token);
    expect(lower).toMatchObject({ status: 2, stdout: expect.stringContaining('Set account to 1 or self.') });
  });

  it('tells that imports are switched off', async () => {
    const set = (value: boolean) =>
      server.send('PUT', '/api/v1/accounts/1', { account: { settings: { allow_sis_import: value } } });
    await set(false);
    const { status, stdout } = await doctor([server.url], server.token);
    await set(true);
    expect([status, stdout]).toEqual([
      2,
      expect.stringContaining('!!  SIS imports: SIS imports are switched off'),
    ]);
  });

  it('prints its findings for programs', async () => {
    const { stdout } = await doctor([server.url, '--json'], server.token);
    expect(JSON.parse(stdout)[0]).toMatchObject({ check: 'reachability', state: 'well', advice: null });
  });

  it('tells that nobody is there, or somebody else', async () => {
    const closed = await openFakeCanvas();
    await closed.close();
    expect((await doctor([closed.url], 't')).stdout).toMatch(
      /^!! {2}reachability: \S+ cannot be reached: nobody listens there\./,
    );
    const other = createServer((_request, response) => response.end('<html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    expect((await doctor([url], 't')).stdout).toContain('does not answer as a Canvas does');
    other.closeAllConnections();
    await new Promise((resolve) => other.close(resolve));
  });

  it('needs a token and an address to begin with', async () => {
    expect(await doctor(['http://127.0.0.1:1'], '')).toMatchObject({
      status: 2,
      stdout: expect.stringContaining('set ROLLCALL_TOKEN'),
    });
    expect(await doctor([], 't')).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('rollcall init makes one'),
    });
  });
});

describe('rollcall doctor at a Canvas', () => {
  const ask = async (replies: readonly (readonly [RegExp, CanvasReply])[]) => {
    const canvas = await openFakeCanvas();
    for (const [fits, reply] of replies) canvas.next(fits, reply);
    const { stdout } = await doctor([canvas.url], 's3cret');
    const calls = canvas.calls();
    await canvas.close();
    return { stdout, calls };
  };
  const root = [
    /accounts\/self$/,
    { body: { id: 1, name: 'Lake', parent_account_id: null, root_account_id: null } },
  ] as const;

  it('asks for the permissions where Canvas lists them, and sends nothing', async () => {
    const listed = [/permissions/, { body: { import_sis: false } }] as const;
    const { stdout, calls } = await ask([root, listed]);
    expect(stdout).toContain('may see imports, but not make any');
    expect(calls.filter((call) => call.startsWith('POST'))).toEqual([]);
  });

  it.each(['unauthorized_401', 'unauthorized_403'] as const)(
    'knows %s for a missing permission',
    async (reply) => {
      const { stdout } = await ask([root, [/sis_imports/, canvasReplies[reply]]]);
      expect(stdout).toContain('!!  permissions: The token may not see imports.');
    },
  );

  it('compares the clocks', async () => {
    const headers = { date: new Date(Date.now() - 3_600_000).toUTCString() };
    const { stdout } = await ask([[/users\/self/, { headers, body: { id: 1, name: 'Ada' } }], root]);
    expect(stdout).toMatch(/\?\? {2}clock: The clock of this machine is 36\d\d s ahead of/);
  });

  it('tells when a token has expired', async () => {
    const body = { errors: [{ message: 'Expired access token.', expired_at: '2024-01-01T00:00:00Z' }] };
    const { stdout } = await ask([[/users\/self/, { status: 401, body }]]);
    expect(stdout).toContain('!!  token: The token expired on 2024-01-01T00:00:00Z.');
  });
});
