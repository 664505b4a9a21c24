import { opendir, realpath, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Upload } from '../../client/index.ts';
import { CommandError } from '../exit-status.ts';

/** A file of a zip to be: where it is, and its name in there, with `/` between folders. */
interface Member {
  readonly path: string;
  readonly name: string;
}

// For the loopback interface compression is only waste, but the upload is kept: the fastest level takes most
// of the size away.
const COMPRESSION_LEVEL = 1;

const extensionOf = (path: string) => /\.[^./\\]+$/.exec(path)?.[0].toLowerCase() ?? '';

async function look(path: string) {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new CommandError(`${path}: no such file or folder.`);
    throw new CommandError(`${path} cannot be read.`, undefined, error);
  }
}

/** The files below a folder, without dot-files. Links are followed, except to a folder above them. */
async function listFolder(path: string, prefix: string, above: readonly string[] = []): Promise<Member[]> {
  const real = await realpath(path);
  if (above.includes(real)) return [];
  const members: Member[] = [];
  for await (const { name } of await opendir(path)) {
    if (name.startsWith('.')) continue;
    const child = join(path, name);
    const found = await look(child);
    // Whoever sends a folder means its CSV files; what else lies there is told, not sent.
    if (found.isDirectory())
      members.push(...(await listFolder(child, `${prefix}${name}/`, [...above, real])));
    else if (found.isFile()) members.push({ path: child, name: prefix + name });
  }
  return members;
}

/** Folders hand in what is in them; several of them, and single files, go under their own names. */
async function listMembers(paths: readonly string[]): Promise<Member[]> {
  const members: Member[] = [];
  for (const path of paths) {
    const found = await look(path);
    const name = basename(resolve(path));
    if (found.isDirectory()) members.push(...(await listFolder(path, paths.length === 1 ? '' : `${name}/`)));
    else if (extensionOf(path) === '.csv') members.push({ path, name });
    else throw new CommandError(`${path} is no CSV file; a zip is sent by itself.`);
  }
  const twice = members.find(
    ({ name }, index) => members.findIndex((other) => other.name === name) !== index,
  );
  if (twice)
    throw new CommandError(
      `Two of the files are called ${twice.name}: put them into folders of different names.`,
    );
  return members.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function* zipMembers(members: readonly Member[]): AsyncGenerator<Uint8Array> {
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  const output = zip.outputStream as unknown as import('node:stream').PassThrough;
  zip.on('error', (error: Error) => output.destroy(error));
  for (const { path, name } of members) zip.addFile(path, name, { compressionLevel: COMPRESSION_LEVEL });
  zip.end();
  yield* output as AsyncIterable<Uint8Array>;
}

/** What is sent, and the names of the files of a folder that are not, as they are no CSV files. */
export interface CollectedUpload {
  readonly upload: Upload;
  readonly left_out: readonly string[];
}

/**
 * What to send for the paths of a command line. A single `.csv` or `.zip` goes as it is; the CSV files of a folder, or
 * several CSV files, are zipped while they are sent.
 * @throws CommandError when there is nothing to send.
 */
export async function collectUpload(paths: readonly string[]): Promise<CollectedUpload> {
  const [first] = paths;
  if (first === undefined) throw new CommandError('There is nothing to import.');
  if (paths.length === 1 && (await look(first)).isFile()) {
    if (['.csv', '.zip'].includes(extensionOf(first))) return { upload: { path: first }, left_out: [] };
    throw new CommandError(`${first} is neither a folder nor a .csv or .zip file.`);
  }
  const found = await listMembers(paths);
  const members = found.filter(({ name }) => extensionOf(name) === '.csv');
  if (members.length === 0) {
    throw new CommandError(`There is no CSV file in ${paths.join(', ')}.`);
  }
  const name = paths.length === 1 ? `${basename(resolve(first))}.zip` : 'import.zip';
  const left_out = found.filter((member) => !members.includes(member)).map((member) => member.name);
  return { upload: { name, content: zipMembers(members) }, left_out };
}
