import type { RosterTable } from './roster.ts';

/**
 * The column `sis_import_id` as the API shows it: the newest import that was about the object whose row is `alias`,
 * whether it changed the object or only noted it.
 */
export function newestImport(table: RosterTable, alias: string): string {
  return `greatest(${alias}.sis_import_id, (
    select max(stamp.sis_import_id) from sis_import_stamps stamp
    where stamp.root_account_id = ${alias}.root_account_id and stamp.table_name = '${table}'
      and ${alias}.id between stamp.lowest_id and stamp.highest_id and stamp.ids @> ${alias}.id
  )) as sis_import_id`;
}
