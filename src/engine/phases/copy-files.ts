import { Readable } from 'node:stream';
import { type OpenedUpload, readWithoutSecrets, type UploadFile } from '../../check/index.ts';
import type { ImportFile, NewStoredFile } from '../../db/index.ts';
import type { ImportRun } from '../import-run.ts';

/** What files are copies of, and the folder that they lie in: what was uploaded, or the diff of it. */
export type CopyFolder = 'csv' | 'diffed';

/** Copies that are being made beside the work on the rows. */
export interface CopiesInHand {
  /** Waits for them. Empty when one could not be made: an import does not fail for that, but the log tells. */
  done(): Promise<readonly NewStoredFile[]>;
  /** Gives them up and waits until nothing of the upload is being read any more. */
  stop(): Promise<void>;
}

/**
 * Copies the files of an upload into the storage, each on its own and without its secrets, for people to look at. A
 * file that cannot be read is not among `files`: of its cells nobody knows which ones are secret.
 */
export function startCopies(
  run: ImportRun,
  upload: OpenedUpload,
  files: readonly ImportFile[],
  folder: CopyFolder,
): CopiesInHand {
  const stopped = new AbortController();
  const copies = copyFiles(run, upload, files, folder, stopped.signal).catch((error: unknown) => {
    if (!stopped.signal.aborted)
      run.context.log.error({ error, ...run.key }, 'the files of an import could not be copied');
    return [];
  });
  return {
    done: () => copies,
    stop: async () => {
      stopped.abort();
      await copies;
    },
  };
}

async function copyFiles(
  run: ImportRun,
  upload: OpenedUpload,
  files: readonly ImportFile[],
  folder: CopyFolder,
  signal: AbortSignal,
): Promise<readonly NewStoredFile[]> {
  const sources = new Map(upload.files.map((file) => [file.path, file]));
  const copies: NewStoredFile[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    const source = sources.get(file.path);
    if (source !== undefined) copies.push(await copyFile(run, source, file, folder, signal));
  }
  return copies;
}

async function copyFile(
  { key: { root_account_id, sis_import_id }, context: { storage } }: ImportRun,
  source: UploadFile,
  { position, header }: ImportFile,
  folder: CopyFolder,
  signal: AbortSignal,
): Promise<NewStoredFile> {
  // The same key at every attempt: what an interrupted run has left is written over.
  const storage_key = `${root_account_id}/imports/${sis_import_id}/${folder}/${position}.csv`;
  const bytes = Readable.from(readWithoutSecrets(source, header, signal), { objectMode: false });
  const { size_bytes } = await storage.write(storage_key, bytes);
  const { base_name: display_name } = source;
  return { root_account_id, storage_key, display_name, content_type: 'text/csv', size_bytes };
}
