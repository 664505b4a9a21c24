import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, normalize, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeFolder } from '../support/remove-folder.ts';

const root = new URL('../../', import.meta.url);
let folder: string;
let files: ReadonlyMap<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rollcall-bundle-'));
  const path = new URL('scripts/bundle.mjs', root).href;
  const { bundle }: { bundle: (folder: string) => Promise<void> } = await import(path);
  await bundle(folder);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  files = new Map(
    names
      .filter((name) => name.endsWith('.js'))
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
});

afterAll(() => removeFolder(folder));

const importsOf = (text: string, lazy: RegExp | null) =>
  [
    ...text.matchAll(/^(?:import|export)\b[^;]*?["']([^"'\n]+)["'];$/gm),
    ...(lazy ? text.matchAll(lazy) : []),
  ].map(([, target]) => target!);

const lazily = /(?<![.\w])(?:import|require|__require)\(["']([^"'\n]+)["']\)/g;

/** The files that are loaded when `name` is, and whatever else these import. */
function loadedWith(name: string): {
  readonly inside: readonly string[];
  readonly outside: readonly string[];
} {
  const inside = [name];
  const outside: string[] = [];
  for (const file of inside) {
    for (const target of importsOf(files.get(file)!, null)) {
      const path = normalize(join(dirname(file), target));
      if (!target.startsWith('.')) outside.push(target);
      else if (!inside.includes(path)) inside.push(path);
    }
  }
  return { inside, outside };
}

test('nothing is left in node_modules but what was decided', () => {
  const inside_node = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);
  const outside = [...files.values()]
    .flatMap((text) => importsOf(text, lazily))
    .filter((target) => !target.startsWith('.') && !inside_node.has(target));
  expect([...new Set(outside)].sort(), 'See `external` in scripts/bundle.mjs.').toEqual([
    '@aws-sdk/client-s3',
    '@fastify/ajv-compiler',
    '@fastify/fast-json-stringify-compiler',
    'light-my-request',
    'pg-native',
    'pino',
    // cosmiconfig of graphile-worker, for settings in TypeScript: it finds none.
    'typescript',
  ]);
});

test('the client needs nothing but fetch', () => {
  expect(loadedWith('client/index.js').outside).toEqual([]);
});

test('the code that starts the database is loaded without that which speaks to it', () => {
  const { inside } = loadedWith('server/index.js');
  const text = inside.map((name) => files.get(name)!).join('\n');
  expect(text).toContain('keeper-main.js');
  expect(text.length, `These are loaded: ${inside.join(', ')}`).toBeLessThan(40_000);
});

test('modules find what lies beside them, whatever chunk they are in', () => {
  const places = [...files].flatMap(([name, text]) =>
    [...text.matchAll(/new URL\("([^"]+)", new URL\("([^"]+)", import\.meta\.url\)\.href\)/g)].map(
      ([, beside, source]) =>
        relative(
          '/dist',
          new URL(beside!, new URL(source!, new URL(name, 'file:///dist/').href).href).pathname,
        ),
    ),
  );
  expect([...new Set(places)].sort()).toEqual(
    expect.arrayContaining(['../package.json', 'db/embedded/keeper-main.js', 'db/migrations']),
  );
});

test('every room can be imported', async () => {
  const entries = [...files.keys()].filter((name) => name.endsWith('index.js'));
  expect(entries.length).toBeGreaterThan(8);
  for (const name of entries.filter((name) => !name.startsWith('cli'))) {
    const room: object = await import(pathToFileURL(join(folder, name)).href);
    expect(Object.keys(room), name).not.toEqual([]);
  }
});

test('the licenses of what is inside go along', () => {
  const text = readFileSync(join(folder, 'THIRD-PARTY.txt'), 'utf8');
  for (const name of ['fastify', 'pg', 'graphile-worker', 'commander', 'yauzl'])
    expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+, MIT$`, 'm'));
  expect(text).toContain('Permission is hereby granted');
});
