import { Readable } from 'node:stream';
import type { Pool } from 'pg';
import { completeSisImportCreation, insertSisImport, insertStoredFile } from '../../src/db/index.ts';
import { runImport } from '../../src/engine/index.ts';
import type { Storage } from '../../src/storage/index.ts';
import { resultOf, type StepResult, zipOf } from './run-case.ts';

/** Imports files, name to content, into a tenant and tells what came of it; the engine chooses the size of its chunks
 * unless it is given, and no option is on. */
export async function importFiles(
  {
    pool,
    storage,
    options = {},
    ...given
  }: {
    readonly pool: Pool;
    readonly storage: Storage;
    readonly chunk_rows?: number;
    /** Told of faults; without it they fail the test. */
    readonly log?: Parameters<typeof runImport>[0]['log'];
    readonly options?: object;
    /** The clock. */
    readonly now?: () => Date;
  },
  root_account_id: number,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<StepResult> {
  const { id } = await insertSisImport(pool, { root_account_id, user_id: 0, import_type: 'instructure_csv' });
  const storage_key = `imports/${root_account_id}/${id}.zip`;
  const contents = Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]));
  const { size_bytes } = await storage.write(storage_key, Readable.from([await zipOf(contents)]));
  const stored = await insertStoredFile(pool, {
    root_account_id,
    storage_key,
    display_name: 'upload.zip',
    content_type: 'application/zip',
    size_bytes,
  });
  await completeSisImportCreation(pool, { root_account_id, id, stored_file_id: stored.id, options });
  const log = {
    info: () => {},
    error: (fields: { readonly error?: unknown }) => {
      throw new Error('The import failed.', { cause: fields.error });
    },
  };
  await runImport(
    { pool, storage, now: () => new Date(), log, ...given },
    { root_account_id, sis_import_id: id },
  );
  return resultOf(pool, root_account_id, id);
}
