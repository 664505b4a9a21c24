import type { ClientBase } from 'pg';
import { removableTables } from './sis-import-removals.ts';

/** Makes what batch mode could remove look as if no import had ever been about it. */
export async function forgetStamps(client: ClientBase, root_account_id: number): Promise<void> {
  for (const table of removableTables) {
    await client.query(
      `update ${table} set sis_import_id = null where root_account_id = $1 and sis_import_id is not null`,
      [root_account_id],
    );
    await client.query('delete from sis_import_stamps where root_account_id = $1 and table_name = $2', [
      root_account_id,
      table,
    ]);
  }
}
