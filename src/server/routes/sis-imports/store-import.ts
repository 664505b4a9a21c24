import type { PoolClient } from 'pg';
import type { ImportOptions } from '../../../api/index.ts';
import {
  completeSisImportCreation,
  findIdempotencyKey,
  findSisImport,
  insertSisImport,
  insertSisImportUpload,
  insertStoredFile,
  inTransaction,
  type SisImportRow,
  takeIdempotencyKey,
} from '../../../db/index.ts';
import type { ServerContext } from '../../context.ts';
import { ApiError } from '../../errors.ts';
import { IDEMPOTENCY_DAYS } from '../../retention.ts';
import { fingerprintOf, type ImportSource } from './idempotency-key.ts';

/** An import to be made. */
export interface WantedImport {
  readonly root_account_id: number;
  readonly user_id: number;
  readonly options: ImportOptions;
  readonly source: ImportSource;
  /** By which the request named itself. */
  readonly key: string | null;
}

/** An import that was made, now or by the same request before. */
export interface StoredImport {
  readonly row: SisImportRow;
  readonly is_new: boolean;
}

/** Somebody else has made something of the same key since it was looked for. */
class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
}

/** Makes an import and queues it, unless the same request has made one before. Throws when it was another request. */
export async function storeImport(context: ServerContext, wanted: WantedImport): Promise<StoredImport> {
  const made = await findMade(context, wanted);
  if (made !== null) return made;
  try {
    return { row: await insertImport(context, wanted), is_new: true };
  } catch (error) {
    const made_meanwhile = error instanceof KeyTaken ? await findMade(context, wanted) : null;
    if (made_meanwhile !== null) return made_meanwhile;
    throw error;
  }
}

async function findMade(
  { database: { pool } }: ServerContext,
  wanted: WantedImport,
): Promise<StoredImport | null> {
  const { root_account_id, key, options, source } = wanted;
  if (key === null) return null;
  const made = await findIdempotencyKey(pool, { root_account_id, key, days: IDEMPOTENCY_DAYS });
  if (made === null) return null;
  const { sis_import_id } = made;
  if (made.fingerprint !== fingerprintOf(options, source))
    throw new ApiError('idempotency_key_reused', { params: { sis_import_id } });
  const row = await findSisImport(pool, root_account_id, sis_import_id);
  return row === null ? null : { row, is_new: false };
}

/** The import, its file or the room for it, its key and its place in the queue: in one transaction, all or nothing. */
async function insertImport(context: ServerContext, wanted: WantedImport): Promise<SisImportRow> {
  const { root_account_id, user_id, options, source } = wanted;
  return inTransaction(context.database.pool, async (client) => {
    const import_type = 'instructure_csv';
    const made = await insertSisImport(client, { root_account_id, user_id, import_type, options });
    await takeKey(client, wanted, made.id);
    if (!('storage_key' in source)) {
      const lasts_seconds = context.limits.upload_ticket_seconds;
      const sis_import_id = made.id;
      await insertSisImportUpload(client, { root_account_id, sis_import_id, ...source, lasts_seconds });
      return made;
    }
    const { id: stored_file_id } = await insertStoredFile(client, { root_account_id, ...source });
    const row = await completeSisImportCreation(client, { root_account_id, id: made.id, stored_file_id });
    await context.queue.enqueueImport(root_account_id, client);
    return row;
  });
}

async function takeKey(client: PoolClient, wanted: WantedImport, sis_import_id: number): Promise<void> {
  const { root_account_id, key, options, source } = wanted;
  if (key === null) return;
  const fingerprint = fingerprintOf(options, source);
  const days = IDEMPOTENCY_DAYS;
  const taken = await takeIdempotencyKey(client, { root_account_id, key, fingerprint, sis_import_id, days });
  if (!taken) throw new KeyTaken('The Idempotency-Key was taken meanwhile.');
}
