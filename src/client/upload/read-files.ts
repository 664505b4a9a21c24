import type { ByteSource } from './byte-source.ts';

type Fs = typeof import('node:fs');

// What a request takes at a time; smaller pieces cost more than they save.
const PIECE_BYTES = 1024 * 1024;

/** The file system, in Node alone. */
export async function loadFs(): Promise<Fs> {
  // A variable, so that bundlers for browsers leave the import alone.
  const specifier = 'node:fs';
  return import(/* @vite-ignore */ specifier);
}

/** The last name of a path, of either manner. */
export function baseNameOf(path: string): string {
  return path.split(/[\\/]/).findLast((name) => name !== '') ?? path;
}

/** The length of a file in bytes. */
export async function measureFile(path: string): Promise<number> {
  return (await (await loadFs()).promises.stat(path)).size;
}

/** Opens a file for reading; one that is missing is an error of its own and not a broken request. */
export async function openFile(path: string): Promise<ByteSource> {
  const stream = (await loadFs()).createReadStream(path, { highWaterMark: PIECE_BYTES });
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve());
    stream.once('error', reject);
  });
  return stream;
}

/** A file of a folder, its name beginning in the folder, with `/`. */
export interface FolderFile {
  readonly name: string;
  readonly path: string;
}

/**
 * The CSV files of a folder and the folders in it, by name. Names that begin with a dot, which systems and editors leave
 * behind, are left out.
 */
export async function findCsvFiles(folder: string): Promise<readonly FolderFile[]> {
  const { promises } = await loadFs();
  const found: FolderFile[] = [];
  const search = async (path: string, prefix: string, above: readonly string[]): Promise<void> => {
    const real = await promises.realpath(path);
    // A link to a folder above it would never end.
    if (above.includes(real)) return;
    for (const name of await promises.readdir(path)) {
      if (name.startsWith('.')) continue;
      const inner = { name: prefix + name, path: `${path}/${name}` };
      const is_csv = /\.csv$/i.test(name);
      // A link may lead nowhere, which matters only if it is called like a file to send.
      const kind = await promises.stat(inner.path).catch((error: unknown) => {
        if (is_csv) throw error;
        return null;
      });
      if (kind?.isDirectory()) await search(inner.path, `${inner.name}/`, [...above, real]);
      else if (kind?.isFile() && is_csv) found.push(inner);
    }
  };
  await search(folder.replace(/[\\/]+$/, '') || folder, '', []);
  return found.sort((a, b) => (a.name < b.name ? -1 : 1));
}
