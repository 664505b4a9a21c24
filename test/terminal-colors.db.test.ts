import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltProgram, buildProgram } from './support/built-program.ts';
import { type Commands, makeCommands, type RunningCommand } from './support/commands.ts';
import { createTestDatabase, type TestDatabase } from './support/database.ts';
import { removeFolder } from './support/remove-folder.ts';
import { has_terminal, onTerminal } from './support/terminal.ts';

// Colors as a person has them: real processes on a real pseudo-terminal, against a real server.

const token = 'token-of-the-terminal';
const oneroster = fileURLToPath(new URL('../examples/oneroster', import.meta.url));
const limits = { timeout: 240_000 };

let program: BuiltProgram;
let database: TestDatabase;
let base: string;
let commands: Commands;
let server: RunningCommand;
let env: Record<string, string>;
let good: string;
let bad: string;

function lay(name: string, csv: string): string {
  const folder = join(base, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'courses.csv'), csv);
  return folder;
}

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'rollcall-colors-'));
  commands = makeCommands(join(base, 'data-home'));
  [program, database] = await Promise.all([buildProgram(), createTestDatabase()]);
  const words = ['serve', '--data', join(base, 'data'), '--database-url', database.url, '--port', '0'];
  server = commands.start(process.execPath, [program.main, ...words, '--log-level', 'silent'], {
    ROLLCALL_TOKEN: token,
  });
  const base_url = await server.seen('stdout', /^rollcall listens on (http:\S+)$/m);
  const config = join(base, 'config.jsonc');
  writeFileSync(config, JSON.stringify({ profiles: { night: { base_url } } }), { mode: 0o600 });
  env = { ROLLCALL_TOKEN: token, ROLLCALL_CONFIG: config, ROLLCALL_STATE: join(base, 'state') };
  good = lay('good', 'course_id,short_name,long_name,status\nC1,C1,Course,active\n');
  bad = lay('bad', 'course_id,short_name,long_name,status\nC2,C2,Course,gone\n');
}, 240_000);
afterAll(async () => {
  server?.kill('SIGTERM');
  await server?.ended;
  await commands.close();
  await database.close();
  program.remove();
  removeFolder(base);
});

const run = async (words: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  (await commands.start(process.execPath, [program.main, ...words], { ...env, ...more }).ended).stdout;

const show = async (words: readonly string[], more: Readonly<Record<string, string>> = {}) => {
  const all = onTerminal(process.execPath, program.main, ...words);
  return (await commands.start('python3', all, { ...env, ...more }).ended).stdout;
};

// Bars clear a line with or without colors: that is no style.
const styled = new RegExp(`${String.fromCharCode(0x1b)}\\[[\\d;]*m`);
const hasStyle = (text: string) => styled.test(text);

describe.skipIf(!has_terminal)('colors on a terminal', () => {
  it.each<[string, () => readonly string[]]>([
    ['check', () => ['check', bad]],
    ['explain', () => ['explain', 'course.bad_status']],
    ['convert', () => ['convert', 'oneroster', oneroster, '--overwrite', '--out', join(base, 'roster')]],
    ['import', () => ['import', good, '--to', 'night']],
    ['restore', () => ['restore', '1', '--to', 'night']],
    ['submit --plan', () => ['submit', good, '--to', 'night', '--plan']],
    ['status', () => ['status', '1', '--to', 'night']],
    ['list', () => ['list', '--to', 'night']],
    ['doctor', () => ['doctor', 'night']],
    ['watch', () => ['watch', 'night']],
  ])('of %s are there, and are not with --no-color or NO_COLOR', limits, async (_name, words) => {
    const shown = await show(words());
    expect(hasStyle(shown), shown).toBe(true);
    for (const plain of [
      await show([...words(), '--no-color']),
      await show(words(), { NO_COLOR: '1', FORCE_COLOR: '1' }),
    ]) {
      expect(plain.length).toBeGreaterThan(20);
      expect(hasStyle(plain), plain).toBe(false);
    }
  });

  it('are not in what has none: help, faults, bars and lists', limits, async () => {
    for (const words of [
      ['help'],
      ['serve', '--prot', '1'],
      ['submit', good, '--to', 'night', '--wait'],
      ['settings', '--to', 'night'],
      ['abort', '999', '--to', 'night'],
    ])
      expect(hasStyle(await show(words)), words.join(' ')).toBe(false);
  });

  it('are left out on a dumb terminal, and forced into a pipe by FORCE_COLOR', limits, async () => {
    expect(hasStyle(await show(['--no-color', 'explain', 'course.bad_status']))).toBe(false);
    expect(hasStyle(await show(['explain', 'course.bad_status'], { TERM: 'dumb' }))).toBe(false);
    expect(hasStyle(await show(['explain', 'course.bad_status'], { FORCE_COLOR: '0' }))).toBe(false);
    expect(hasStyle(await run(['explain', 'course.bad_status']))).toBe(false);
    expect(hasStyle(await run(['explain', 'course.bad_status'], { FORCE_COLOR: '1' }))).toBe(true);
  });
});
