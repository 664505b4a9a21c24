import { access, constants, readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Upload } from '../../client/index.ts';
import { CommandError } from '../exit-status.ts';
import { makeSafePaths } from '../safe-names.ts';

/** A file of a zip to be: where it is, and its name in there, with `/` between folders. */
export interface Member {
  readonly path: string;
  readonly name: string;
}

// For the loopback interface compression is only waste, but the upload is kept: the fastest level takes most
// of the size away.
const COMPRESSION_LEVEL = 1;

/** The ending of a path, in lower case and with its dot. */
export const extensionOf = (path: string) => /\.[^./\\]+$/.exec(path)?.[0].toLowerCase() ?? '';

const isCsv = (path: string) => extensionOf(path) === '.csv';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ELOOP: 'its links go in a circle',
};

/** Does something with a path, and says in a sentence why that is not possible. */
async function use<T>(path: string, action: (path: string) => Promise<T>): Promise<T> {
  try {
    return await action(path);
  } catch (error) {
    const reason = reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? String(error);
    throw new CommandError(`${path} cannot be read: ${reason}.`);
  }
}

/** What a path leads to. */
export const look = (path: string) => use(path, (readable) => stat(readable));

/** Asked before anything is sent, as a file that cannot be read shows only when its turn comes. */
const mayRead = (path: string) => use(path, (readable) => access(readable, constants.R_OK));

/** What was found for an upload. */
export interface Found {
  readonly members: Member[];
  /** Names of files that are no CSV. */
  readonly left_out: string[];
}

/**
 * Finds the CSV files below a folder; dot-files are what systems and editors leave behind. Links are followed,
 * except to a folder above them.
 */
async function findInFolder(
  path: string,
  prefix: string,
  found: Found,
  above: readonly string[] = [],
): Promise<void> {
  const real = await use(path, (folder) => realpath(folder));
  if (above.includes(real)) return;
  for (const name of await use(path, (folder) => readdir(folder))) {
    if (name.startsWith('.')) continue;
    const child = join(path, name);
    const inside = prefix + name;
    // A link may lead nowhere, which matters only if it is called like a file to import.
    const kind = await (isCsv(name) ? look(child) : look(child).catch(() => null));
    if (kind?.isDirectory()) await findInFolder(child, `${inside}/`, found, [...above, real]);
    else if (kind?.isFile() && isCsv(name)) {
      await mayRead(child);
      found.members.push({ path: child, name: inside });
    } else found.left_out.push(inside);
  }
}

/** Folders hand in what is in them; several of them, and single files, go under their own names. */
export async function findMembers(paths: readonly string[]): Promise<Found> {
  const found: Found = { members: [], left_out: [] };
  for (const path of paths) {
    const name = basename(resolve(path));
    if ((await look(path)).isDirectory())
      await findInFolder(path, paths.length === 1 ? '' : `${name}/`, found);
    else if (isCsv(path)) {
      await mayRead(path);
      found.members.push({ path, name });
    } else throw new CommandError(`${path} is no CSV file; a zip is sent by itself.`);
  }
  const names = new Set<string>();
  for (const { name } of found.members) {
    if (names.has(name))
      throw new CommandError(
        `Two of the files are called ${name}: put them into folders of different names.`,
      );
    names.add(name);
  }
  found.members.sort((a, b) => (a.name < b.name ? -1 : 1));
  return found;
}

async function* zipMembers(members: readonly Member[]): AsyncGenerator<Uint8Array> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  const output = zip.outputStream as unknown as import('node:stream').PassThrough;
  zip.on('error', (error: Error) => output.destroy(error));
  // Not every system can make every name again, and the library refuses some of them.
  const nameOf = makeSafePaths();
  for (const { path, name } of members)
    zip.addFile(path, nameOf(name), { compressionLevel: COMPRESSION_LEVEL });
  zip.end();
  yield* output as AsyncIterable<Uint8Array>;
}

/** What to send, and what of the folders stays behind. */
export interface CollectedUpload {
  readonly upload: Upload;
  /** Names of files that are no CSV. */
  readonly left_out: readonly string[];
}

/**
 * What to send for the paths of a command line. A single `.csv` or `.zip` goes as it is; of a folder, or several,
 * the CSV files are zipped while they are sent.
 * @throws CommandError when there is nothing to send, or something cannot be read.
 */
export async function collectUpload(paths: readonly string[]): Promise<CollectedUpload> {
  const [first] = paths;
  if (first === undefined) throw new CommandError('There is nothing to import.');
  if (paths.length === 1 && !(await look(first)).isDirectory()) {
    if (!['.csv', '.zip'].includes(extensionOf(first)))
      throw new CommandError(`${first} is neither a folder nor a .csv or .zip file.`);
    await mayRead(first);
    return { upload: { path: first }, left_out: [] };
  }
  const { members, left_out } = await findMembers(paths);
  if (members.length === 0) throw new CommandError(`There is no CSV file in ${paths.join(', ')}.`);
  const name = paths.length === 1 ? `${basename(resolve(first))}.zip` : 'import.zip';
  return { upload: { name, open: () => zipMembers(members) }, left_out };
}
