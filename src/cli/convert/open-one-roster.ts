import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openUpload, type UploadFile } from '../../check/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';

/** The files of a set, and what ends the access to them. */
interface OpenedSet {
  readonly files: readonly UploadFile[];
  readonly close: () => Promise<void>;
}

async function openFolder(folder: string): Promise<OpenedSet> {
  const names = (await readdir(folder)).filter((name) => /^[^.].*\.csv$/i.test(name)).sort();
  const files = await Promise.all(
    names.map(async (name): Promise<UploadFile> => {
      const path = join(folder, name);
      const { size } = await stat(path);
      return { path: name, base_name: name, size_bytes: size, read: async () => createReadStream(path) };
    }),
  );
  return { files, close: async () => {} };
}

async function openZip(path: string): Promise<OpenedSet> {
  // Rosters are repetitive and pack well, and the zip is one that somebody means to convert: no limit on the ratio.
  const { files, messages, close } = await openUpload(path, path, { ratio: Number.POSITIVE_INFINITY });
  const fault = messages.find(({ effect }) => effect === 'failure');
  if (!fault) return { files, close };
  await close();
  throw new CommandError(
    `${path} cannot be read as a zip: ${JSON.stringify(fault.params)}`,
    exitStatus.failed,
  );
}

/**
 * Opens the OneRoster files of a folder or a zip.
 * @throws CommandError when it is neither.
 */
export async function openOneRoster(path: string): Promise<OpenedSet> {
  try {
    if ((await stat(path)).isDirectory()) return await openFolder(path);
  } catch (error) {
    const is_gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = is_gone ? 'there is no such file or folder' : String(error);
    throw new CommandError(`${path} cannot be read: ${reason}.`);
  }
  if (!/\.zip$/i.test(path)) throw new CommandError(`${path} is neither a folder nor a .zip file.`);
  return await openZip(path);
}
