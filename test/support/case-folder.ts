import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** What a person does by hand between two imports. */
export type ByHand = ByHandChange | ByHandNew;

/** Makes an object with these columns; the others take their defaults. `$root` is the number of the root account. */
export interface ByHandNew {
  readonly table: string;
  readonly insert: Readonly<Record<string, string | boolean | null>>;
}

/** Changes objects: the named fields are set, and stick. */
export interface ByHandChange {
  readonly table: string;
  /** Picks the object, e.g. `{ "sis_id": "C1" }`. */
  readonly where: Readonly<Record<string, string>>;
  readonly set: Readonly<Record<string, string | boolean | null>>;
  /** The fields that stick by it; without them nothing does. */
  readonly stick?: readonly string[];
}

/**
 * One import of a case: `<n>-in/` with the files of its zip, or `<n>-upload/` with the one file that is sent as it is;
 * `<n>-options.json`, `<n>-by-hand.json` (before it), `<n>-expect.json`.
 */
export interface CaseStep {
  readonly number: number;
  /** Path in the zip to content. */
  readonly files: Readonly<Record<string, Buffer>>;
  /** What is sent instead of a zip of files. */
  readonly upload: { readonly name: string; readonly content: Buffer } | null;
  readonly options: Readonly<Record<string, string | boolean | number>>;
  readonly by_hand: readonly ByHand[];
  readonly expect_path: string;
}

export interface CaseFolder {
  /** `course/an-unknown-term-is-passed-over`. */
  readonly name: string;
  readonly path: string;
  readonly steps: readonly CaseStep[];
  /** The files of `out/`: what the export holds afterwards, deleted objects included. */
  readonly outs: readonly string[];
  /** The files of `stored/`: columns of tables that no export shows, by the header of each file. */
  readonly stored: readonly { readonly table: string; readonly header: string; readonly path: string }[];
}

/** The files of a folder, path to content; none where there is no such folder. */
async function contentsBelow(folder: string): Promise<readonly (readonly [string, Buffer])[]> {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const names = paths.map((path) => relative(folder, path)).sort();
  return await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name))] as const));
}

async function jsonOr<T>(path: string, otherwise: T): Promise<T> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? otherwise : (JSON.parse(text) as T);
}

async function readStep(path: string, number: number): Promise<CaseStep> {
  const files = await contentsBelow(join(path, `${number}-in`));
  const [upload] = await contentsBelow(join(path, `${number}-upload`));
  return {
    number,
    files: Object.fromEntries(files),
    upload: upload ? { name: upload[0], content: upload[1] } : null,
    options: await jsonOr(join(path, `${number}-options.json`), {}),
    by_hand: await jsonOr(join(path, `${number}-by-hand.json`), []),
    expect_path: join(path, `${number}-expect.json`),
  };
}

async function readStored(folder: string): Promise<CaseFolder['stored']> {
  const names = await readdir(folder);
  return await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const [header = ''] = (await readFile(path, 'utf8')).split('\n');
      return { table: name.replace(/\.csv$/, ''), header, path };
    }),
  );
}

/** Reads every case below a folder: `<file type>/<what happens>/`. */
export async function readCases(root: string): Promise<readonly CaseFolder[]> {
  const cases: CaseFolder[] = [];
  for (const kind of await readdir(root, { withFileTypes: true })) {
    if (!kind.isDirectory()) continue;
    for (const entry of await readdir(join(root, kind.name), { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const path = join(root, kind.name, entry.name);
      const inside = await readdir(path);
      const numbers = inside.flatMap((name) => /^(\d+)-(?:in|upload)$/.exec(name)?.[1] ?? []).map(Number);
      const steps = await Promise.all(numbers.sort((a, b) => a - b).map((number) => readStep(path, number)));
      const outs = inside.includes('out') ? await readdir(join(path, 'out')) : [];
      const stored = inside.includes('stored') ? await readStored(join(path, 'stored')) : [];
      cases.push({ name: `${kind.name}/${entry.name}`, path, steps, outs, stored });
    }
  }
  return cases.sort((a, b) => (a.name < b.name ? -1 : 1));
}
