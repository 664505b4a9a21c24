import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Commands, makeCommands } from '../support/commands.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { removeFolder } from '../support/remove-folder.ts';

// Server, worker and client as three processes, with a PostgreSQL server of the operator's own.

describe.skipIf(process.platform === 'win32')('./rollcall with a database server', () => {
  let base: string;
  let database: TestDatabase;
  let commands: Commands;

  beforeEach(async () => {
    base = mkdtempSync(join(tmpdir(), 'rollcall-services-'));
    database = await createTestDatabase();
    commands = makeCommands(join(base, 'data-home'));
  });
  afterEach(async () => {
    await commands.close();
    await database.close();
    removeFolder(base);
  });

  const serve = (url: string, ...args: readonly string[]) =>
    commands.start('./rollcall', ['serve', '--port', '0', '--log-level', 'silent', ...args], {
      DATABASE_URL: url,
      ROLLCALL_TOKEN: 'a-token-of-the-operator',
    });

  it('imports in a worker what a server took in', { timeout: 120_000 }, async () => {
    const server = serve(database.url, '--workers', '0');
    const url = await server.seen('stdout', /^rollcall listens on (http:\S+)$/m);
    const token = { ROLLCALL_TOKEN: 'a-token-of-the-operator' };
    const client = commands.start(
      './rollcall',
      ['import', 'examples/lakeside', '--json', '--to', url],
      token,
    );
    const waiting = commands.start(
      './rollcall',
      ['import', 'examples/lakeside/users.csv', '--to', url],
      token,
    );
    await waiting.seen('stderr', /^waiting for the imports before this one$/m);

    const worker = commands.start('./rollcall', ['worker', '--database-url', database.url]);
    const first = await client.ended;
    expect(first).toMatchObject({ status: 1, stderr: '' });
    expect(JSON.parse(first.stdout)).toMatchObject({
      workflow_state: 'imported_with_messages',
      progress: 100,
    });
    expect((await waiting.ended).stdout).toMatch(/^SIS import \d: imported with messages$/m);

    worker.kill('SIGTERM');
    server.kill('SIGTERM');
    expect((await worker.ended).status).toBe(0);
    expect(await server.ended).toMatchObject({ status: 0, stdout: expect.not.stringContaining('a-token') });
  });

  it('tells why a database or a port cannot be used, without the password', { timeout: 60_000 }, async () => {
    const wrong = serve('postgres://somebody:s3cret@127.0.0.1:1/nowhere');
    const refused = await wrong.ended;
    expect(refused).toMatchObject({ status: 3, stdout: '' });
    expect(refused.stderr).toBe(
      'rollcall: The database postgres://somebody:***@127.0.0.1:1/nowhere cannot be used: ' +
        'nothing answers at 127.0.0.1:1.\n',
    );

    const first = serve(database.url);
    const url = await first.seen('stdout', /^rollcall listens on (http:\S+)$/m);
    const { port } = new URL(url);
    const second = await serve(database.url, '--port', port).ended;
    const taken = `rollcall: Port ${port} of 127.0.0.1 is in use by another program.\n`;
    expect(second).toMatchObject({ status: 3, stderr: taken });
    first.kill('SIGTERM');
    expect((await first.ended).status).toBe(0);
  });
});
