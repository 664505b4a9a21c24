import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  canvasImport,
  canvasReplies,
  type FakeCanvas,
  openFakeCanvas,
} from '../../../test/support/fake-canvas.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { dataOf, endedImport, goingImport } from '../../../test/support/watched-imports.ts';
import { run } from '../run.ts';
import { stateFolder, writeHistory } from '../state/index.ts';

// As a Canvas shows imports: without outcomes, statistics or a plan.

const place = mkdtempSync(join(tmpdir(), 'rollcall-status-'));
afterAll(() => removeFolder(place));

let canvas: FakeCanvas;
beforeEach(async () => {
  canvas = await openFakeCanvas();
  const profiles = { night: { base_url: canvas.url } };
  writeFileSync(join(place, 'config.jsonc'), JSON.stringify({ profiles }), { mode: 0o600 });
});
afterEach(() => canvas.close());

async function rollcall(words: readonly string[], columns?: number) {
  const output = { stdout: '', stderr: '' };
  const capture = (name: 'stdout' | 'stderr') =>
    Object.assign(
      new PassThrough().on('data', (piece: Buffer) => {
        output[name] += piece.toString();
      }),
      name === 'stdout' && columns !== undefined ? { isTTY: true, columns } : {},
    );
  const env = {
    ROLLCALL_CONFIG: join(place, 'config.jsonc'),
    ROLLCALL_STATE: join(place, 'state'),
    ROLLCALL_TOKEN: 's3cret',
    NO_COLOR: '1',
  };
  const status = await run([...words], {
    stdout: capture('stdout'),
    stderr: capture('stderr'),
    env,
    listenForInterrupt: () => new AbortController().signal,
  });
  return { status, ...output };
}

describe('rollcall status', () => {
  it('shows the newest import where none is named', async () => {
    canvas.imports.push(
      endedImport(9, '2026-11-24T02:30:00Z', { skip_deletes: true }),
      endedImport(8, '2026-11-23T02:30:00Z'),
    );
    const { status, stdout, stderr } = await rollcall(['status', '--to', 'night']);
    expect(stderr).toBe('');
    expect(stdout).toBe(
      [
        'SIS import 9: imported',
        'by       Ada Byron',
        'created  2026-11-24 02:30:00 UTC',
        'started  2026-11-24 02:31:00 UTC, after 1 min 0 s',
        'ended    2026-11-24 02:41:00 UTC, after 10 min 0 s',
        'options  skip_deletes',
        '',
        '              rows',
        'users        1,000',
        'enrollments  4,000',
        '',
      ].join('\n'),
    );
    expect(status).toBe(0);
  });

  it('says that an import without a row is not what it seems', async () => {
    canvas.play(endedImport(9, '2026-11-24T02:30:00Z', { data: dataOf({ users: 0, enrollments: 0 }) }));
    const { stdout } = await rollcall(['status', '9', '--to', 'night']);
    expect(stdout).toContain('\nSIS import 9 was imported, and not a single row was in it.\n');
  });

  it('says that an import which stopped at 100 % has applied its rows', async () => {
    canvas.play(endedImport(9, '2026-11-24T02:30:00Z', { workflow_state: 'aborted', ended_at: null }));
    const { status, stdout } = await rollcall(['status', '9', '--to', 'night']);
    expect(stdout).toContain('was aborted at its end: its rows are applied, and nothing was cleaned up.');
    expect(status).toBe(2);
  });

  it('says how far one is that runs, and that is no failure', async () => {
    const running = { workflow_state: 'importing', progress: 40 };
    canvas.play(goingImport(9, '2026-11-24T02:30:00Z', running));
    const { status, stdout } = await rollcall(['status', '9', '--to', 'night']);
    expect(stdout).toMatch(/^SIS import 9: importing, 40 %\n/);
    expect(status).toBe(0);
  });

  it('waits for the end when told to', async () => {
    canvas.play(
      goingImport(9, '2026-11-24T02:30:00Z', { workflow_state: 'importing', progress: 40 }),
      goingImport(9, '2026-11-24T02:30:00Z', { workflow_state: 'importing', progress: 90 }),
      endedImport(9, '2026-11-24T02:30:00Z', { workflow_state: 'failed_with_messages' }),
    );
    const { status, stdout } = await rollcall(['status', '9', '--to', 'night', '--wait', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ id: 9, workflow_state: 'failed_with_messages' });
    expect(status).toBe(2);
  });

  it('shows the messages of its lists, and those it carries where a release has none', async () => {
    const messages = [
      { sis_import_id: 9, file: 'users.csv', message: 'Invalid email', row: 12, row_info: null },
    ];
    const ended = endedImport(9, '2026-11-24T02:30:00Z', {
      workflow_state: 'imported_with_messages',
      data: dataOf({ users: 1, warning_count: 1 }),
      processing_warnings: [['users.csv', 'Invalid email of U1']],
    });
    canvas.play(ended);
    canvas.next(/errors\?failure=true/, { body: { sis_import_errors: [] } });
    canvas.next(/errors/, { body: { sis_import_errors: messages } });
    const listed = await rollcall(['status', '9', '--to', 'night']);
    expect(listed.stdout).toContain('\nWarnings\n  users.csv:12  Invalid email\n');
    const old = await rollcall(['status', '9', '--to', 'night']);
    expect(old.stdout).toContain('\nWarnings\n  users.csv  Invalid email of U1\n');
    expect([listed.status, old.status]).toEqual([1, 1]);
  });

  it('shows an import of an old release, which leaves keys out', async () => {
    canvas.play({ workflow_state: 'created', data: undefined, user: undefined, updated_at: undefined });
    const { status, stdout } = await rollcall(['status', '9', '--to', 'night']);
    expect(stdout).toMatch(
      /^SIS import 9: created, 0 %\ncreated {2}2022-02-04 18:31:06 UTC\nstarted {2}not yet, /,
    );
    expect(status).toBe(0);
  });

  it('says that there are none, that there is no such one, and that the token is wrong', async () => {
    expect(await rollcall(['status', '--to', 'night'])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('The account has no SIS imports.'),
    });
    canvas.next(/sis_imports\/9/, { status: 404, body: { errors: [{ message: 'not here' }] } });
    expect(await rollcall(['status', '9', '--to', 'night'])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('SIS import 9 could not be seen.'),
    });
    canvas.next(/sis_imports\/9/, canvasReplies.invalid_token);
    const refused = await rollcall(['status', '9', '--to', 'night']);
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain('Invalid access token.');
    expect(refused.stderr).not.toContain('s3cret');
  });
});

describe('rollcall list', () => {
  beforeEach(() => {
    canvas.imports.push(
      goingImport(12, '2026-11-24T02:30:00Z', { workflow_state: 'importing', progress: 40 }),
      endedImport(11, '2026-11-23T02:30:00Z', { batch_mode: true, batch_mode_term_id: 7 }),
      endedImport(10, '2026-11-22T02:30:00Z', { workflow_state: 'failed', ended_at: null }),
    );
  });

  it('lists the newest first, with state, time taken, rows and options', async () => {
    const { status, stdout } = await rollcall(['list', '--to', 'night', '--limit', '2']);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^id {2}created \(UTC\) {5}state +took +rows {2}messages {2}options$/),
      expect.stringMatching(/^12 {2}2026-11-24 02:30 {2}importing 40 % /),
      expect.stringMatching(
        /^11 {2}2026-11-23 02:30 {2}imported +10 min 0 s +5,000 +0 {2}batch_mode, batch_mode_term_id=7$/,
      ),
      '',
    ]);
    expect(status).toBe(0);
  });

  it('asks for states and times, and looks itself where the server does not', async () => {
    const filter = ['--state', 'failed', 'imported', '--since', '2026-11-22', '--before', '2026-11-23'];
    const { stdout } = await rollcall(['list', '--to', 'night', '--format', 'json', ...filter]);
    expect(JSON.parse(stdout).map(({ id }: { id: number }) => id)).toEqual([10]);
    const { searchParams } = new URL(canvas.requests.at(-1)?.url ?? '', canvas.url);
    expect(searchParams.getAll('workflow_state[]')).toEqual(['failed', 'imported']);
    expect(searchParams.get('created_since')).toBe('2026-11-22T00:00:00.000Z');
  });

  it('fits a terminal of any width', async () => {
    const { stdout } = await rollcall(['list', '--to', 'night'], 50);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.map((line) => line.length <= 50)).toEqual([true, true, true, true]);
    expect(lines[2]).toMatch(/…$/);
  });

  it('gives spreadsheets numbers', async () => {
    const { stdout } = await rollcall(['list', '--to', 'night', '--format', 'csv', '--state', 'imported']);
    expect(stdout).toBe(
      'id,created_at,started_at,ended_at,workflow_state,progress,seconds,rows,errors,warnings,options,user\n' +
        '11,2026-11-23T02:30:00Z,2026-11-23T02:31:00Z,2026-11-23T02:41:00Z,imported,100,600,5000,0,0,"batch_mode, batch_mode_term_id=7",Ada Byron\n',
    );
  });
});

describe('rollcall history', () => {
  const env = { ROLLCALL_STATE: join(place, 'state') };
  const kinds = { users: { rows: 1_200, deletes: 3 }, enrollments: { rows: 5_000, deletes: 0 } };
  const run = { data_set: 'nightly', kinds, changes: 14, reason: null, state: null, ended_at: null } as const;

  it('tells without a server what was sent and what was refused, newest first', async () => {
    const folder = stateFolder({ base_url: 'http://gone.example', account_id: 'self', profile: null }, env);
    await writeHistory(folder, { ...run, run: 'a', at: '2026-11-22T02:30:00Z', outcome: 'submitted', id: 7 });
    await writeHistory(folder, { run: 'a', state: 'imported', ended_at: '2026-11-22T02:31:00Z' });
    const reason = 'Users would shrink by 40 %.';
    await writeHistory(folder, {
      ...run,
      run: 'b',
      at: '2026-11-23T02:30:00Z',
      outcome: 'refused_by_guard',
      id: null,
      reason,
    });
    const { status, stdout } = await rollcall(['history', 'http://gone.example']);
    expect(stdout.split('\n').slice(1)).toEqual([
      `2026-11-23 02:30  –       nightly   refused by guard   users 1,200, enrollments 5,000  14 changed since the last; ${reason}`,
      '2026-11-22 02:30  7       nightly   imported           users 1,200, enrollments 5,000  14 changed since the last',
      '',
    ]);
    expect(status).toBe(0);
    const shown = await rollcall(['history', 'http://gone.example', '--format', 'json', '--limit', '1']);
    expect(JSON.parse(shown.stdout)).toMatchObject([{ run: 'b', outcome: 'refused_by_guard' }]);
    const csv = await rollcall(['history', 'http://gone.example', '--format', 'csv']);
    expect(csv.stdout).toContain(
      '2026-11-22T02:30:00Z,7,nightly,submitted,imported,2026-11-22T02:31:00Z,6200,14,\n',
    );
  });

  it('says that nothing was sent', async () => {
    expect(await rollcall(['history', 'night'])).toMatchObject({
      status: 0,
      stdout: 'nothing was sent from here\n',
    });
  });
});

describe('what only rollcall can do', () => {
  it.each([[['plan', '9']], [['approve', '9', '--reason', 'merger']], [['undo', '9']]])(
    '%j says so at a Canvas',
    async (words) => {
      canvas.imports.push(canvasImport(9));
      const { status, stderr } = await rollcall([...words, '--to', 'night']);
      expect(stderr).toContain(
        `rollcall ${words[0]} works with rollcall servers alone, and ${canvas.url} is none.`,
      );
      expect(status).toBe(2);
    },
  );
});
