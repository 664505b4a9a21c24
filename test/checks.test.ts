import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import {
  analyzeUpload,
  checkCodes,
  type Finding,
  type FindingGroup,
  FindingGroups,
  renderFinding,
} from '../src/check/index.ts';
import { uploadInMemory } from './support/analyze-files.ts';

// Cases of the check: `in/` holds the files, `assume/` what the server has already, `expect.txt` what is found, each
// cause with its places and what follows from it. `UPDATE_CHECKS=1` writes the expectations anew; read the difference.

const root = new URL('./checks', import.meta.url).pathname;
const names = (await readdir(root)).sort();

async function filesBelow(folder: string): Promise<Readonly<Record<string, Buffer>>> {
  if (!existsSync(folder)) return {};
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.csv'))
    .map((entry) => join(entry.parentPath, entry.name));
  const contents = paths.map(
    async (path) => [relative(folder, path).replaceAll('\\', '/'), await readFile(path)] as const,
  );
  return Object.fromEntries(await Promise.all(contents));
}

const placeOf = ({ file, row, column }: Finding) =>
  `${file ?? '-'}:${row ?? '-'}${column === null ? '' : ` ${column}`}`;

/** A group as lines: `error check.missing_object  No file has ...`, its places, what follows. */
function tell({ code, severity, message, count, examples, followers }: FindingGroup): readonly string[] {
  return [
    `${severity} ${code}  ${message}`,
    ...examples.map((one) => `    ${placeOf(one)}  ${renderFinding(one)}`),
    ...(count > examples.length ? [`    and ${count - examples.length} more`] : []),
    ...followers.flatMap((follower) => [
      `  follows: ${follower.count} ${follower.code}`,
      ...follower.examples.map((one) => `    ${placeOf(one)}  ${renderFinding(one)}`),
    ]),
  ];
}

const most_groups = 20;

async function findingsOf(name: string): Promise<string> {
  const assumed = await filesBelow(join(root, name, 'assume'));
  const assume = Object.keys(assumed).length > 0 ? [uploadInMemory(assumed)] : [];
  const findings = new FindingGroups(4);
  const upload = uploadInMemory(await filesBelow(join(root, name, 'in')));
  const analysis = await analyzeUpload(upload, findings, { assume });
  const brokenFileOf = (kind: string) =>
    analysis.broken.find(({ file_type }) => file_type?.name === kind)?.path ?? null;
  const groups = findings.finish(analysis.is_made, brokenFileOf);
  const lines = groups.slice(0, most_groups).flatMap(tell);
  const rest = groups.length > most_groups ? [`and ${groups.length - most_groups} more causes`] : [];
  const few = groups.slice(most_groups).filter(({ code }) => code !== 'check.missing_object');
  const all = [...lines, ...rest, ...few.flatMap(tell)];
  return `${all.length > 0 ? all.join('\n') : 'nothing is found'}\n`;
}

test.each(names)('%s', async (name) => {
  const path = join(root, name, 'expect.txt');
  const found = await findingsOf(name);
  if (process.env.UPDATE_CHECKS) await writeFile(path, found);
  expect(found).toBe(await readFile(path, 'utf8'));
});

test('every code that only the check has is found in a case', async () => {
  const expected = await Promise.all(names.map((name) => readFile(join(root, name, 'expect.txt'), 'utf8')));
  const all = expected.join('');
  const silent = Object.keys(checkCodes).filter((code) => !all.includes(` ${code}  `));
  expect(silent, 'Write a case: test/checks/<what is found>/.').toEqual([]);
});
