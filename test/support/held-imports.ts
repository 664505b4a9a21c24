import { runImport } from '../../src/engine/index.ts';
import { openDiskStorage } from '../../src/storage/index.ts';
import type { ApiServer } from './api-server.ts';

/** Runs what waits in the queue of a root account, oldest first, as a worker would. */
export async function runQueue(server: ApiServer, root_account_id = 1): Promise<void> {
  const { pool } = server.database;
  for (;;) {
    const { rows } = await pool.query(
      `select id from sis_imports where root_account_id = $1 and workflow_state = 'created' and not is_held
       order by id limit 1`,
      [root_account_id],
    );
    if (rows[0] === undefined) return;
    const log = {
      info: () => {},
      error: (fields: { readonly error?: unknown }) => {
        throw new Error('The import failed.', { cause: fields.error });
      },
    };
    const context = { pool, storage: openDiskStorage(server.folder), now: () => new Date(), log };
    await runImport(context, { root_account_id, sis_import_id: Number(rows[0].id) });
  }
}
