import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { type OpenedUpload, openUpload, readChunks, type UploadFile } from '../../check/index.ts';
import { extensionOf, findMembers, look, type Member } from '../import/collect-upload.ts';

/** Larger chunks than the default are read faster. */
const chunk_bytes = 256 * 1024;

/** The files to check, as an upload of them would hold them. */
export interface OpenedPaths {
  readonly upload: OpenedUpload;
  /** Where a file lies; those in a zip have no path of their own. */
  readonly pathOf: ReadonlyMap<string, string>;
  /** Names of files that are no CSV. */
  readonly left_out: readonly string[];
}

/**
 * Opens what the paths of a command line lead to: a zip, or the CSV files of folders and single ones.
 * @throws CommandError when something cannot be read.
 */
export async function openPaths(paths: readonly string[]): Promise<OpenedPaths> {
  const [first = ''] = paths;
  if (paths.length === 1 && extensionOf(first) === '.zip' && !(await look(first)).isDirectory())
    return { upload: await openUpload(first, basename(first)), pathOf: new Map(), left_out: [] };
  const { members, left_out } = await findMembers(paths);
  const opened = await Promise.all(members.map((member) => openFile(member)));
  return {
    upload: { files: opened.filter(({ size_bytes }) => size_bytes > 0), messages: [], close: async () => {} },
    pathOf: new Map(members.map(({ name, path }) => [name, path])),
    left_out,
  };
}

async function openFile({ path, name }: Member): Promise<UploadFile> {
  const { size } = await look(path);
  return {
    path: name,
    base_name: name.slice(name.lastIndexOf('/') + 1),
    size_bytes: size,
    read: async () => createReadStream(path, { highWaterMark: chunk_bytes }),
    chunks: () => readChunks(path),
  };
}
