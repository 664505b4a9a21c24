import { Readable } from 'node:stream';
import type { Pool } from 'pg';
import { completeSisImportCreation, insertSisImport, insertStoredFile } from '../../src/db/index.ts';
import type { ImportKey } from '../../src/engine/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { zipOf } from './run-case.ts';

/** Stores files, path to content, as an upload and makes its import, ready to be run; no job is queued. */
export async function addImport(
  { pool, storage }: { readonly pool: Pool; readonly storage: Storage },
  root_account_id: number,
  files: Readonly<Record<string, Buffer>>,
  options: object = {},
): Promise<ImportKey> {
  const { id } = await insertSisImport(pool, { root_account_id, user_id: 0, import_type: 'instructure_csv' });
  const storage_key = `imports/${root_account_id}/${id}.zip`;
  const { size_bytes } = await storage.write(storage_key, Readable.from([await zipOf(files)]));
  const stored = await insertStoredFile(pool, {
    root_account_id,
    storage_key,
    display_name: 'upload.zip',
    content_type: 'application/zip',
    size_bytes,
  });
  await completeSisImportCreation(pool, { root_account_id, id, stored_file_id: stored.id, options });
  return { root_account_id, sis_import_id: id };
}
