import type { Pool } from 'pg';

/** Columns of an import, as a test writes them; the rest have their defaults. */
export interface ImportColumns {
  readonly root_account_id?: number;
  readonly workflow_state?: string;
  readonly created_at?: string;
  readonly [column: string]: unknown;
}

/** Inserts an import as an engine would have left it, and returns its id. */
export async function insertImportRow(pool: Pool, columns: ImportColumns = {}): Promise<number> {
  const row = {
    root_account_id: 1,
    workflow_state: 'created',
    data: { import_type: 'instructure_csv' },
    ...columns,
  };
  const names = Object.keys(row);
  const values = Object.values(row).map((value) =>
    typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
  );
  const { rows } = await pool.query(
    `insert into sis_imports (${names.join(', ')}) values (${names.map((_, at) => `$${at + 1}`).join(', ')}) returning id`,
    values,
  );
  return rows[0].id;
}

/** Inserts a message of an import. */
export async function insertMessageRow(
  pool: Pool,
  sis_import_id: number,
  message: {
    readonly text: string;
    readonly failure?: boolean;
    readonly row?: number;
    readonly root_account_id?: number;
  },
): Promise<void> {
  await pool.query(
    `insert into sis_import_messages (root_account_id, sis_import_id, code, failure, file, row_number, message, row_info, created_at)
     values ($1, $2, 'user.missing_login', $3, $4, $5, $6, $7, clock_timestamp())`,
    [
      message.root_account_id ?? 1,
      sis_import_id,
      message.failure ?? false,
      message.row === undefined ? null : 'users.csv',
      message.row ?? null,
      message.text,
      message.row === undefined ? null : `U${message.row},,active`,
    ],
  );
}

/** Notes a change of a course by an import, of some time. */
export async function insertChangeRow(
  pool: Pool,
  root_account_id: number,
  sis_import_id: number,
  created_at: string,
): Promise<void> {
  await pool.query(
    `insert into roster_changes
       (root_account_id, sis_import_id, table_name, after, lowest_id, highest_id, ids, created_at)
     values ($1, $2, 'courses', '{"workflow_state": "available"}', 1, 1, '{[1,2)}', $3)`,
    [root_account_id, sis_import_id, created_at],
  );
}
