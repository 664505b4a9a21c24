import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The rows of a file type, two numbers each: one of what tells the row from others, one of all that it holds. From
 * neither can a cell be read back.
 */
export type Fingerprints = ReadonlyMap<string, Float64Array>;

// So many bits fit a number of JavaScript; of a million rows two agree by chance once in ten thousand uploads.
const BYTES_USED = 6;

/** The number of a text. */
export function fingerprint(text: string): number {
  return createHash('sha1').update(text).digest().readUIntLE(0, BYTES_USED);
}

const folderOf = (folder: string) => join(folder, 'rows');
const pathOf = (folder: string, run: string) => join(folderOf(folder), `${run}.bin`);

/** Keeps the rows of a run. */
export async function writeFingerprints(folder: string, run: string, rows: Fingerprints): Promise<void> {
  await mkdir(folderOf(folder), { recursive: true, mode: 0o700 });
  const head = `${JSON.stringify([...rows].map(([kind, { length }]) => [kind, length]))}\n`;
  const pieces = [...rows.values()].map((numbers) => new Uint8Array(numbers.buffer, 0, numbers.byteLength));
  const path = pathOf(folder, run);
  await writeFile(`${path}.part`, Buffer.concat([Buffer.from(head), ...pieces]), { mode: 0o600 });
  await rename(`${path}.part`, path);
}

/** The rows of a run; null when they are not kept any more. */
export async function readFingerprints(folder: string, run: string): Promise<Fingerprints | null> {
  const bytes = await readFile(pathOf(folder, run)).catch(() => null);
  if (bytes === null) return null;
  const end = bytes.indexOf('\n');
  const kinds = JSON.parse(bytes.toString('utf8', 0, end)) as readonly (readonly [string, number])[];
  // Numbers stand at multiples of eight bytes.
  const all = new Float64Array(new Uint8Array(bytes.subarray(end + 1)).buffer);
  const found = new Map<string, Float64Array>();
  let at = 0;
  for (const [kind, length] of kinds) {
    found.set(kind, all.subarray(at, at + length));
    at += length;
  }
  return found;
}

/** Removes the rows of all runs but some. */
export async function keepFingerprints(folder: string, runs: readonly string[]): Promise<void> {
  for (const name of await readdir(folderOf(folder)).catch(() => [])) {
    if (!runs.includes(name.replace(/\.bin$/, ''))) await rm(join(folderOf(folder), name), { force: true });
  }
}
