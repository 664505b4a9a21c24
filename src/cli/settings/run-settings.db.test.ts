import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiServer, createApiServer, type Tenant } from '../../../test/support/api-server.ts';
import { accountSettingParameters } from '../../api/index.ts';
import { run } from '../run.ts';

let server: ApiServer;
let tenant: Tenant;
beforeAll(async () => {
  server = await createApiServer();
  tenant = await server.makeTenant('Lakeside');
});
afterAll(() => server.close());

async function end(argv: readonly string[], token = tenant.token) {
  const output = { stdout: '', stderr: '' };
  const capture = (name: 'stdout' | 'stderr') =>
    new PassThrough().on('data', (piece: Buffer) => {
      output[name] += piece.toString();
    });
  const status = await run(['settings', ...argv], {
    stdout: capture('stdout'),
    stderr: capture('stderr'),
    env: { ROLLCALL_TOKEN: token },
    listenForInterrupt: () => new AbortController().signal,
  });
  return { status, ...output };
}

const ask = (...argv: string[]) => end([...argv, '--to', server.url, '--account', String(tenant.id)]);

describe('rollcall settings', () => {
  it('shows the switches of an account', async () => {
    expect(await ask()).toEqual({
      status: 0,
      stdout: [
        'allow_sis_import       true',
        'differentiation_tags   -',
        'elementary             false',
        'hold                   false',
        'hold_limits            -',
        'institutional_tags     false',
        'personal_pronouns      false',
        'temporary_enrollments  false',
        '',
      ].join('\n'),
      stderr: '',
    });
  });

  it('sets what is asked for and leaves the rest', async () => {
    const set = await ask('personal_pronouns=true', 'differentiation_tags=false', '--json');
    expect(set).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(set.stdout)).toEqual({
      allow_sis_import: true,
      differentiation_tags: false,
      elementary: false,
      hold: false,
      hold_limits: null,
      institutional_tags: false,
      personal_pronouns: true,
      temporary_enrollments: false,
    });
    const limits = await ask('hold_limits=any.term.left=2, users.account.deleted=off');
    expect(limits.stdout).toContain('hold_limits            any.term.left=2, users.account.deleted=off\n');
    const unset = await ask('differentiation_tags=');
    expect(unset.stdout).toContain('differentiation_tags   -\n');
    expect(unset.stdout).toContain('personal_pronouns      true\n');
  });

  it('takes the account by its SIS ID', async () => {
    const { pool } = server.database;
    await pool.query(
      `insert into accounts (root_account_id, parent_account_id, name, sis_id) values (1, 1, 'School', 'SCH')`,
    );
    const to = ['--to', server.url, '--account', 'sis_account_id:SCH'];
    const set = await end(['elementary=true', ...to], server.token);
    expect(set.stdout).toContain('elementary             true\n');
    expect(set.stdout).toContain('allow_sis_import       -\n');
    const refused = await end(['allow_sis_import=false', ...to], server.token);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toMatch(/400: The setting `allow_sis_import` belongs to the root account\.$/m);
  });

  it('explains every setting', async () => {
    const { stdout } = await end(['--help']);
    for (const name of Object.keys(accountSettingParameters))
      expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it.each([
    [
      ['personal_pronuns=true'],
      2,
      /^rollcall: There is no setting personal_pronuns; the settings are .*elementary/,
    ],
    [['elementary'], 3, /^rollcall: "elementary" sets nothing: say <setting>=true/],
    [['elementary=maybe'], 3, /"elementary=maybe" sets nothing/],
  ])('%j changes nothing', async (argv, status, text) => {
    const before = await ask();
    const ended = await ask(...argv);
    expect(ended).toMatchObject({ status, stdout: '' });
    expect(ended.stderr).toMatch(text);
    expect(await ask()).toEqual(before);
  });

  it('needs a token that may manage the account', async () => {
    const reader = await server.makeAdmin(tenant, { read_sis: true });
    const ended = await end(['--to', server.url, '--account', String(tenant.id)], reader);
    expect(ended).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('answered 403') });
  });
});
