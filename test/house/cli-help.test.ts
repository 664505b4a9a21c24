import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type HelpPage, readHelpPages, run } from '../../src/cli/index.ts';
import { findFault } from '../support/declared-commands.ts';

// What the help and the documents tell people to type is what the commands take.

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = await readHelpPages();

const examplesOf = ({ help }: HelpPage) => {
  const [, after = ''] = help.split('\nExamples:\n');
  const [section = ''] = after.split('\n\n');
  return section.split('\n').filter((line) => /^ {2}\S/.test(line));
};

async function read(...words: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const listenForInterrupt = () => new AbortController().signal;
  const status = await run(words, { stdout, stderr, env: {}, listenForInterrupt });
  stdout.end();
  stderr.end();
  return { status, stdout: await text(stdout), stderr: await text(stderr) };
}

describe('an example', () => {
  it('stands in the help of every command, twice at least, each with what it does', () => {
    for (const page of pages) {
      const examples = examplesOf(page);
      expect(
        examples.length,
        `${page.name} has too few examples: give them to describeUse.`,
      ).toBeGreaterThanOrEqual(2);
      for (const example of examples) {
        expect(example, 'It is one of the command itself.').toContain(page.name);
        const [, does] = page.help.slice(page.help.indexOf(example)).split('\n');
        expect(does, example).toMatch(/^ {6}[A-Z]/);
      }
    }
  });

  it.each(pages.flatMap((page) => examplesOf(page)))('is taken: %s', async (example) => {
    expect(await findFault(example)).toBeNull();
  });

  it.each([
    ['an option that there is not', 'rollcall submit out --to-profile night'],
    ['an argument that is missing', 'rollcall abort --to night'],
    ['an argument too many', 'rollcall abort 1 2'],
    ['an option that is missing', 'rollcall approve 3'],
    ['a value that is none', 'rollcall submit out --format txt'],
    ['a command that there is not', 'rollcall sumbit out'],
  ])('would not be taken with %s', async (_what, example) => {
    expect(await findFault(example)).not.toBeNull();
  });
});

describe('a document', () => {
  const folders = ['.', 'docs', 'examples/lakeside'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => join(folder, name)),
  );

  /** Lines of code that begin with the command, after a prompt, a path or the times of cron at most. */
  function linesOf(file: string): readonly string[] {
    const text = readFileSync(join(root, file), 'utf8').replaceAll(/ *\\\n\s*/g, ' ');
    const code = [...text.matchAll(/^```\w*\n([\s\S]*?)^```$|^ {4}(.+)$/gm)];
    return code
      .flatMap(([, fenced, indented]) => (fenced ?? indented ?? '').split('\n'))
      .map((line) => line.replace(/^\$ |^(?:[\d*][\d*,/-]* +){5}/, '').trim())
      .filter((line) => /^(?:\.\/|npx )?rollcall [a-z]/.test(line))
      .map((line) => line.replace(/ {2,}.*/, ''));
  }

  it.each(files.map((file) => [file, linesOf(file)] as const).filter(([, lines]) => lines.length > 0))(
    '%s shows commands that are taken',
    async (_file, lines) => {
      for (const line of lines) expect(await findFault(line), line).toBeNull();
    },
  );
});

describe('rollcall help', () => {
  it.each(pages.map(({ name, help }) => [name, help]))(
    'shows that of %s as --help does',
    async (name, help) => {
      const [, ...words] = (name ?? '').split(' ');
      const told = await read('help', ...words);
      expect(told).toMatchObject({ status: 0, stderr: '' });
      expect(told.stdout.trimEnd()).toBe(help);
      expect(await read(...words, '--help')).toEqual(told);
    },
  );

  it.each([[['nope']], [['tokens', 'nope']]])('says that there is no %s', async (words) => {
    expect(await read('help', ...words)).toEqual({
      status: 3,
      stdout: '',
      stderr: `rollcall: There is no command "${words.join(' ')}"; rollcall --help lists what there is.\n`,
    });
  });
});

describe('a color', () => {
  it('comes from render.ts alone, which asks --no-color, NO_COLOR and FORCE_COLOR', () => {
    const folder = join(root, 'src/cli');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const coloring = files.filter(
      (file) =>
        file.endsWith('.ts') &&
        !file.endsWith('.test.ts') &&
        // Bars clear the rest of their line.
        /(?:u001b|x1b|033)(?!\[K)|styleText/i.test(readFileSync(join(folder, file), 'utf8')),
    );
    expect(coloring).toEqual(['render.ts']);
  });
});
