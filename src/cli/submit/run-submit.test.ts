import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canvasReplies, type FakeCanvas, openFakeCanvas } from '../../../test/support/fake-canvas.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { run } from '../run.ts';
import { takeLock } from '../state/index.ts';

const base = mkdtempSync(join(tmpdir(), 'rollcall-submit-'));
afterAll(() => removeFolder(base));

let canvas: FakeCanvas;
let place: string;
beforeEach(async () => {
  canvas = await openFakeCanvas();
  place = mkdtempSync(join(base, 'p-'));
  const profiles = { night: { base_url: canvas.url, data_set: 'nightly' } };
  writeFileSync(join(place, 'config.jsonc'), JSON.stringify({ profiles }), { mode: 0o600 });
});
afterEach(() => canvas.close());

function lay(users: readonly string[]): string {
  const folder = mkdtempSync(join(place, 'f-'));
  mkdirSync(folder, { recursive: true });
  const rows = users.map((id) => `${id},${id},${id},Person,active\n`).join('');
  writeFileSync(join(folder, 'users.csv'), `user_id,login_id,first_name,last_name,status\n${rows}`);
  return folder;
}

async function submit(...words: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const { signal } = new AbortController();
  const env = {
    ROLLCALL_CONFIG: join(place, 'config.jsonc'),
    ROLLCALL_STATE: join(place, 'state'),
    ROLLCALL_TOKEN: 's3cret',
  };
  const status = await run(['submit', ...words], { stdout, stderr, env, listenForInterrupt: () => signal });
  stdout.end();
  stderr.end();
  return { status, stdout: await text(stdout), stderr: await text(stderr) };
}

const posts = () => canvas.calls().filter((call) => call.startsWith('POST'));
const imported = {
  workflow_state: 'imported',
  progress: 100,
  ended_at: '2022-02-04T18:32:00Z',
  data: { import_type: 'instructure_csv', supplied_batches: ['user'], counts: { users: 4 } },
};

describe('rollcall submit', () => {
  it('sends an upload with the options of profile and command line, and says how it ended in one line', async () => {
    canvas.play(imported);
    const ended = await submit(
      lay(['U1', 'U2', 'U3', 'U4']),
      '--wait',
      '--quiet',
      '--change-threshold',
      '20',
    );
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^SIS import 147: imported, 4 rows, [^\n]+\n$/);
    expect(canvas.imports).toMatchObject([
      { diffing_data_set_identifier: 'nightly', change_threshold: '20' },
    ]);
  });

  it('asks the server to hold an import before harm, unless told not to', async () => {
    const upload = lay(['U1']);
    await submit(upload);
    await submit(upload, '--hold', 'off');
    const uploads = canvas.requests.filter(({ method }) => method === 'POST');
    const said = uploads.map(({ body }) => /name="hold"\s+(\w+)/.exec(body.toString('latin1'))?.[1]);
    expect(said).toEqual(['on', 'off']);
  });

  it('compares with the last accepted import, and sends nothing when a guard forbids it', async () => {
    canvas.play(imported);
    await submit(lay(['U1', 'U2', 'U3', 'U4']), '--wait');
    const shrunk = lay(['U1', 'U2']);
    for (const [guard, said] of [
      [['--max-shrink', '10%'], 'max_shrink: 2 of 4 rows of users'],
      [['--max-deletes', '1'], 'max_deletes: 2 rows'],
      [['--max-change', '10%'], 'max_change: 2 of 4 rows of users'],
      [['--min-rows', 'users=3'], 'min_rows: there are 2 rows of users'],
    ] as const) {
      const refused = await submit(shrunk, ...guard);
      expect(refused).toMatchObject({ status: 5, stdout: '' });
      expect(refused.stderr).toContain(said);
    }
    expect(posts()).toHaveLength(1);
    expect(await submit(shrunk, '--max-shrink', '10%', '--no-guards')).toMatchObject({ status: 0 });
    expect(posts()).toHaveLength(2);
  });

  it('sends no upload of which a file cannot be read', async () => {
    const folder = lay(['U1']);
    writeFileSync(join(folder, 'courses.csv'), 'course_id,short_name,long_name,status\nC1,"a,b,active\n');
    expect(await submit(folder)).toMatchObject({ status: 5, stderr: expect.stringContaining('courses.csv') });
    expect(posts()).toEqual([]);
  });

  it('does not run twice at a time, and takes over from a run that was killed', async () => {
    const folder = join(place, 'state', 'night');
    const lock = await takeLock(folder);
    if (!('release' in lock)) throw new Error('It was not free.');
    const upload = lay(['U1']);
    expect(await submit(upload)).toMatchObject({ status: 6, stdout: '' });
    await lock.release();
    expect((await submit(upload)).status).toBe(0);
    const dead = {
      pid: process.pid,
      host: (await import('node:os')).hostname(),
      identity: 'before',
      since: '',
    };
    writeFileSync(join(folder, 'lock.99'), JSON.stringify(dead));
    expect((await submit(upload)).status).toBe(0);
    expect(posts()).toHaveLength(2);
  });

  it('works with an old release of Canvas, which leaves out most of what it could tell', async () => {
    const old = { id: 9, created_at: '2013-12-01T23:59:00Z', workflow_state: 'created' };
    canvas.next(/^POST/, { body: old });
    canvas.next(
      /^GET .*\/sis_imports\/9/,
      { body: old },
      { body: { ...old, ended_at: '2013-12-02T00:03:21Z', progress: 100, workflow_state: 'imported' } },
    );
    const ended = await submit(lay(['U1', 'U2']), '--wait', '--quiet');
    expect(ended).toMatchObject({ status: 0, stderr: '' });
    expect(ended.stdout).toMatch(/^SIS import 9: imported, /);
    expect(await submit(lay(['U1']), '--max-shrink', '10%')).toMatchObject({ status: 5 });
  });

  it.each(['unauthorized_401', 'unauthorized_403'] as const)(
    'says that a server does not let it (%s)',
    async (reply) => {
      canvas.next(/^POST/, canvasReplies[reply]);
      expect(await submit(lay(['U1']))).toMatchObject({ status: 3 });
    },
  );
});
