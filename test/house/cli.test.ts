import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { readHelpPages } from '../../src/cli/index.ts';
import { makeCommands } from '../support/commands.ts';
import { removeFolder } from '../support/remove-folder.ts';
import { has_terminal, onTerminal } from '../support/terminal.ts';

// The command line as a person has it: real processes, through the launcher, with an embedded database.

const root = fileURLToPath(new URL('../..', import.meta.url));
const lakeside = 'examples/lakeside';
const base = mkdtempSync(join(tmpdir(), 'rollcall-cli-'));
const data = join(base, 'data');
const { start, rollcall, close } = makeCommands(join(base, 'data-home'));

afterAll(async () => {
  await close();
  // The database may still be stopping.
  removeFolder(base);
});

describe('help', () => {
  it('tells of every command what it does and what its exit status means', async () => {
    const pages = await readHelpPages();
    const names = readdirSync(join(root, 'src/cli/commands')).map(
      (file) => `rollcall ${file.replace(/\.ts$/, '')}`,
    );
    expect(pages.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    for (const { name, help } of pages) {
      expect(help, `${name} has no description.`).toMatch(/^Usage: .*\n\n[A-Z].*\.$/m);
      if (name !== 'rollcall')
        expect(help, `${name} does not explain its exit status.`).toContain('Exit status:');
      const wide = help.split('\n').filter((line) => line.length > 80);
      expect(wide, 'Help fits a terminal of 80 columns.').toEqual([]);
    }
  });

  it('is what docs/reference/cli.md says', async () => {
    const path = new URL('../../scripts/generate/cli-page.mjs', import.meta.url).href;
    const { cliPage } = (await import(path)) as {
      readonly cliPage: { files(load: () => Promise<object>): Promise<Map<string, string>> };
    };
    for (const [file, page] of await cliPage.files(async () => ({ readHelpPages }))) {
      expect(readFileSync(join(root, file), 'utf8'), 'Run: npm run generate').toBe(page);
    }
  });
});

describe.skipIf(process.platform === 'win32')('./rollcall', () => {
  it('imports the sample, shows what came of it, and takes it back out unchanged', {
    timeout: 240_000,
  }, async () => {
    const first = await rollcall('import', lakeside, '--data', data);
    expect(first).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`creating a database in ${data}\n`),
    });
    expect(first.stderr).toMatch(/^reading$[\s\S]*^users: \d+ rows$[\s\S]*^finishing$/m);
    expect(first.stdout).toMatch(
      /^SIS import 1: imported with messages\n[\d.]+ s, [\d,]+ rows, [\d,]+ rows\/s\n/,
    );
    expect(first.stdout).toMatch(/^users +3\d\d +[1-9]\d\d /m);
    expect(first.stdout).toMatch(/^ {2}enrollments\.csv:\d+ {2}\S/m);

    const again = await rollcall('import', lakeside, '--data', data, '--json');
    expect(again).toMatchObject({ status: 1, stderr: '' });
    expect(JSON.parse(again.stdout)).toMatchObject({
      id: 2,
      workflow_state: 'imported_with_messages',
      progress: 100,
    });

    const out = join(base, 'out');
    const exported = await rollcall('export', out, '--data', data);
    expect(exported).toMatchObject({ status: 0, stderr: '' });
    expect(exported.stdout.trim().split('\n')).toContain(join(out, 'enrollments.csv'));
    const refused = await rollcall('export', out, '--data', data);
    expect(refused).toMatchObject({ status: 3, stderr: expect.stringContaining('--overwrite') });

    const back = await rollcall('import', out, '--data', data, '--json');
    const { data: results } = JSON.parse(back.stdout) as {
      data: { outcomes: Record<string, Record<string, number>> };
    };
    for (const [kind, outcome] of Object.entries(results.outcomes)) {
      expect(outcome, kind).toMatchObject({ created: 0, changed: 0, deleted: 0, unchanged: outcome.rows });
    }
  });

  it('keeps what an account is set to, from one start to the next', { timeout: 240_000 }, async () => {
    const folder = ['--data', data];
    const set = await rollcall('settings', 'personal_pronouns=true', 'elementary=true', '--json', ...folder);
    expect(set).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(set.stdout)).toMatchObject({ personal_pronouns: true, elementary: true });
    const shown = await rollcall('settings', ...folder);
    expect(shown.stdout).toMatch(/^elementary +true$/m);
    expect(shown.stdout).toMatch(/^institutional_tags +false$/m);
    const refused = await rollcall('settings', 'elementry=true', ...folder);
    expect(refused).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('There is no setting'),
    });
  });

  it('serves until it is told to stop, for clients with a token', { timeout: 240_000 }, async () => {
    const server = start('./rollcall', ['serve', '--port', '0', '--data', data, '--log-level', 'silent']);
    const url = await server.seen('stdout', /^rollcall listens on (http:\S+)$/m);
    const token = await server.seen('stdout', /^access token, shown only this once: (\S+)$/m);
    const list = `${url}/api/v1/accounts/self/sis_imports`;
    expect((await fetch(list)).status).toBe(401);
    const answer = await fetch(list, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);

    const made = await rollcall(
      'tokens',
      'create',
      '--purpose',
      'nightly',
      '--expires',
      '2999-01-01',
      '--data',
      data,
    );
    expect(made).toMatchObject({ status: 0, stderr: '' });
    const usable = async () =>
      (await fetch(list, { headers: { authorization: `Bearer ${made.stdout.trim()}` } })).status;
    expect(await usable()).toBe(200);
    const listed = await rollcall('tokens', 'list', '--data', data);
    const [, id = ''] = /^(\d+) .*active.*2999-01-01.*nightly$/m.exec(listed.stdout) ?? [];
    expect(listed.stdout).not.toContain(made.stdout.trim());
    expect((await rollcall('tokens', 'revoke', id, '--data', data)).status).toBe(0);
    expect((await rollcall('tokens', 'revoke', id, '--data', data)).status).toBe(2);
    expect(await usable()).toBe(401);

    server.kill('SIGTERM');
    expect((await server.ended).status).toBe(0);
    const later = start('./rollcall', ['serve', '--port', '0', '--data', data, '--log-level', 'silent']);
    await later.seen('stdout', /listens on/);
    later.kill('SIGINT');
    expect(await later.ended).toMatchObject({
      status: 0,
      stdout: expect.not.stringContaining('access token'),
    });
  });

  it.skipIf(!has_terminal)(
    'draws a bar per phase on a terminal, and leaves the terminal as it was',
    {
      timeout: 240_000,
    },
    async () => {
      const words = onTerminal('./rollcall', 'import', lakeside, '--data', data);
      const shown = await start('python3', words).ended;
      expect(shown.status).toBe(1);
      for (const phase of ['reading', 'accounts', 'users', 'enrollments', 'finishing']) {
        expect(shown.stdout).toMatch(new RegExp(`${phase} +\\[={30}\\]`));
      }
      expect(shown.stdout).toContain('\u001b[33mimported with messages\u001b[39m');
      for (const switched_off of ['?25l', '?7l']) expect(shown.stdout).not.toContain(switched_off);

      const plain = await start('python3', [...words, '--no-color']).ended;
      expect(plain.stdout).toContain(': imported with messages\r\n');
    },
  );

  it('is stopped by Ctrl-C and aborts its import', { timeout: 240_000 }, async () => {
    const big = join(base, 'big.csv');
    const rows = Array.from(
      { length: 200_000 },
      (_, index) => `C${index},C${index},Course ${index},active\n`,
    );
    writeFileSync(big, `course_id,short_name,long_name,status\n${rows.join('')}`);
    const busy = start('./rollcall', ['import', big, '--data', data]);
    await busy.seen('stderr', /^reading$/m);
    busy.kill('SIGINT');
    const stopped = await busy.ended;
    expect(stopped).toMatchObject({ status: 130, stdout: '' });
    expect(stopped.stderr).toMatch(/SIS import \d+ was aborted/);
  });
});
