import { Readable } from 'node:stream';
import yazl from 'yazl';
import {
  type DiffFile,
  isIgnoredPath,
  type OpenedUpload,
  openUpload,
  readWithoutSecrets,
} from '../../check/index.ts';
import type { ImportFile, NewStoredFile } from '../../db/index.ts';
import type { ImportRun } from '../import-run.ts';
import { stopIfAsked } from './apply-rows.ts';

// Most of a diff is read once and soon: little work for most of the gain.
const COMPRESSION_LEVEL = 1;

const diffName = (sis_import_id: number): string => `sis_upload_diffed_${sis_import_id}.zip`;

/** Stores the files of a diff as a zip under a key of its own, so that a run after a crash replaces what it finds. */
export async function storeDiff(run: ImportRun, files: readonly DiffFile[]): Promise<NewStoredFile> {
  const { root_account_id, sis_import_id } = run.key;
  const display_name = diffName(sis_import_id);
  const storage_key = `${root_account_id}/imports/${sis_import_id}/${display_name}`;
  const { size_bytes } = await run.context.storage.write(storage_key, zipOf(files, run.context.now()));
  return { root_account_id, storage_key, display_name, content_type: 'application/zip', size_bytes };
}

/**
 * Stores the diff once more, without its secrets, for people. Null when that does not work: an import does not fail for
 * it, but the log tells.
 */
export async function storeShownDiff(
  run: ImportRun,
  diff: OpenedUpload,
  files: readonly ImportFile[],
): Promise<NewStoredFile | null> {
  const { key, context } = run;
  const { root_account_id, sis_import_id } = key;
  const sources = new Map(diff.files.map((file) => [file.path, file]));
  const signal = context.signal ?? new AbortController().signal;
  const members = files.flatMap(({ path, header }) => {
    const source = sources.get(path);
    if (source === undefined) return [];
    const read = async () => Readable.from(readWithoutSecrets(source, header, signal), { objectMode: false });
    return [{ path, read }];
  });
  const storage_key = `${root_account_id}/imports/${sis_import_id}/diffed/all.zip`;
  try {
    const { size_bytes } = await context.storage.write(storage_key, zipOf(members, context.now()));
    const display_name = diffName(sis_import_id);
    return { root_account_id, storage_key, display_name, content_type: 'application/zip', size_bytes };
  } catch (error) {
    stopIfAsked(run);
    context.log.error({ error, ...key }, 'the diff of an import could not be copied');
    return null;
  }
}

/** Lends the diff that was stored, its files under the paths that the import knows. */
export async function withDiff<T>(
  run: ImportRun,
  storage_key: string,
  files: readonly ImportFile[],
  use: (diff: OpenedUpload) => Promise<T>,
): Promise<T> {
  return await run.context.storage.withLocalFile(storage_key, async (path) => {
    // The zip is our own: it may be as small for its content as it is.
    const limits = { ratio: Number.POSITIVE_INFINITY };
    const diff = await openUpload(path, diffName(run.key.sis_import_id), limits);
    try {
      const paths = new Map(files.map((file) => [memberPath(file.path), file.path]));
      const members = diff.files.map((file) => {
        const known = paths.get(file.path) ?? file.path;
        return { ...file, path: known, base_name: known.slice(known.lastIndexOf('/') + 1) };
      });
      return await use({ ...diff, files: members });
    } finally {
      await diff.close();
    }
  });
}

function zipOf(files: readonly Pick<DiffFile, 'path' | 'read'>[], mtime: Date): Readable {
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as Readable;
  let current: Readable | null = null;
  zip.on('error', (error) => output.destroy(error as Error));
  // When the storage fails nobody reads on.
  output.once('close', () => current?.destroy());
  for (const file of files) {
    const options = { mtime, compressionLevel: COMPRESSION_LEVEL };
    zip.addReadStreamLazy(memberPath(file.path), options, (give) => {
      const pass = (stream: Readable): void => {
        stream.once('error', (error) => output.destroy(error));
        current = stream;
        give(null, stream);
      };
      file.read().then(pass, (error: Error) => output.destroy(error));
    });
  }
  zip.end();
  return output;
}

/** The path as it is, unless it is the name of a CSV file sent alone that means something else in a zip. */
function memberPath(path: string): string {
  return isIgnoredPath(path) || /^[a-z]:|\\|^\//i.test(path) ? 'upload.csv' : path;
}
