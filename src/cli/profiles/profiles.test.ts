import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { configPath, connectTarget, importOptionsOf, openProfile, resolveTarget } from './index.ts';
import { parseCommentedJson } from './parse-commented-json.ts';
import { usualConversions } from './read-convert.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-profiles-'));
const path = join(folder, 'config.jsonc');
const env = { ROLLCALL_CONFIG: path, HOME: folder, PATH: process.env.PATH, NIGHTLY_TOKEN: 's3cret' };
afterAll(() => rmSync(folder, { recursive: true }));

const nightly = {
  base_url: 'https://school.example/',
  account: 'sis_account_id:L',
  token: { env: 'NIGHTLY_TOKEN' },
  data_set: 'nightly',
  defaults: { skip_deletes: true, change_threshold: 10, diffing_drop_status: 'inactive' },
  schedule: { by: '03:30', time_zone: 'Europe/Oslo', days: ['mon', 'tue'] },
  guards: { max_deletes: 100, max_change: '5%', min_rows: { users: 1000 }, max_shrink: '10 %' },
};
const write = (profiles: object) => writeFileSync(path, JSON.stringify({ profiles }));
const read = async (profile: object) => {
  write({ nightly: { base_url: 'https://s.example', ...profile } });
  return (await openProfile('nightly', env)).profile;
};
beforeEach(() => write({ nightly }));

describe('a profile', () => {
  it('says what a server is, and what is usual there', async () => {
    expect((await openProfile('nightly', env)).profile).toEqual({
      ...nightly,
      convert: usualConversions,
      name: 'nightly',
      base_url: 'https://school.example',
      schedule: { ...nightly.schedule, from: null, holidays: [], stuck_after_minutes: 120 },
      alerts: { webhook: null, command: null },
      guards: {
        max_deletes: { rows: 100 },
        max_change: { percent: 5 },
        min_rows: { users: 1000 },
        max_shrink: { percent: 10 },
      },
    });
  });

  it('needs no more than an address', async () => {
    expect(await read({})).toMatchObject({
      account: 'self',
      token: { env: 'ROLLCALL_TOKEN' },
      data_set: null,
      defaults: {},
      schedule: null,
      guards: { max_deletes: null, min_rows: {} },
    });
  });

  it.each([
    [{ base_url: 'school.example' }, /base_url must be an address/],
    [{ base_url: 'https://me:pw@school.example' }, /base_url must be an address/],
    [{ token: 's3cret' }, /^\S+config\.jsonc:1:\d+: token is not written down here/],
    [{ token: { env: 'A', file: 'b' } }, /one of env, file and command/],
    [{ acount: 'self' }, /no setting "acount" in profile "nightly"; did you mean "account"\?/],
    [{ defaults: { skip_delets: true } }, /did you mean "skip_deletes"\?/],
    [{ defaults: { skip_deletes: 'yes' } }, /skip_deletes must be true or false/],
    [{ defaults: { diffing_drop_status: 'gone' } }, /one of deleted, completed, inactive/],
    [{ schedule: { by: '25:00' } }, /by must be a time such as/],
    [{ schedule: { by: '03:00', time_zone: 'Mars' } }, /time zone such as/],
    [{ schedule: { by: '03:00', holidays: ['2026-02-30'] } }, /must be a day such as/],
    [{ schedule: { by: '03:00', holidays: ['2026-12-24..2026-12-21'] } }, /must begin before they end/],
    [{ alerts: { webhook: {} } }, /webhook needs a url/],
    [{ alerts: { webhook: { url: 'chat' } } }, /url must be an address such as/],
    [{ alerts: { webhook: { url: 'https://c.example', secret: 'whsec_x' } } }, /secret is not written down/],
    [{ alerts: { command: 'mail' } }, /command must be a list/],
    [{ guards: { max_change: 'much' } }, /a number of rows or a percentage/],
    [
      { convert: { oneroster: { user_ids: 'email' } } },
      /no setting "user_ids" in oneroster; did you mean "user_id"\?/,
    ],
    [
      { convert: { oneroster: { roles: { aid: 'ta' } } } },
      /no setting "aid" in roles; did you mean "aide"\?/,
    ],
    [{ convert: { oneroster: { login_id: ['phone'] } } }, /login_id must be one of sourcedId, identifier/],
    [{ guards: { min_rows: { user: 1 } } }, /no kind of rows "user"; did you mean "users"\?/],
  ])('%j is refused with the place of the fault', async (profile, text) => {
    await expect(read(profile)).rejects.toThrow(text);
  });

  it('is found by its name, or by being the only one', async () => {
    expect((await openProfile(undefined, env)).profile.name).toBe('nightly');
    await expect(openProfile('nightl', env)).rejects.toThrow(/no profile "nightl".*did you mean "nightly"\?/);
    write({ nightly, test: nightly });
    await expect(openProfile(undefined, env)).rejects.toThrow('Say which profile: nightly, test.');
    await expect(openProfile('x', { ...env, ROLLCALL_CONFIG: join(folder, 'none') })).rejects.toThrow(
      /rollcall init makes one/,
    );
  });

  it('stands in the folder of configurations', () => {
    expect(configPath({ HOME: '/h' }, 'linux')).toBe('/h/.config/rollcall/config.jsonc');
    expect(configPath({ HOME: '/h', XDG_CONFIG_HOME: '/x' }, 'linux')).toBe('/x/rollcall/config.jsonc');
    expect(configPath({ HOME: '/h' }, 'darwin')).toBe('/h/Library/Application Support/rollcall/config.jsonc');
  });
});

describe('a target', () => {
  const resolve = (word?: string, options = {}, more = {}) =>
    resolveTarget(word, options, { env: { ...env, ...more } });

  it('is a profile, whose account the command line may replace', async () => {
    const target = await resolve('nightly');
    expect(target).toMatchObject({
      base_url: 'https://school.example',
      account_id: 'sis_account_id:L',
      token: 's3cret',
    });
    expect(await resolve(undefined, { account: '7' })).toMatchObject({ account_id: '7' });
    expect(connectTarget(target).sisImports.create).toBeTypeOf('function');
    expect(importOptionsOf(target.profile)).toEqual({
      ...nightly.defaults,
      diffing_data_set_identifier: 'nightly',
    });
    expect(importOptionsOf(null)).toEqual({});
  });

  it('is an address, with the token of the environment', async () => {
    const more = { ROLLCALL_TOKEN: 't0ken' };
    const target = { base_url: 'http://x.test:3', account_id: 'self', token: 't0ken', profile: null };
    expect(await resolve('http://x.test:3/', {}, more)).toEqual(target);
    await expect(resolve('http://x.test:3')).rejects.toThrow(/set ROLLCALL_TOKEN/);
    const refused = resolve('http://me:pa55@x.test', {}, more);
    await expect(refused).rejects.toThrow(/^http:\/\/x\.test is no address/);
  });

  it.skipIf(process.platform === 'win32')('takes a token from a file that nobody else may read', async () => {
    const file = join(folder, 'nightly.token');
    writeFileSync(file, 'filed\n');
    write({
      nightly: { ...nightly, token: { file: 'nightly.token' } },
      home: { ...nightly, token: { file: '~/nightly.token' } },
    });
    chmodSync(file, 0o640);
    await expect(resolve('nightly')).rejects.toThrow(/Others may read the token in .*: run chmod 600/);
    chmodSync(file, 0o600);
    expect([(await resolve('nightly')).token, (await resolve('home')).token]).toEqual(['filed', 'filed']);
    expect((await resolve('http://x.test', { token_file: file })).token).toBe('filed');
    writeFileSync(file, 'two words');
    await expect(resolve('nightly')).rejects.toThrow(/must hold a token and nothing else/);
  });

  it('takes a token from a command, and shows nothing of what that prints', async () => {
    const of = (script: string) => ({
      nightly: { ...nightly, token: { command: [process.execPath, '-e', script] } },
    });
    write(of('console.log("made")'));
    expect((await resolve('nightly')).token).toBe('made');
    write(of('console.log("hal"); process.exit(3)'));
    const fault = await resolve('nightly').catch((error: unknown) => error);
    expect(String(fault)).toMatch(/ended with status 3/);
    expect(String(fault)).not.toContain('hal');
    write({ nightly: { ...nightly, token: { command: [join(folder, 'nothing')] } } });
    await expect(resolve('nightly')).rejects.toThrow(/could not be run \(ENOENT\)/);
  });
});

describe('commented JSON', () => {
  it('has comments and commas at the end', () => {
    const node = parseCommentedJson('\ufeff// one\n{ "a": [1, 2,], /* "b": 3 */ "c//": "/*d*/", }\n');
    expect(node.kind === 'object' && [...node.members.keys()]).toEqual(['a', 'c//']);
  });

  it.each([
    ['{ "a": 1 "b": 2 }', 9],
    ['{ "a": 1, "a": 2 }', 10],
    ['{ a: 1 }', 2],
    ['{ "a": tru }', 7],
    ['{} {}', 3],
    ['', 0],
    ['{ "a": "x', 7],
  ])('%j is none', (text, at) => {
    expect(() => parseCommentedJson(text)).toThrow(expect.objectContaining({ name: 'JsonFault', at }));
  });
});
