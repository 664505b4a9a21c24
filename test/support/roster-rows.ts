import type { Pool } from 'pg';
import { rosterTables } from '../../src/db/index.ts';

/**
 * Every row of the roster of a tenant, with all its columns but the time of its last change, and which import is noted
 * to have been about which objects.
 */
export async function rosterRows(
  pool: Pool,
  root_account_id: number,
): Promise<Readonly<Record<string, readonly object[]>>> {
  const tables: Record<string, readonly object[]> = {};
  for (const table of Object.keys(rosterTables)) {
    const { rows } = await pool.query<{ readonly row: object }>(
      `select to_jsonb(t) - 'updated_at' as row from ${table} t where root_account_id = $1 order by id`,
      [root_account_id],
    );
    tables[table] = rows.map(({ row }) => row);
  }
  const { rows } = await pool.query(
    `select table_name, sis_import_id, ids::text as ids from sis_import_stamps where root_account_id = $1
     order by table_name, sis_import_id, lowest_id`,
    [root_account_id],
  );
  return { ...tables, sis_import_stamps: rows };
}
