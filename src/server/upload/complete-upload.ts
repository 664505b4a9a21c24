import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  completeSisImportCreation,
  deleteUploadPart,
  dropUploadParts,
  findSisImportUpload,
  findStoredFiles,
  insertStoredFile,
  inTransaction,
  listUploadParts,
  type OpenUploadRow,
  restartUpload,
} from '../../db/index.ts';
import type { ImportKey } from '../../engine/index.ts';
import type { Storage } from '../../storage/index.ts';
import type { ServerContext } from '../context.ts';
import type { ImportContext } from '../jobs/index.ts';
import { removeFiles } from '../remove-files.ts';

/**
 * Queues the import of an upload whose bytes are all there, in one transaction with what makes them a stored file. An
 * upload of one part is that part; one of several gets its file when its import's turn comes (`joinUpload`), as no
 * request should have to wait for so much copying.
 */
export async function completeUpload(context: ServerContext, key: ImportKey): Promise<boolean> {
  return inTransaction(context.database.pool, async (client) => {
    const upload = await findSisImportUpload(client, key, { lock: true });
    if (upload === null || upload.workflow_state !== 'initializing') return false;
    const { root_account_id, sis_import_id, display_name, content_type, received_bytes } = upload;
    if (received_bytes === 0 || received_bytes !== upload.size_bytes) return false;
    const [first, ...others] = await listUploadParts(client, key);
    if (first === undefined) throw new Error(`The upload of SIS import ${sis_import_id} has no parts.`);
    const is_whole = others.length === 0;
    if (is_whole) await deleteUploadPart(client, key, first.start_byte);
    const file = await insertStoredFile(client, {
      root_account_id,
      storage_key: is_whole ? first.storage_key : `uploads/${randomUUID()}`,
      display_name,
      content_type,
      size_bytes: received_bytes,
    });
    await completeSisImportCreation(client, { root_account_id, id: sis_import_id, stored_file_id: file.id });
    await context.queue.enqueueImport(root_account_id, client);
    return true;
  });
}

/** Drops what has arrived of an upload, whose sender begins anew; null when its import waits for no file any more. */
export async function beginAnew(context: ServerContext, key: ImportKey): Promise<OpenUploadRow | null> {
  const { dropped, upload } = await inTransaction(context.database.pool, async (client) => {
    const open = await findSisImportUpload(client, key, { lock: true });
    if (open === null || open.workflow_state !== 'initializing') return { dropped: [], upload: null };
    const parts = await dropUploadParts(client, key);
    const attempt = await restartUpload(client, key);
    return { dropped: parts, upload: { ...open, received_bytes: 0, parts: 0, attempt } };
  });
  await removeFiles(context, key.root_account_id, dropped);
  return upload;
}

/** Makes one file of an upload that came in parts, before its import reads it; does nothing where that is done. */
export async function joinUpload(
  { database, storage, signal }: ImportContext,
  { root_account_id, sis_import_id }: ImportKey,
): Promise<void> {
  const key = { root_account_id, sis_import_id };
  const parts = await listUploadParts(database.pool, key);
  if (parts.length === 0) return;
  const upload = await findSisImportUpload(database.pool, key);
  if (upload === null || upload.stored_file_id === null) return;
  const [file] = await findStoredFiles(database.pool, root_account_id, [upload.stored_file_id]);
  if (file === undefined) return;
  const keys = parts.map(({ storage_key }) => storage_key);
  const { size_bytes } = await storage.write(file.storage_key, Readable.from(readAll(storage, keys, signal)));
  if (size_bytes !== file.size_bytes)
    throw new Error(
      `The parts of SIS import ${sis_import_id} hold ${size_bytes} bytes, not ${file.size_bytes}.`,
    );
  await removeFiles({ database, storage }, root_account_id, await dropUploadParts(database.pool, key));
}

async function* readAll(
  storage: Storage,
  keys: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for (const key of keys) {
    for await (const chunk of await storage.read(key)) {
      signal.throwIfAborted();
      yield chunk;
    }
  }
}
