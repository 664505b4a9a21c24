import { type Database, deleteFileRemovals } from '../db/index.ts';
import type { Storage } from '../storage/index.ts';

/** Removes files that no row speaks of any more; a transaction has noted them down for removal before. */
export async function removeFiles(
  { database, storage }: { readonly database: Pick<Database, 'pool'>; readonly storage: Storage },
  root_account_id: number,
  storage_keys: readonly string[],
): Promise<void> {
  for (const key of storage_keys) await storage.remove(key);
  if (storage_keys.length > 0) await deleteFileRemovals(database.pool, root_account_id, storage_keys);
}
