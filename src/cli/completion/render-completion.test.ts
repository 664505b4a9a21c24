import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { commandNames } from '../program.ts';
import { run } from '../run.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-completion-'));
afterAll(() => removeFolder(folder));

/** What `rollcall completion <shell>` prints. */
async function script(shell: string): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const printed = text(stdout);
  const status = await run(['completion', shell], {
    stdout,
    stderr,
    env: {},
    listenForInterrupt: () => new AbortController().signal,
  });
  stdout.end();
  expect(status).toBe(0);
  return await printed;
}

const has = (shell: string) => spawnSync(shell, ['-c', 'true']).status === 0;

/** What bash offers after some words, the last of which is being typed. */
async function completeInBash(...words: readonly string[]): Promise<readonly string[]> {
  const path = join(folder, 'completion.bash');
  writeFileSync(path, await script('bash'));
  const asked = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _rollcall; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const done = spawnSync('bash', ['-c', asked, 'bash', path, 'rollcall', ...words], { encoding: 'utf8' });
  expect(done).toMatchObject({ status: 0, stderr: '' });
  return done.stdout.split('\n').filter(Boolean);
}

describe.skipIf(!has('bash'))('in bash', () => {
  it('offers every command', async () => {
    expect(await completeInBash('')).toEqual(expect.arrayContaining([...commandNames, '--no-color']));
    expect(await completeInBash('com')).toEqual(['completion']);
  });

  it('offers what comes below a command, and its options', async () => {
    expect(await completeInBash('tokens', 'c')).toEqual(['create']);
    expect(await completeInBash('tokens', 'create', '--ex')).toEqual(['--expires']);
    expect(await completeInBash('convert', 'oneroster', 'set.zip', '--over')).toEqual(['--overwrite']);
    expect(await completeInBash('--no-color', 'import', '--js')).toEqual(['--json']);
  });

  it('offers the words that an option takes, and files where it takes any', async () => {
    expect(await completeInBash('check', '--fail-on', '')).toEqual(['error', 'warning', 'note', 'never']);
    expect(await completeInBash('convert', 'oneroster', '--out', '')).toEqual([]);
  });
});

describe.each(['zsh', 'fish'])('in %s', (shell) => {
  it('names every command', async () => {
    const printed = await script(shell);
    for (const name of commandNames) expect(printed).toContain(`rollcall ${name}`);
  });

  it.skipIf(!has(shell))('is a script that the shell can read', async () => {
    const path = join(folder, `completion.${shell}`);
    writeFileSync(path, await script(shell));
    expect(spawnSync(shell, ['-n', path], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  it('offers what comes below a command', async () => {
    const path = join(folder, 'rollcall.fish');
    writeFileSync(path, await script('fish'));
    const asked = `source ${path}; complete -C 'rollcall tokens '; complete -C 'rollcall check --fail-on '`;
    const { stdout, status } = spawnSync('fish', ['--no-config', '-c', asked], {
      encoding: 'utf8',
      env: { ...process.env, HOME: folder },
    });
    expect(status).toBe(0);
    for (const word of ['create', 'list', 'revoke', 'never'])
      expect(stdout).toMatch(new RegExp(`^${word}\\b`, 'm'));
  });
});
