import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importStatuses } from '../../src/cli/exit-status.ts';
import { fileTypes } from '../../src/format/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const readme = read('README.md');

function sectionOf(text: string, heading: string): string {
  const [, rest = ''] = text.split(`## ${heading}\n`);
  return rest.split(/^## /m)[0] ?? '';
}

const blocksOf = (text: string) =>
  [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code = '']) => code.trim());

describe('README.md', () => {
  it('promises two commands, which CI runs word for word before all else', () => {
    const promised = blocksOf(sectionOf(readme, 'Two commands'));
    const run = [...read('.ci/run').matchAll(/^run "README, [a-z]+ command" \d (.+)$/gm)].map(
      ([, command]) => command,
    );
    expect(promised).toHaveLength(2);
    expect(run).toEqual(promised);
  });

  it('explains the exit status as the help does', () => {
    const lines = [...sectionOf(readme, 'Import').matchAll(/^\| (\d+) \| (.*) \|$/gm)];
    expect(lines.length).toBeGreaterThanOrEqual(5);
    for (const [, status = '', meaning] of lines) expect(importStatuses[Number(status)]).toBe(meaning);
  });

  it('counts the file types', () => {
    expect(readme).toContain(`the ${fileTypes.length} types of file`);
  });

  it('names the version of Node that package.json asks for', () => {
    const { engines } = JSON.parse(read('package.json')) as { readonly engines: { readonly node: string } };
    expect(readme).toContain(`Node.js ${engines.node.replace('>=', '')} or later`);
  });

  it('fits a page', () => {
    expect(readme.split('\n').length).toBeLessThan(130);
  });
});

describe('documents', () => {
  const documents = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'docs/glossary.md',
    'docs/exports.md',
  ];

  it.each(documents)('%s links to what is there', (path) => {
    const links = [...read(path).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(
      ([, target = '']) => target,
    );
    expect(links.filter((target) => !existsSync(join(root, dirname(path), target)))).toEqual([]);
  });

  it('has a changelog that opens with what is pending', () => {
    expect(/^## .*$/m.exec(read('CHANGELOG.md'))?.[0]).toBe('## Pending');
  });

  it('has a glossary in alphabetical order, a sentence each', () => {
    const rows = [...read('docs/glossary.md').matchAll(/^\| (.+) \| (.+) \|$/gm)].slice(1);
    const words = rows.map(([, word = '']) => word.toLowerCase());
    expect(words).toEqual(words.toSorted((a, b) => a.localeCompare(b)));
    for (const [, word, meaning] of rows) expect(meaning, word).toMatch(/^[A-Z].*\.$/);
  });
});

describe('package-lock.json', () => {
  interface Locked {
    readonly optionalDependencies?: Readonly<Record<string, string>>;
  }
  const { packages } = JSON.parse(read('package-lock.json')) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };

  it('names the optional packages of every platform', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
      ),
    );
    expect(missing, 'npm ci refuses a lock file that leaves out optional packages.').toEqual([]);
  });

  it('names no registry', () => {
    expect(read('package-lock.json')).not.toContain('"resolved"');
  });
});
