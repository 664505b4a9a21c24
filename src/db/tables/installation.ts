import { onlyRow, type Queryable } from '../queryable.ts';

/** What the installation remembers under a name, null when it does not. */
export async function findInstallationValue(db: Queryable, name: string): Promise<string | null> {
  const found = await db.query<{ value: string }>(
    'select value from installation where root_account_id = 0 and name = $1',
    [name],
  );
  return found.rows[0]?.value ?? null;
}

/** Remembers a value unless there is one already, and returns the one that counts. */
export async function keepInstallationValue(db: Queryable, name: string, value: string): Promise<string> {
  await db.query(
    'insert into installation (name, value) values ($1, $2) on conflict (root_account_id, name) do nothing',
    [name, value],
  );
  const kept = await db.query<{ value: string }>(
    'select value from installation where root_account_id = 0 and name = $1',
    [name],
  );
  return onlyRow(kept.rows).value;
}
