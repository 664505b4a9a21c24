import type { Queryable } from '../queryable.ts';

/** A request that named itself, and what was made of it. */
export interface IdempotencyKeyRow {
  readonly fingerprint: string;
  readonly sis_import_id: number;
}

/** What stands under a key that is younger than so many days, null when nothing does. */
export async function findIdempotencyKey(
  db: Queryable,
  {
    root_account_id,
    key,
    days,
  }: { readonly root_account_id: number; readonly key: string; readonly days: number },
): Promise<IdempotencyKeyRow | null> {
  const { rows } = await db.query<IdempotencyKeyRow>(
    `select fingerprint, sis_import_id from idempotency_keys
     where root_account_id = $1 and key = $2 and created_at > now() - $3 * interval '1 day'`,
    [root_account_id, key, days],
  );
  return rows[0] ?? null;
}

/**
 * Puts an import under a key, in place of one that is older than so many days; false when the key is taken. Waits for
 * a transaction that is just taking the same key.
 */
export async function takeIdempotencyKey(
  client: Queryable,
  taken: IdempotencyKeyRow & {
    readonly root_account_id: number;
    readonly key: string;
    readonly days: number;
  },
): Promise<boolean> {
  const { rowCount } = await client.query(
    `insert into idempotency_keys as k (root_account_id, key, fingerprint, sis_import_id) values ($1, $2, $3, $4)
     on conflict (root_account_id, key) do update
       set fingerprint = excluded.fingerprint, sis_import_id = excluded.sis_import_id, created_at = now()
       where k.created_at <= now() - $5 * interval '1 day'`,
    [taken.root_account_id, taken.key, taken.fingerprint, taken.sis_import_id, taken.days],
  );
  return rowCount === 1;
}
