import type { Queryable } from '../queryable.ts';

/** Files that are still to be removed from the storage: those whose removal was cut short. */
export async function listFileRemovals(
  db: Queryable,
  root_account_id: number,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await db.query<{ storage_key: string }>(
    'select storage_key from stored_file_removals where root_account_id = $1 limit $2',
    [root_account_id, limit],
  );
  return rows.map(({ storage_key }) => storage_key);
}

/** Notes that files are gone from the storage. */
export async function deleteFileRemovals(
  db: Queryable,
  root_account_id: number,
  storage_keys: readonly string[],
): Promise<void> {
  await db.query('delete from stored_file_removals where root_account_id = $1 and storage_key = any($2)', [
    root_account_id,
    storage_keys,
  ]);
}
