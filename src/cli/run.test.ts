import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { removeFolder } from '../../test/support/remove-folder.ts';
import { makeScriptedCommands, type Script } from '../../test/support/scripted-commands.ts';

// The command line in this process, against a server that answers from a script.

const { serve, call, end, closers, close } = makeScriptedCommands();
afterEach(close);

function makeCsv(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-run-'));
  closers.push(() => removeFolder(folder));
  const path = join(folder, 'users.csv');
  writeFileSync(path, 'user_id,login_id,status\nU1,ada,active\n');
  return path;
}

const lakeside = 'examples/lakeside/users.csv';
const none = { rows: 0, created: 0, changed: 0, deleted: 0, unchanged: 0, skipped: 0 };
const users = (skipped: number) => ({
  counts: { users: 5, error_count: 0, warning_count: 1 },
  supplied_batches: ['user'],
  outcomes: { users: { ...none, rows: 6, created: 3, changed: 1, unchanged: 1, skipped } },
});
const sisImport = (workflow_state: string, data: object = {}) => ({
  id: 7,
  progress: 0,
  workflow_state,
  data,
});

/** An import that is in this state as soon as it is looked at. */
const ending =
  (workflow_state: string, data: object = {}): Script =>
  (request) => {
    if (request.startsWith('POST')) return { body: sisImport('created') };
    if (!request.includes('/errors')) return { body: sisImport(workflow_state, data) };
    const warning = {
      sis_import_id: 7,
      file: 'users.csv',
      row: 6,
      row_info: null,
      message: 'No login_id for user U5',
    };
    return { body: { sis_import_errors: request.includes('failure=true') ? [] : [warning] } };
  };

describe('rollcall import', () => {
  it.each([
    ['imported', users(0), 0],
    ['imported_with_messages', users(0), 0],
    ['imported_with_messages', users(1), 1],
    ['imported_with_messages', { counts: { users: 5 } }, 1],
    ['failed_with_messages', users(1), 2],
    ['failed', { error_message: 'The upload is unreadable.' }, 2],
    ['aborted', {}, 2],
  ])('that ends as %s, %j, ends with status', async (state, data, status) => {
    const server = await serve(ending(state, data));
    const ended = await end(['import', '--to', server.url, makeCsv()]);
    expect(ended.status).toBe(status);
    expect(ended.stdout).toContain(`SIS import 7: ${state.replaceAll('_', ' ')}`);
  });

  it('shows the kinds as a table, and each message with file and row', async () => {
    const server = await serve(ending('imported_with_messages', users(1)));
    const { stdout, stderr } = await end(['import', '--to', server.url, makeCsv()]);
    expect(stdout.replace(/^.*rows\/s$/m, 'TIME')).toBe(
      [
        'SIS import 7: imported with messages',
        'TIME',
        '',
        '       rows  created  changed  deleted  unchanged  skipped',
        'users     6        3        1        0          1        1',
        '',
        'Warnings',
        '  users.csv:6  No login_id for user U5',
        '',
      ].join('\n'),
    );
    expect(stdout).toMatch(/^\d\.\d s, 6 rows, [\d,]+ rows\/s$/m);
    expect(stderr).toBe('reading\nusers: 6 rows\nfinishing\n');
  });

  it('prints the final object and nothing else with --json', async () => {
    const server = await serve(ending('imported', users(0)));
    const { stdout, stderr } = await end(['import', '--json', '--to', server.url, makeCsv()]);
    expect(JSON.parse(stdout)).toMatchObject(sisImport('imported', users(0)));
    expect(stderr).toBe('');
  });

  it('sends the options under their names in the API', async () => {
    const bodies: string[] = [];
    const server = await serve((request, body) => {
      if (request.startsWith('POST')) bodies.push(body);
      return ending('imported')(request, body);
    });
    const flags = [
      '--skip-deletes',
      '--override-sis-stickiness',
      '--add-sis-stickiness',
      '--clear-sis-stickiness',
      '--update-sis-id-if-login-claimed',
    ];
    await end(['import', ...flags, '--account', 'sis_account_id:L', '--to', server.url, makeCsv()]);
    expect(server.requests[0]).toBe('POST /api/v1/accounts/sis_account_id%3AL/sis_imports');
    for (const flag of flags) {
      const name = flag.slice(2).replaceAll('-', '_');
      expect(bodies[0]).toContain(`name="${name}"\r\n\r\ntrue\r\n`);
    }
    expect(bodies[0]).toContain('filename="users.csv"');
    expect((await end(['import', '--add-sis-stickiness', makeCsv()])).stderr).toMatch(
      /need --override-sis-stickiness/,
    );
  });

  it('limits the messages and says how to see the others', async () => {
    const server = await serve((request, body) => {
      if (!request.includes('/errors')) {
        return ending('imported_with_messages', { counts: { error_count: 2, warning_count: 4_000 } })(
          request,
          body,
        );
      }
      const is_failure = request.includes('failure=true');
      const rows = is_failure ? [2, 1] : [6, 5, 4, 3, 2, 1];
      return {
        body: { sis_import_errors: rows.map((row) => ({ file: 'a.csv', row, message: `fault ${row}` })) },
      };
    });
    const { stdout } = await end(['import', '--messages', '3', '--to', server.url, makeCsv()]);
    expect(stdout).toContain(
      '\nFailures\n  a.csv:1  fault 1\n  a.csv:2  fault 2\n\nWarnings\n  a.csv:3  fault 3\n\n',
    );
    expect(stdout).toContain('3 of 4,002 messages are shown; --messages all shows every one.');
    expect(stdout).toContain('/api/v1/accounts/self/sis_imports/7/errors');
  });

  it('makes control characters in messages visible', async () => {
    const server = await serve((request, body) =>
      request.includes('/errors')
        ? { body: { sis_import_errors: [{ file: 'a\u001b[2J.csv', row: null, message: 'x\u0007' }] } }
        : ending('failed_with_messages')(request, body),
    );
    const { stdout } = await end(['import', '--to', server.url, makeCsv()]);
    expect(stdout).toContain('  a\\x1b[2J.csv  x\\x07\n');
  });

  it('ends with 3 when the server refuses the upload, and does not show the token', async () => {
    const server = await serve(() => ({
      status: 401,
      body: { errors: [{ message: 'Invalid access token s3cret.' }] },
    }));
    const ended = await end(['import', '--to', server.url, makeCsv()]);
    expect(ended).toMatchObject({ status: 3, stdout: '' });
    expect(ended.stderr).toMatch(
      /could not be submitted\.\n {2}because: .*401: Invalid access token \[token\]/,
    );
  });

  it('tells in a line which files of a folder stay behind', async () => {
    const server = await serve(ending('imported'));
    const path = makeCsv();
    const import_ = async (...options: string[]) =>
      (await end(['import', ...options, '--to', server.url, dirname(path)])).stderr;
    writeFileSync(join(dirname(path), 'README.md'), '');
    expect(await import_()).toMatch(/^left out, as only \.csv files are imported: README\.md\n/);
    for (const name of ['a.txt', 'b.txt', 'c.txt']) writeFileSync(join(dirname(path), name), '');
    expect(await import_()).toMatch(/^left out, as only \.csv files are imported: .+, .+, .+ and 1 more\n/);
    expect(await import_('--json')).toBe('');
  });

  it('ends with 2 when the server is lost after the submission', async () => {
    const server = await serve((request) =>
      request.startsWith('POST') ? { body: sisImport('created') } : { status: 500, body: { errors: [] } },
    );
    const ended = await end(['import', '--to', server.url, makeCsv()]);
    expect(ended.status).toBe(2);
    expect(ended.stderr).toMatch(/SIS import 7 was submitted, but its end could not be seen/);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('aborts the import on %s', async (signal, status) => {
    let is_aborted = false;
    const server = await serve((request) => {
      if (request.endsWith('/abort')) is_aborted = true;
      if (request.startsWith('GET') && !is_aborted) running.interrupt(signal);
      return { body: sisImport(is_aborted ? 'aborted' : 'importing') };
    });
    const running = await call(['import', '--to', server.url, makeCsv()]);
    const ended = await running.ended;
    expect(ended).toMatchObject({ status, stdout: '' });
    expect(ended.stderr).toMatch(/SIS import 7 was aborted; the rows that it had applied stay/);
    expect(server.requests.at(-1)).toBe('PUT /api/v1/accounts/self/sis_imports/7/abort');
  });

  it('shows the result when the import ended before the abort reached it', async () => {
    let looks = 0;
    const server = await serve((request) => {
      if (request.endsWith('/abort')) return { status: 404, body: { errors: [{ message: 'not found' }] } };
      if (request.startsWith('GET') && looks++ === 0) running.interrupt('SIGINT');
      return { body: sisImport(looks > 1 ? 'imported' : 'importing') };
    });
    const running = await call(['import', '--to', server.url, makeCsv()]);
    expect(await running.ended).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('SIS import 7: imported'),
    });
  });
});

describe('usage', () => {
  it.each([
    [['import'], /missing required argument 'paths'/],
    [['import', '--nonsense', 'x'], /unknown option '--nonsense'/],
    [['import', '--messages', 'few', 'x'], /whole number or "all"/],
    [['imprt'], /unknown command 'imprt'/],
    [['import', 'gone.csv'], /^rollcall: gone\.csv cannot be read: there is no such file or folder\.\n$/],
    [['serve', '--port', '99999'], /a whole number from 0 to 65535/],
    [['import', '--data', 'package.json', lakeside], /^rollcall: The data folder .* is not a folder\.\n$/],
    [
      ['import', '--database-url', 'mysql://me:s3cret@host/db', lakeside],
      /^rollcall: mysql:\/\/me:\*\*\*@host\/db is no address of a PostgreSQL server; .*\n$/,
    ],
    [['export', 'package.json'], /package\.json, or something above it, is a file and no folder\.\n$/],
    [['import', '--to', 'https://x.test', '--data', 'd', 'examples/lakeside'], /leave out --data/],
    [['import', '--to', 'https://x.test', 'package.json'], /neither a folder nor a \.csv/],
  ])('%j ends with 3', async (argv, text) => {
    const ended = await end(argv);
    expect(ended).toMatchObject({ status: 3, stdout: '' });
    expect(ended.stderr).toMatch(text);
    expect(ended.stderr).toMatch(/^rollcall: /);
  });

  it('wants a token for a running server, and not on the command line', async () => {
    const server = await serve(ending('imported'));
    const without = await end(['import', '--to', server.url, makeCsv()], {});
    expect(without).toMatchObject({ status: 3, stderr: expect.stringContaining('set ROLLCALL_TOKEN') });
    const visible = await end(['import', '--token', 't', '--to', server.url, makeCsv()], {});
    expect(visible).toMatchObject({ status: 3, stderr: expect.stringContaining('unknown option') });
    const path = join(dirname(makeCsv()), 'token');
    writeFileSync(path, 's3cret\n', { mode: 0o600 });
    const filed = await end(['import', '--token-file', path, '--to', server.url, makeCsv()], {});
    expect(filed).toMatchObject({ status: 0, stdout: expect.stringContaining('SIS import 7') });
  });

  it('shows the help when nothing is asked for', async () => {
    const asked = await end(['--help']);
    expect(asked.status).toBe(0);
    expect(asked.stdout).toMatch(/Usage: rollcall[\s\S]*import/);
    const bare = await end([]);
    expect(bare).toMatchObject({ status: 3, stdout: '', stderr: asked.stdout });
  });
});
