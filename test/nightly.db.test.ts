import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltProgram, buildProgram } from './support/built-program.ts';
import { type Commands, makeCommands, type RunningCommand } from './support/commands.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { eventually } from './support/eventually.ts';
import { type FakeCanvas, openFakeCanvas } from './support/fake-canvas.ts';
import { importedState, usersCsv } from './support/nightly-desk.ts';
import { removeFolder } from './support/remove-folder.ts';
import { has_terminal, onTerminal } from './support/terminal.ts';

const token = 'nightly-token-of-the-desk';
let program: BuiltProgram;
let database: TestDatabase;
let base: string;
let commands: Commands;
let server: RunningCommand;
let canvas: FakeCanvas;
let env: Record<string, string>;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'rollcall-nightly-'));
  commands = makeCommands(join(base, 'data-home'));
  [program, database, canvas] = await Promise.all([buildProgram(), createTestDatabase(), openFakeCanvas()]);
  const words = ['serve', '--data', join(base, 'data'), '--database-url', database.url, '--port', '0'];
  server = commands.start(process.execPath, [program.main, ...words, '--log-level', 'silent'], {
    ROLLCALL_TOKEN: token,
  });
  const base_url = await server.seen('stdout', /^rollcall listens on (http:\S+)$/m);
  const profiles = {
    night: { base_url, data_set: 'nightly', guards: { max_shrink: '10%' } },
    canvas: { base_url: canvas.url },
  };
  const config = join(base, 'config.jsonc');
  writeFileSync(config, JSON.stringify({ profiles }), { mode: 0o600 });
  env = { ROLLCALL_TOKEN: token, ROLLCALL_CONFIG: config, ROLLCALL_STATE: join(base, 'state') };
});
afterAll(async () => {
  server?.kill('SIGTERM');
  await server?.ended;
  await commands.close();
  await canvas.close();
  await database.close();
  program.remove();
  removeFolder(base);
});

function lay(ids: readonly string[]): string {
  const folder = mkdtempSync(join(base, 'feed-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'users.csv'), usersCsv(ids));
  return folder;
}

const submit = (...words: readonly string[]) =>
  commands.start(process.execPath, [program.main, 'submit', ...words], env);

const waits = { workflow_state: 'importing', progress: 40 };

describe('the nightly feed, as a program', () => {
  it('is one line and a status with --quiet, lines without, and a guard keeps half a file back', async () => {
    const report = join(base, 'last.html');
    const feed = lay(['U1', 'U2', 'U3', 'U4']);
    const words = ['--to', 'night', '--wait', '--quiet', '--report', report];
    const first = await submit(feed, ...words).ended;
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(first.stdout).toMatch(/^SIS import \d+: imported, 4 rows, [^\n]+\n$/);
    expect(readFileSync(report, 'utf8')).toContain(': imported</h1>');
    const lines = await submit(feed, '--to', 'night', '--wait').ended;
    expect(lines).toMatchObject({ status: 0, stderr: expect.stringMatching(/^imported: 100 %$/m) });
    expect(lines.stderr).not.toContain('\r');
    expect(lines.stderr).not.toContain('\u001b');
    const half = await submit(lay(['U1', 'U2']), ...words).ended;
    expect(half).toMatchObject({ status: 5, stdout: '', stderr: expect.stringContaining('max_shrink') });
    expect(readFileSync(report, 'utf8')).toContain('The upload was not sent');
  });

  it('never runs twice at a time; Ctrl-C ends the waiting, and a killed run keeps no lock', async () => {
    canvas.play(waits);
    const feed = lay(['U1']);
    const words = [feed, '--to', 'canvas', '--wait'];
    const first = submit(...words);
    await first.seen('stderr', /(importing: 40 %)/);
    const second = await submit(...words).ended;
    expect(second).toMatchObject({ status: 6, stderr: expect.stringContaining(`process ${first.pid} `) });
    first.kill('SIGINT');
    const ended = await first.ended;
    expect(ended).toMatchObject({ status: 130, stderr: expect.stringContaining('goes on') });
    const third = submit(...words);
    await third.seen('stderr', /(importing: 40 %)/);
    third.kill('SIGKILL');
    await third.ended;
    canvas.play(importedState);
    expect(await submit(...words).ended).toMatchObject({ status: 0 });
    expect(canvas.calls().filter((call) => call.startsWith('POST'))).toHaveLength(3);
    expect(canvas.calls().some((call) => call.includes('abort'))).toBe(false);
  });

  it('is compared with although it was killed before it heard that its import was made', async () => {
    canvas.play(importedState);
    canvas.next(/^POST/, 'unanswered');
    const words = ['--to', 'canvas', '--account', '7', '--max-shrink', '10%', '--wait', '--quiet'];
    const before = canvas.imports.length;
    const first = submit(lay(['U1', 'U2', 'U3', 'U4']), ...words);
    await eventually(async () => canvas.imports.length > before);
    first.kill('SIGKILL');
    await first.ended;
    const half = await submit(lay(['U1', 'U2']), ...words).ended;
    expect(half).toMatchObject({ status: 5, stderr: expect.stringContaining('2 of 4 rows of users') });
  });
});

describe.skipIf(!has_terminal)('on a terminal', () => {
  it('shows a bar and the time left, and leaves a line of its own for the result', async () => {
    const steps = [0, 20, 40, 60, 80].map((progress) => ({ workflow_state: 'importing', progress }));
    canvas.play(...steps, importedState);
    const words = ['submit', lay(['U1']), '--to', 'canvas', '--wait'];
    const shown = await commands.start('python3', onTerminal(process.execPath, program.main, ...words), env)
      .ended;
    expect(shown.status).toBe(0);
    expect(shown.stdout).toMatch(/\r\[={12} {18}\] {2}40 % {2}importing, about [\d.]+ s left/);
    expect(shown.stdout).toMatch(/\r\[={30}\] 100 % {2}imported[^\n]*\r\nSIS import \d+: imported, /);
  });
});
