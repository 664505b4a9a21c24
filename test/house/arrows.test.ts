import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** Who may import whom; the table of ARCHITECTURE.md. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  format: [],
  api: ['format'],
  check: ['format'],
  convert: ['format', 'check'],
  storage: [],
  db: ['format'],
  queue: ['db'],
  client: ['format', 'api'],
  engine: ['format', 'check', 'db', 'api', 'storage'],
  server: ['format', 'check', 'api', 'db', 'queue', 'engine', 'storage'],
  // The server only when a command needs it: `await import('../server/index.ts')`.
  cli: ['format', 'check', 'convert', 'client', 'server'],
};

/** What these folders need of npm and of Node; the others may use whatever package.json lists. */
const outside: Readonly<Record<string, RegExp>> = {
  format: /^$/,
  api: /^$/,
  // Paths to upload are opened in Node alone, by an import that browsers never reach.
  client: /^node:fs$/,
  check: /^(node:.*|yauzl)$/,
  convert: /^$/,
};

interface SourceFile {
  /** From src on, with `/`. */
  readonly path: string;
  readonly folder: string;
  readonly text: string;
}

interface Import {
  readonly target: string;
  readonly is_lazy: boolean;
  readonly is_type: boolean;
}

const files: readonly SourceFile[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((name) => name.split(sep).join('/'))
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((path) => ({ path, folder: path.split('/')[0]!, text: readFileSync(join(src, path), 'utf8') }));

const withoutComments = (text: string) =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');

function importsOf(text: string): readonly Import[] {
  const code = withoutComments(text);
  const standing = code.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:([^'";]*?)\s+from\s+)?'([^']+)'/gm);
  const lazy = code.matchAll(/(typeof\s+)?\bimport\(\s*'([^']+)'\s*\)/g);
  return [
    ...[...standing].map(([, type, names = '', target]): Import => {
      const inner = names
        .replaceAll(/[{}\s]+/g, ' ')
        .trim()
        .split(',');
      const all_types = inner.every((name) => name.trim() === '' || name.trim().startsWith('type '));
      return { target: target!, is_lazy: false, is_type: type !== undefined || (names !== '' && all_types) };
    }),
    ...[...lazy].map(
      ([, type, target]): Import => ({ target: target!, is_lazy: true, is_type: type !== undefined }),
    ),
  ];
}

const everyImport = files.flatMap((file) =>
  importsOf(file.text).map((found) => {
    const inner = found.target.startsWith('.')
      ? relative(src, resolve(join(src, dirname(file.path)), found.target))
          .split(sep)
          .join('/')
      : null;
    return { ...found, file, inner, to: inner?.split('/')[0] ?? null };
  }),
);

const crossing = everyImport.filter(({ file, to }) => to !== null && to !== file.folder);

describe('arrows', () => {
  it('reads the imports it judges', () => {
    expect(
      importsOf(`import a, { b } from './a.ts';\nimport type { c } from 'c';\nimport { type d } from 'd';
        export * from './e.ts';\n// from 'no'\nconst f = await import('./f.ts');\nimport 'g';`),
    ).toEqual([
      { target: './a.ts', is_lazy: false, is_type: false },
      { target: 'c', is_lazy: false, is_type: true },
      { target: 'd', is_lazy: false, is_type: true },
      { target: './e.ts', is_lazy: false, is_type: false },
      { target: 'g', is_lazy: false, is_type: false },
      { target: './f.ts', is_lazy: true, is_type: false },
    ]);
    expect(crossing.length).toBeGreaterThan(20);
  });

  it('has an arrow for every folder', () => {
    const folders = [...new Set(files.map(({ folder }) => folder))].sort();
    expect(Object.keys(arrows).sort(), 'A new folder needs its line in the table of arrows.').toEqual(
      folders,
    );
  });

  it('follows the arrows', () => {
    const wrong = crossing
      .filter(({ file, to }) => !arrows[file.folder]?.includes(to!))
      .map(
        ({ file, inner }) =>
          `${file.path} imports ${inner}, but ${file.folder} may import ${arrows[file.folder]?.join(', ') || 'nothing'}`,
      );
    expect(wrong, 'Move the code to the folder that may, or hand the thing in as a parameter.').toEqual([]);
  });

  it('enters a folder by its index.ts', () => {
    const wrong = crossing
      .filter(({ inner, to }) => inner !== `${to}/index.ts`)
      .map(({ file, inner }) => `${file.path} imports ${inner}`);
    expect(wrong, 'Export it from the index.ts of its folder, and import that.').toEqual([]);
  });

  it.each([
    ['db', 'format'],
    ['api', 'format'],
    ['engine', 'api'],
  ])('gives %s the types of %s alone', (from, target) => {
    const wrong = crossing.filter(
      ({ file, to, is_type }) => file.folder === from && to === target && !is_type,
    );
    expect(
      wrong.map(({ file }) => file.path),
      'Write `import type`.',
    ).toEqual([]);
  });

  it('loads the server into the command line only when it is needed', () => {
    const wrong = crossing
      .filter(
        ({ file, to, is_lazy, is_type }) => file.folder === 'cli' && to === 'server' && !is_lazy && !is_type,
      )
      .map(({ file }) => file.path);
    expect(
      wrong,
      "Write `await import('../server/index.ts')` where it is used: help must not wait for it.",
    ).toEqual([]);
  });

  it('keeps format, api, client and check free of what a browser or a reader of files does not have', () => {
    const wrong = everyImport
      .filter(({ file, inner, target }) => inner === null && outside[file.folder]?.test(target) === false)
      .map(({ file, target }) => `${file.path} imports ${target}`);
    expect(wrong).toEqual([]);
  });
});

describe('what has its place', () => {
  it('keeps SQL in src/db', () => {
    const sql =
      /['"`]\s*(select\s[^'"`]*\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|with\s+\w+\s+as\s*\(|create\s+(table|index|unique)|alter\s+table|truncate\s)/i;
    const wrong = files.filter(({ folder, text }) => folder !== 'db' && sql.test(withoutComments(text)));
    expect(
      wrong.map(({ path }) => path),
      'Put the statement into src/db/tables/<table>.ts.',
    ).toEqual([]);
  });

  it('keeps importers pure: no await, no clock', () => {
    const impure = /\b(await|async|Date\.now|performance\.now|Math\.random)\b|new Date\(\)/;
    const wrong = files.filter(
      ({ path, text }) => path.startsWith('engine/importers/') && impure.test(withoutComments(text)),
    );
    expect(
      wrong.map(({ path }) => path),
      'An importer plans; `needs` says what it has to know.',
    ).toEqual([]);
  });

  it('keeps files short', () => {
    const long = files.filter(({ text }) => text.split('\n').length > 401).map(({ path }) => path);
    expect(long, '200 lines are the aim, 400 the limit.').toEqual([]);
  });
});
