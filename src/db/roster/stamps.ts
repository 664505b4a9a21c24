import type { ClientBase } from 'pg';
import type { RosterTable } from '../tables/roster.ts';

/** Sorted ids as PostgreSQL multirange text: `{[1,4),[9,10)}`. */
export function idRanges(ids: readonly number[]): string {
  const sorted = [...ids].sort((a, b) => a - b);
  const ranges: string[] = [];
  let start: number | undefined;
  let end = 0;
  for (const id of sorted) {
    if (start !== undefined && id <= end) {
      end = Math.max(end, id + 1);
      continue;
    }
    if (start !== undefined) ranges.push(`[${start},${end})`);
    start = id;
    end = id + 1;
  }
  if (start !== undefined) ranges.push(`[${start},${end})`);
  return `{${ranges.join(',')}}`;
}

/** Notes that an import was about these objects, without touching their rows. */
export async function insertStamps(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
  table: RosterTable,
  ids: readonly number[],
): Promise<void> {
  const ranges = idRanges(ids);
  await client.query(
    `insert into sis_import_stamps (root_account_id, table_name, sis_import_id, lowest_id, highest_id, ids)
     select $1, $2, $3, lower(r), upper(r) - 1, r from (select $4::int8multirange as r) s`,
    [root_account_id, table, sis_import_id, ranges],
  );
}

/**
 * Joins an import's stamps to one row per table and takes their objects out of the rows of other imports, so that
 * each object stands in at most one: the nightly feed that repeats everything leaves one row a table.
 */
export async function settleStamps(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
): Promise<void> {
  const joined = await client.query(
    `with mine as (
       delete from sis_import_stamps where root_account_id = $1 and sis_import_id = $2 returning table_name, ids
     ), whole as (select table_name, range_agg(ids) as ids from mine group by table_name)
     insert into sis_import_stamps (root_account_id, table_name, sis_import_id, lowest_id, highest_id, ids)
     select $1, table_name, $2, lower(ids), upper(ids) - 1, ids from whole
     returning id, table_name`,
    [root_account_id, sis_import_id],
  );
  for (const row of joined.rows as { id: number; table_name: string }[]) {
    await client.query(
      `with taken as (
         select o.id, o.sis_import_id, o.ids, m.ids as mine from sis_import_stamps m
         join sis_import_stamps o on o.root_account_id = $1 and o.table_name = $2 and o.id <> m.id and o.ids && m.ids
         where m.root_account_id = $1 and m.table_name = $2 and m.id = $3
       ), moved as (
         insert into sis_import_stamp_moves (root_account_id, sis_import_id, from_sis_import_id, table_name, ids)
         select $1, $4, sis_import_id, $2, ids * mine from taken
       )
       update sis_import_stamps o set ids = t.ids - t.mine from taken t where o.root_account_id = $1 and o.id = t.id`,
      [root_account_id, row.table_name, row.id, sis_import_id],
    );
  }
  await client.query(`delete from sis_import_stamps where root_account_id = $1 and isempty(ids)`, [
    root_account_id,
  ]);
}
