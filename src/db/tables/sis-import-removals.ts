import type { ClientBase } from 'pg';
import { onlyRow, type Queryable } from '../queryable.ts';

/** What batch mode cleans, in the order of removal. */
export const removableTables = ['enrollments', 'course_sections', 'courses'] as const;

export type RemovableTable = (typeof removableTables)[number];

/** A piece of a clean-up: objects of one table. */
export interface Removal {
  readonly position: number;
  readonly table: RemovableTable;
  readonly object_count: number;
  readonly finished: boolean;
}

/** The pieces of a clean-up in their order. */
export async function listRemovals(
  db: Queryable,
  root_account_id: number,
  sis_import_id: number,
): Promise<readonly Removal[]> {
  const { rows } = await db.query<Removal>(
    `select position, table_name as "table", object_count, finished from sis_import_removals
     where root_account_id = $1 and sis_import_id = $2 order by position`,
    [root_account_id, sis_import_id],
  );
  return rows;
}

/** The objects of a piece. */
export async function readRemovalIds(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
  position: number,
): Promise<readonly number[]> {
  // As JSON, which is read ten times as fast as an array of the database.
  const { rows } = await client.query<{ readonly ids: readonly number[] }>(
    `select to_json(ids) as ids from sis_import_removals
     where root_account_id = $1 and sis_import_id = $2 and position = $3`,
    [root_account_id, sis_import_id, position],
  );
  return onlyRow(rows).ids;
}

export async function finishRemoval(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
  position: number,
): Promise<void> {
  await client.query(
    `update sis_import_removals set finished = true
     where root_account_id = $1 and sis_import_id = $2 and position = $3`,
    [root_account_id, sis_import_id, position],
  );
}

/** Drops the pieces of the tenant's clean-ups: of one at a time, and of those that somebody aborted. */
export async function dropRemovals(client: ClientBase, root_account_id: number): Promise<void> {
  await client.query('delete from sis_import_removals where root_account_id = $1', [root_account_id]);
}
