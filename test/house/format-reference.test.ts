import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as format from '../../src/format/index.ts';

interface Generator {
  readonly folder?: string;
  readonly files: (load: (folder: string) => Promise<unknown>) => Promise<Map<string, string>>;
}

const root = new URL('../../', import.meta.url);

/** Loads a generator by a path that the compiler does not follow: the scripts are plain JavaScript. */
async function generator(file: string, name: string): Promise<Generator> {
  const module: Record<string, Generator> = await import(new URL(`scripts/generate/${file}`, root).href);
  const found = module[name];
  if (found === undefined) throw new Error(`${file} exports no generator ${name}.`);
  return found;
}

test.each([
  ['file-type-schemas.mjs', 'fileTypeSchemas'],
  ['file-type-pages.mjs', 'fileTypePages'],
  ['message-page.mjs', 'messagePage'],
  ['coverage-page.mjs', 'coveragePage'],
])('what %s writes is fresh', async (file, name) => {
  const { files, folder } = await generator(file, name);
  const made = await files(async () => format);
  const stale = [...made].filter(([path, content]) => readOrNull(path) !== content).map(([path]) => path);
  const left =
    folder === undefined ? [] : readdirSync(new URL(folder, root)).map((entry) => `${folder}/${entry}`);
  stale.push(...left.filter((path) => !made.has(path)));
  expect(stale, 'These files differ from their declarations. Run: npm run generate').toEqual([]);
});

test('every link of a generated page leads to a heading or a file', async () => {
  const pages = new Map([
    ...(await (await generator('file-type-pages.mjs', 'fileTypePages')).files(async () => format)),
    ...(await (await generator('message-page.mjs', 'messagePage')).files(async () => format)),
    ...(await (await generator('coverage-page.mjs', 'coveragePage')).files(async () => format)),
  ]);
  const dead: string[] = [];
  for (const [path, content] of pages) {
    for (const [, target = ''] of content.matchAll(/\](?:\(|: )([^)\n]+)/g)) {
      const [file = '', place] = target.split('#');
      const page =
        file === '' ? content : readOrNull(new URL(file, new URL(path, root)).href.slice(root.href.length));
      const headings = [...(page ?? '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading));
      if (page === null || (place !== undefined && !headings.includes(place)))
        dead.push(`${path}: ${target}`);
    }
  }
  expect(dead).toEqual([]);
});

function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

function readOrNull(path: string): string | null {
  const url = new URL(path, root);
  return existsSync(url) ? readFileSync(url, 'utf8') : null;
}
