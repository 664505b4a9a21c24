import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { canvasReplies, type FakeCanvas, openFakeCanvas } from '../../../test/support/fake-canvas.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { after, endedImport, goingImport } from '../../../test/support/watched-imports.ts';
import {
  isSignedWith,
  startWebhookReceiver,
  type WebhookReceiver,
} from '../../../test/support/webhook-receiver.ts';
import { run } from '../run.ts';
import { takeLock } from '../state/index.ts';
import { Interruption } from '../surroundings.ts';

const base = mkdtempSync(join(tmpdir(), 'rollcall-watch-'));
afterAll(() => removeFolder(base));

const secret = `whsec_${Buffer.from('a secret of thirty-two characters').toString('base64')}`;
let canvas: FakeCanvas;
let receiver: WebhookReceiver;
let place: string;
const stops: (() => void)[] = [];
beforeEach(async () => {
  canvas = await openFakeCanvas();
  receiver = await startWebhookReceiver();
  place = mkdtempSync(join(base, 'p-'));
  writeProfile({});
});
afterEach(async () => {
  for (const stop of stops.splice(0)) stop();
  await canvas.close();
  await receiver.close();
});

function writeProfile(more: object): void {
  const profiles = { night: { base_url: canvas.url, ...more } };
  writeFileSync(join(place, 'config.jsonc'), JSON.stringify({ profiles }), { mode: 0o600 });
}

const ago = (minutes: number) => after(new Date().toISOString(), -minutes);
/** An import that a few minutes ago failed. */
const failed = () => endedImport(9, ago(30), { workflow_state: 'failed' });
const stuck = () =>
  goingImport(8, ago(400), { workflow_state: 'importing', progress: 40, updated_at: ago(300) });

function start(words: readonly string[], more: Record<string, string> = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const interrupt = new AbortController();
  const env = {
    PATH: process.env.PATH ?? '',
    ROLLCALL_CONFIG: join(place, 'config.jsonc'),
    ROLLCALL_STATE: join(place, 'state'),
    ROLLCALL_TOKEN: 's3cret',
    ...more,
  };
  const surroundings = { stdout, stderr, env, listenForInterrupt: () => interrupt.signal };
  const ended = run(['watch', ...words], surroundings).then(async (status) => {
    stdout.end();
    stderr.end();
    return { status, stdout: await text(stdout), stderr: await text(stderr) };
  });
  const stop = () => interrupt.abort(new Interruption('SIGINT'));
  stops.push(stop);
  return { ended, stop };
}
const watch = (words: readonly string[] = [], more: Record<string, string> = {}) => start(words, more).ended;

describe('rollcall watch at a Canvas', () => {
  it('says that all is well, and has only looked', async () => {
    canvas.imports.push(endedImport(7, ago(60)));
    const { status, stdout, stderr } = await watch(['night']);
    expect(stdout).toMatch(/^OK night: SIS import 7 ended \d{4}-\d\d-\d\d \d\d:\d\d with 5,000 rows\.\n$/);
    expect([status, stderr]).toEqual([0, '']);
    expect(new Set(canvas.calls())).toEqual(new Set(['GET /api/v1/accounts/self/sis_imports']));
  });

  it('prints a line for each finding, the gravest first, and ends as monitoring wants it', async () => {
    canvas.imports.push(goingImport(9, ago(10), { data: { hold: { held_at: ago(90) } } }));
    expect(await watch()).toMatchObject({ status: 1, stdout: expect.stringMatching(/^WARNING held: .*\n$/) });
    canvas.imports.push(stuck());
    const { status, stdout } = await watch();
    expect(stdout).toMatch(/^CRITICAL stuck: SIS import 8 .*\nWARNING held: SIS import 9 .*\n$/);
    expect(status).toBe(2);
  });

  it('knows how old releases show an import', async () => {
    const { id, created_at, workflow_state } = endedImport(7, ago(60));
    canvas.imports.push({ id, created_at, workflow_state, progress: 100, data: {} });
    expect(await watch()).toMatchObject({ status: 2, stdout: expect.stringContaining('CRITICAL no_rows') });
  });

  it.each([
    ['unauthorized_401', 'unauthorized_401'],
    ['unauthorized_403', 'unauthorized_403'],
    ['invalid_token', 'invalid_token'],
  ] as const)('ends with 3 when it may not look: %s', async (_name, reply) => {
    canvas.next(/sis_imports/, canvasReplies[reply]);
    const { status, stdout } = await watch();
    expect(stdout).toMatch(/^UNKNOWN unreachable: The imports of http\S+ cannot be seen: /);
    expect(stdout).not.toContain('s3cret');
    expect(status).toBe(3);
  });

  it('looks again where it was throttled', async () => {
    canvas.imports.push(endedImport(7, ago(60)));
    canvas.next(/sis_imports/, canvasReplies.throttled_403, 'cut');
    expect(await watch()).toMatchObject({ status: 0, stdout: expect.stringContaining('OK night') });
  });

  it('ends with 3 when nobody is there', async () => {
    const closed = await openFakeCanvas();
    await closed.close();
    expect(await watch([closed.url])).toMatchObject({
      status: 3,
      stdout: expect.stringContaining('UNKNOWN unreachable'),
    });
  });

  it('obeys the schedule of the profile, and one of the command line', async () => {
    // Whatever time it is, its deadline passed a moment ago.
    const by = new Date(Date.now() - 60_000).toISOString().slice(11, 16);
    writeProfile({ schedule: { by, time_zone: 'UTC' } });
    expect((await watch()).stdout).toMatch(/^CRITICAL missing: No import was made by .* \(UTC\)\./);
    canvas.imports.push(endedImport(7, ago(60)));
    expect((await watch()).status).toBe(0);
    writeProfile({});
    const hours = (Number(by.slice(0, 2)) + 5) % 24;
    // Etc has the signs turned round: five hours ahead of UTC.
    const zone = ['--time-zone', 'Etc/GMT-5'];
    const there = `${String(hours).padStart(2, '0')}:${by.slice(3)}`;
    canvas.imports.length = 0;
    expect((await watch(['--by', there, ...zone])).stdout).toContain('(Etc/GMT-5)');
  });

  it('judges the data set of the profile, or that of the command line', async () => {
    canvas.imports.push(failed());
    writeProfile({ data_set: 'nightly' });
    expect((await watch()).status).toBe(0);
    canvas.imports[0] = { ...failed(), diffing_data_set_identifier: 'nightly' };
    expect((await watch()).status).toBe(2);
    expect((await watch(['--data-set', 'library'])).status).toBe(0);
  });

  it('prints an object for programs', async () => {
    canvas.imports.push(failed(), endedImport(7, ago(90)));
    const { status, stdout } = await watch(['--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      severity: 'critical',
      watch: { name: 'night', base_url: canvas.url, account: 'self' },
      findings: [{ code: 'failed', severity: 'critical', sis_import_id: 9, deadline: null }],
      last_good: { sis_import_id: 7, rows: 5_000 },
    });
    expect(status).toBe(2);
  });

  it('with --quiet prints what is new and what is over, and nothing else', async () => {
    canvas.imports.push(failed());
    expect(await watch(['--quiet'])).toMatchObject({
      status: 2,
      stdout: expect.stringMatching(/^CRITICAL failed: .*\n$/),
    });
    expect(await watch(['--quiet'])).toMatchObject({ status: 2, stdout: '' });
    canvas.imports.unshift(endedImport(10, ago(15)));
    expect(await watch(['--quiet'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^OVER failed: .*\n$/),
    });
    expect(await watch(['--quiet'])).toMatchObject({ status: 0, stdout: '' });
  });

  it('refuses what it cannot mean', async () => {
    for (const words of [
      ['--by', '25:00'],
      ['--days', 'mon'],
      ['--by', '03:00', '--days', 'noday'],
      ['--max-shrink', 'x'],
    ])
      expect((await watch(words)).status, words.join(' ')).toBe(3);
    expect((await watch(['nigth'])).stderr).toContain('did you mean "night"?');
  });
});

describe('a webhook', () => {
  const alerts = (more: object = {}) => ({
    webhook: { url: receiver.url, secret: { env: 'SIGN' }, ...more },
  });
  const signed = { SIGN: secret };

  it('hears of a finding once, signed as webhooks of the server are, and of its end', async () => {
    writeProfile({ alerts: alerts() });
    canvas.imports.push(failed());
    expect((await watch([], signed)).status).toBe(2);
    const [first] = receiver.received;
    expect(first && isSignedWith(secret, first)).toBe(true);
    expect(first?.headers['webhook-id']).toBe(first?.event.id);
    expect(first?.event).toMatchObject({
      kind: 'watch.alert',
      severity: 'critical',
      watch: { name: 'night' },
      findings: [{ code: 'failed', sis_import_id: 9, is_new: true }],
      over: [],
      text: expect.stringMatching(/^rollcall watch, night:\nCRITICAL failed: SIS import 9 failed/),
    });
    expect((await watch([], signed)).status).toBe(2);
    expect(receiver.received).toHaveLength(1);
    canvas.imports.unshift(endedImport(10, ago(15)));
    expect((await watch([], signed)).status).toBe(0);
    expect(receiver.received[1]?.event).toMatchObject({
      severity: 'ok',
      findings: [],
      over: [{ code: 'failed' }],
    });
  });

  it('that cannot be told is told with the next look', async () => {
    writeProfile({ alerts: alerts() });
    canvas.imports.push(failed());
    receiver.answer = () => 404;
    const missed = await watch([], signed);
    expect(missed).toMatchObject({ status: 2, stderr: 'rollcall: not told: the webhook answered 404\n' });
    receiver.answer = () => 204;
    await watch([], signed);
    expect(receiver.taken).toHaveLength(1);
    canvas.imports.length = 0;
    canvas.imports.push(endedImport(10, ago(15)), failed());
    receiver.answer = () => 404;
    expect((await watch([], signed)).status).toBe(3);
  });

  it('gets a text alone where it takes nothing else, at an address that nobody else learns', async () => {
    canvas.imports.push(failed());
    const told = await watch(['--webhook-body', 'text'], { ROLLCALL_WATCH_WEBHOOK: receiver.url });
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toEqual({
      text: expect.stringContaining('CRITICAL failed'),
    });
    expect(receiver.received[0]?.headers).not.toHaveProperty('webhook-signature');
    expect(told.stdout + told.stderr).not.toContain(receiver.url);
  });

  it('is not led elsewhere', async () => {
    receiver.answer = (_received, response) => {
      response.writeHead(307, { location: `${canvas.url}/elsewhere` }).end();
      return undefined;
    };
    canvas.imports.push(failed());
    const { stderr } = await watch(['--webhook', receiver.url]);
    expect(stderr).toContain('the webhook answered 307');
    expect(canvas.calls().filter((call) => call.startsWith('POST'))).toEqual([]);
  });

  it('needs a secret that is one, from a file that is private', async () => {
    const file = join(place, 'secret');
    writeFileSync(file, secret, { mode: 0o600 });
    canvas.imports.push(failed());
    const words = ['--webhook', receiver.url, '--webhook-secret-file', file];
    await watch(words);
    expect(receiver.received[0] && isSignedWith(secret, receiver.received[0])).toBe(true);
    rmSync(file);
    writeFileSync(file, 'hunter2', { mode: 0o600 });
    const refused = await watch(words);
    expect(refused).toMatchObject({ status: 3, stderr: expect.stringContaining('must be whsec_') });
    expect(refused.stderr).not.toContain('hunter2');
  });

  it('hears when nothing can be seen, and when that is over', async () => {
    writeProfile({ alerts: alerts() });
    canvas.next(/sis_imports/, canvasReplies.unauthorized_403);
    expect((await watch([], signed)).status).toBe(3);
    canvas.imports.push(endedImport(7, ago(60)));
    expect((await watch([], signed)).status).toBe(0);
    expect(receiver.received.map(({ event }) => [event.severity, event.over])).toEqual([
      ['unknown', []],
      ['ok', [expect.objectContaining({ code: 'unreachable' })]],
    ]);
  });
});

describe('a command', () => {
  /** A program that writes down what it gets; its other words end up there, too. */
  function makeProgram(body = ''): string {
    const path = join(place, 'program.mjs');
    const out = join(place, 'told.jsonl');
    writeFileSync(
      path,
      `import { appendFileSync, readFileSync } from 'node:fs';
       const { ROLLCALL_TOKEN, ROLLCALL_WATCH_SEVERITY: severity, ROLLCALL_WATCH_CODES: codes,
         ROLLCALL_WATCH_IMPORTS: imports } = process.env;
       const got = { alert: JSON.parse(readFileSync(0, 'utf8')), words: process.argv.slice(2),
         severity, codes, imports, token: ROLLCALL_TOKEN ?? null };
       appendFileSync(${JSON.stringify(out)}, JSON.stringify(got) + '\\n');
       ${body}`,
    );
    return `"${process.execPath}" "${path}"`;
  }
  const told = () =>
    readFileSync(join(place, 'told.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));

  it('gets the findings on its stdin and in its environment, and no token', async () => {
    canvas.imports.push(failed());
    const words = ['--command', `${makeProgram()} --to "the team" $(id) ; *`];
    expect(await watch(words)).toMatchObject({ status: 2, stderr: '' });
    await watch(words);
    expect(told()).toEqual([
      {
        alert: expect.objectContaining({
          kind: 'watch.alert',
          findings: [expect.objectContaining({ code: 'failed' })],
        }),
        words: ['--to', 'the team', '$(id)', ';', '*'],
        severity: 'critical',
        codes: 'failed',
        imports: '9',
        token: null,
      },
    ]);
  });

  it('is told again of what lasts when that is asked for', async () => {
    canvas.imports.push(failed());
    const words = ['--command', makeProgram()];
    await watch(words);
    const path = join(place, 'state', 'night', 'watch', 'watch.json');
    const kept = JSON.parse(readFileSync(path, 'utf8'));
    for (const alert of Object.values<Record<string, number>>(kept.told.command)) {
      alert.told_ms = Date.now() - 61 * 60_000;
    }
    writeFileSync(path, JSON.stringify(kept));
    await watch(words);
    expect(told()).toHaveLength(1);
    await watch([...words, '--repeat-after', '60']);
    expect(told().map(({ alert }) => alert.findings[0].is_new)).toEqual([true, false]);
  });

  it('that fails, hangs or is not there is told of, and is run again with the next look', async () => {
    canvas.imports.push(failed());
    const failing = makeProgram(`console.error('no network'); process.exit(7);`);
    expect((await watch(['--command', failing])).stderr).toBe(
      'rollcall: not told: the command ended with 7: no network\n',
    );
    const hanging = makeProgram('setInterval(() => {}, 1000);');
    const late = await watch(['--command', hanging, '--command-timeout', '2']);
    expect(late).toMatchObject({ status: 2, stderr: expect.stringContaining('did not end within 2 s') });
    expect((await watch(['--command', '/nowhere/page'])).stderr).toContain('cannot be run (ENOENT)');
    await watch(['--command', makeProgram()]);
    expect((await watch(['--command', makeProgram()])).stderr).toBe('');
  });

  it('is not told by two watches at a time', async () => {
    canvas.imports.push(failed());
    const lock = await takeLock(join(place, 'state', 'night', 'watch'));
    expect(await watch(['--command', makeProgram()])).toMatchObject({
      status: 3,
      stderr: expect.stringMatching(
        /^rollcall: Another watch of night tells of it since .* \(process \d+ on /,
      ),
    });
    // Who tells nobody needs no turn.
    expect((await watch()).status).toBe(2);
    if ('release' in lock) await lock.release();
    expect((await watch(['--command', makeProgram()])).stderr).toBe('');
  });

  it('is told although what was remembered is torn', async () => {
    canvas.imports.push(failed());
    const words = ['--command', makeProgram()];
    await watch(words);
    writeFileSync(join(place, 'state', 'night', 'watch', 'watch.json'), '{"told": {"comm');
    expect((await watch(words)).stderr).toBe('');
    expect(told()).toHaveLength(2);
  });
});

describe('rollcall watch --follow', () => {
  it('tells of each finding once, says when it is over, and ends with Ctrl-C', async () => {
    canvas.imports.push(endedImport(7, ago(60)));
    const following = start(['--follow', '--every', '1', '--webhook', receiver.url]);
    await eventually(async () => canvas.requests.length >= 4);
    canvas.imports.unshift(failed());
    await eventually(async () => receiver.taken.length === 1);
    const looks = canvas.requests.length;
    await eventually(async () => canvas.requests.length >= looks + 4);
    canvas.imports.unshift(endedImport(10, ago(15)));
    await eventually(async () => receiver.taken.length === 2);
    following.stop();
    const { status, stdout } = await following.ended;
    expect(status).toBe(0);
    expect(stdout).toMatch(/^\S+Z CRITICAL failed: .*\n\S+Z OVER failed: .*\n$/);
    expect(receiver.taken.map(({ event }) => event.severity)).toEqual(['critical', 'ok']);
  });

  it('goes on when the server is away for a while', async () => {
    canvas.next(/sis_imports/, canvasReplies.unauthorized_403);
    canvas.imports.push(endedImport(7, ago(60)));
    const following = start(['--follow', '--every', '1', '--json', '--webhook', receiver.url]);
    await eventually(async () => receiver.taken.length === 2);
    following.stop();
    const { stdout } = await following.ended;
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ severity }) => severity)).toEqual(['unknown', 'ok']);
  });

  it('tells of an upload that rollcall submit has kept back on this machine, and when the next one is taken', async () => {
    const feed = join(place, 'users.csv');
    const users = 'user_id,login_id,full_name,status\n';
    const submit = async () => {
      const surroundings = {
        stdout: new PassThrough(),
        stderr: new PassThrough(),
        env: {
          ROLLCALL_CONFIG: join(place, 'config.jsonc'),
          ROLLCALL_STATE: join(place, 'state'),
          ROLLCALL_TOKEN: 's3cret',
        },
        listenForInterrupt: () => new AbortController().signal,
      };
      return run(['submit', feed, '--min-rows', 'users=1'], surroundings);
    };
    writeFileSync(feed, users);
    expect(await submit()).toBe(5);
    const first = await start(['night', '--quiet']).ended;
    expect(first).toMatchObject({
      status: 2,
      stdout: expect.stringMatching(/^CRITICAL not_sent: rollcall submit sent nothing at /),
    });
    expect((await start(['night', '--quiet']).ended).stdout).toBe('');
    canvas.imports.push(endedImport(9, after(new Date().toISOString(), 1)));
    expect(await start(['night', '--quiet']).ended).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^OVER not_sent: /),
    });
  });
});
