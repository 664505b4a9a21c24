import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Numbers of the rows of a file type, each list sorted and without repeats. From none can a cell be read back. */
export interface RowNumbers {
  /** Of what tells a row from others, for the rows that do not ask for a delete. */
  readonly keys: Float64Array;
  /** Of all that a row holds, for every row. */
  readonly contents: Float64Array;
}

/** The rows of an upload by the plural of their file type. */
export type Fingerprints = ReadonlyMap<string, RowNumbers>;

// So many bits fit a number of JavaScript; of a million rows two agree by chance once in ten thousand uploads.
const BYTES_USED = 6;

/** The number of a text. */
export function fingerprint(text: string): number {
  return createHash('sha1').update(text).digest().readUIntLE(0, BYTES_USED);
}

const folderOf = (folder: string) => join(folder, 'rows');
const pathOf = (folder: string, run: string) => join(folderOf(folder), `${run}.bin`);
const bytesOf = (numbers: Float64Array) =>
  new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/** Keeps the rows of a run. */
export async function writeFingerprints(folder: string, run: string, rows: Fingerprints): Promise<void> {
  await mkdir(folderOf(folder), { recursive: true, mode: 0o700 });
  const kinds = [...rows].map(([kind, { keys, contents }]) => [kind, keys.length, contents.length]);
  const pieces = [...rows.values()].flatMap(({ keys, contents }) => [bytesOf(keys), bytesOf(contents)]);
  const path = pathOf(folder, run);
  const whole = Buffer.concat([Buffer.from(`${JSON.stringify(kinds)}\n`), ...pieces]);
  await writeFile(`${path}.part`, whole, { mode: 0o600 });
  await rename(`${path}.part`, path);
}

type Head = readonly (readonly [kind: string, keys: number, contents: number])[];

function readHead(text: string): Head | null {
  try {
    const head = JSON.parse(text) as Head;
    return head.every((entry) => entry.length === 3) ? head : null;
  } catch {
    // A damaged file is one that cannot be compared with; whoever asks must be told so.
    return null;
  }
}

/** The rows of a run; null when they are not kept any more, or damaged. */
export async function readFingerprints(folder: string, run: string): Promise<Fingerprints | null> {
  const bytes = await readFile(pathOf(folder, run)).catch(() => null);
  if (bytes === null) return null;
  const end = bytes.indexOf('\n');
  const head = readHead(bytes.toString('utf8', 0, Math.max(end, 0)));
  const expected = head?.reduce((sum, [, keys, contents]) => sum + keys + contents, 0) ?? -1;
  if (head === null || bytes.length - end - 1 !== expected * Float64Array.BYTES_PER_ELEMENT) return null;
  // Numbers stand at multiples of eight bytes.
  const all = new Float64Array(new Uint8Array(bytes.subarray(end + 1)).buffer);
  const found = new Map<string, RowNumbers>();
  let at = 0;
  const take = (length: number) => {
    at += length;
    return all.subarray(at - length, at);
  };
  for (const [kind, keys, contents] of head) found.set(kind, { keys: take(keys), contents: take(contents) });
  return found;
}

/** Removes the rows of all runs but some. */
export async function keepFingerprints(folder: string, runs: readonly string[]): Promise<void> {
  for (const name of await readdir(folderOf(folder)).catch(() => [])) {
    if (!runs.includes(name.replace(/\.bin$/, ''))) await rm(join(folderOf(folder), name), { force: true });
  }
}
