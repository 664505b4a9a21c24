import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { run } from '../../src/cli/index.ts';

/** The example and the folders of `test/convert/oneroster`. */
export async function conversionCases(root: string): Promise<readonly string[]> {
  const names = await readdir(join(root, 'test/convert/oneroster'));
  return names.sort().map((name) => join(root, 'test/convert/oneroster', name));
}

/** Converts the files of a case by the command, with its settings in a profile, and says what was written and printed. */
export async function convertCase(folder: string, scratch: string) {
  const base = await mkdtemp(join(scratch, 'case-'));
  const settings = join(folder, 'settings.json');
  const oneroster = existsSync(settings) ? JSON.parse(await readFile(settings, 'utf8')) : {};
  const config = join(base, 'config.jsonc');
  const profile = { base_url: 'https://school.example', convert: { oneroster } };
  await writeFile(config, JSON.stringify({ profiles: { school: profile } }));
  const input = existsSync(join(folder, 'in')) ? join(folder, 'in') : folder;
  await cp(input, join(base, 'in'), { recursive: true });
  const out = join(base, 'out');
  const ended = await callConvert([join(base, 'in'), '--out', out, '--profile', 'school', '--json'], {
    ROLLCALL_CONFIG: config,
  });
  return { ...ended, out, files: existsSync(out) ? await contentsOf(out) : {} };
}

/** Calls `rollcall convert oneroster`. */
export async function callConvert(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const read = Promise.all([text(stdout), text(stderr)]);
  const status = await run(['convert', 'oneroster', ...argv], {
    stdout,
    stderr,
    env: { ROLLCALL_CONFIG: join(tmpdir(), 'no', 'such', 'file'), ...env },
    listenForInterrupt: () => new AbortController().signal,
  });
  stdout.end();
  stderr.end();
  const [printed, complained] = await read;
  return { status, stdout: printed, stderr: complained };
}

/** The files of a folder by name. */
export async function contentsOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])),
  );
}
