import type { Queryable } from '../queryable.ts';

/** What the imports of a data set are to each other: one is the base with which another is compared. */

/** An import and where its upload is; null when the upload is gone. */
export interface DiffBase {
  readonly id: number;
  readonly storage_key: string | null;
  readonly display_name: string | null;
  readonly size_bytes: number | null;
}

/** An import within its data set. */
export interface DataSetPlace {
  readonly root_account_id: number;
  readonly sis_import_id: number;
  readonly identifier: string;
}

/**
 * The import that the next one of its data set is compared with: of those that succeeded the latest that was a
 * remaster or applied a diff, else the first; null when there is none.
 */
export async function findDiffBase(db: Queryable, place: DataSetPlace): Promise<DiffBase | null> {
  const { rows } = await db.query<DiffBase>(
    `select i.id, f.storage_key, f.display_name, f.size_bytes
     from sis_imports i
     left join stored_files f on f.root_account_id = i.root_account_id and f.id = i.stored_file_id
     cross join lateral (
       select i.options -> 'diffing_remaster_data_set' = 'true' or i.data ? 'diffed_against_sis_batch_id' as leads
     ) chain
     where i.root_account_id = $1 and i.options ->> 'diffing_data_set_identifier' = $2 and i.id <> $3
       and i.workflow_state in ('imported', 'imported_with_messages')
       and i.options -> 'dry_run' is distinct from 'true'
     order by chain.leads is true desc, case when chain.leads then i.created_at end desc,
       case when chain.leads then i.id end desc, i.created_at, i.id
     limit 1`,
    [place.root_account_id, place.identifier, place.sis_import_id],
  );
  return rows[0] ?? null;
}

/**
 * How many imports of the data set in a row, up to the newest, went beyond a threshold: those since the last one whose
 * diff was applied, or the last remaster that was begun. At most `limit`, as more are not counted.
 */
export async function countExceededInARow(
  db: Queryable,
  place: DataSetPlace,
  limit: number,
): Promise<number> {
  const { rows } = await db.query<{ readonly exceeded: boolean }>(
    `select options -> 'diffing_threshold_exceeded' = 'true' and
       options -> 'diffing_remaster_data_set' is distinct from 'true' as exceeded
     from sis_imports
     where root_account_id = $1 and options ->> 'diffing_data_set_identifier' = $2 and id <> $3
       and options -> 'dry_run' is distinct from 'true'
       and (options ? 'diffing_threshold_exceeded'
         or (options -> 'diffing_remaster_data_set' = 'true' and started_at is not null and workflow_state <> 'aborted'))
     order by created_at desc, id desc limit $4`,
    [place.root_account_id, place.identifier, place.sis_import_id, limit],
  );
  const broken_at = rows.findIndex(({ exceeded }) => exceeded !== true);
  return broken_at < 0 ? rows.length : broken_at;
}
