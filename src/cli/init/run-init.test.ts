import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openProfile } from '../profiles/index.ts';
import { run } from '../run.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-init-'));
const path = join(folder, 'below', 'config.jsonc');
const env = { ROLLCALL_CONFIG: path, HOME: folder };
beforeEach(() => rmSync(join(folder, 'below'), { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function init(words: readonly string[], answers: readonly string[] | null = null) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  stdin.end((answers ?? []).map((line) => `${line}\n`).join(''));
  const signal = new AbortController().signal;
  const status = await run(['init', ...words], {
    stdout,
    stderr,
    env,
    listenForInterrupt: () => signal,
    ...(answers ? { stdin } : {}),
  });
  stdout.end();
  stderr.end();
  return { status, stdout: await text(stdout), stderr: await text(stderr) };
}

describe('rollcall init', () => {
  it('writes what its options say, for nobody else to read', async () => {
    const words =
      'nightly --base-url https://s.example --account 7 --token-file n.token --data-set night --default skip_deletes=true --default change_threshold=5 --by 03:30 --time-zone Europe/Oslo --days mon,fri --max-deletes 20 --max-change 5% --min-rows users=10';
    const made = await init(words.split(' '));
    expect(made).toMatchObject({ status: 0, stdout: `${path}\n` });
    expect(made.stderr).toMatch(/Put the token into .*n\.token, .*\nNext: rollcall doctor nightly\n$/);
    expect((await openProfile('nightly', env)).profile).toMatchObject({
      base_url: 'https://s.example',
      account: '7',
      token: { file: 'n.token' },
      data_set: 'night',
      defaults: { skip_deletes: true, change_threshold: 5 },
      schedule: { by: '03:30', time_zone: 'Europe/Oslo', days: ['mon', 'fri'] },
      guards: { max_deletes: { rows: 20 }, max_change: { percent: 5 }, min_rows: { users: 10 } },
    });
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('asks, and asks again where an answer is faulty', async () => {
    const answers = [
      'school',
      'https://s.example',
      '',
      's3cret',
      'command pass show "my canvas"',
      'night',
      '3',
      '03:30',
      '',
      '5%',
      '',
    ];
    const made = await init(['production'], answers);
    expect(made.status).toBe(0);
    expect(made.stderr).toMatch(
      /base_url must be an address[\s\S]*never the token itself[\s\S]*must be a time such as/,
    );
    expect((await openProfile('production', env)).profile).toMatchObject({
      account: 'self',
      token: { command: ['pass', 'show', 'my canvas'] },
      data_set: 'night',
      schedule: { by: '03:30', time_zone: null },
      guards: { max_deletes: null, max_change: { percent: 5 } },
    });
  });

  it('leaves what is in the file as it is, comments too', async () => {
    await init(['one', '--base-url', 'https://one.example']);
    const before = readFileSync(path, 'utf8').replace('"base_url"', '// mine\n      "base_url"');
    writeFileSync(path, before);
    expect((await init(['two', '--base-url', 'https://two.example'])).status).toBe(0);
    const refused = await init(['two', '--base-url', 'https://new.example']);
    expect(refused).toMatchObject({ status: 3, stderr: expect.stringContaining('--overwrite') });
    await init(['two', '--base-url', 'https://new.example', '--overwrite']);
    expect(readFileSync(path, 'utf8')).toContain('// mine\n');
    const urls = [
      (await openProfile('one', env)).profile.base_url,
      (await openProfile('two', env)).profile.base_url,
    ];
    expect(urls).toEqual(['https://one.example', 'https://new.example']);
    for (const empty of ['{}', '{ "profiles": {} }', '// nothing yet\n{\n}\n']) {
      writeFileSync(path, empty);
      await init(['three', '--base-url', 'https://three.example']);
      expect((await openProfile(undefined, env)).profile.name).toBe('three');
    }
  });

  it.each([
    [['x y', '--base-url', 'https://s.example'], /is no name for a profile/],
    [['x', '--base-url', 'nothing'], /base_url must be an address/],
    [['x', '--account', '7'], /begin with --base-url/],
    [
      ['x', '--base-url', 'https://s.example', '--token-env', 'A', '--token-file', 'b'],
      /cannot be used with/,
    ],
    [['x', '--base-url', 'https://s.example', '--default', 'skip_deletes=perhaps'], /must be true or false/],
    [['x'], /nobody to ask/],
  ])('%j is refused', async (words, reason) => {
    expect(await init(words)).toMatchObject({ status: 3, stderr: expect.stringMatching(reason) });
  });

  it('writes nothing when the answers end too early', async () => {
    expect(await init(['x'], ['https://s.example'])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('ended too early'),
    });
    await expect(openProfile('x', env)).rejects.toThrow(/no profiles/);
  });
});
