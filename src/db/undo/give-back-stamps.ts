import type { ClientBase } from 'pg';
import type { RestoreOrigin } from '../roster/restore.ts';

/**
 * Gives the marks that an import has taken over back to the imports they were taken from. Where a later import has
 * taken them on, it has them from those from now on. The import's own marks go, but for the objects that stay as they
 * are; so do everybody's of objects that have been taken away.
 */
export async function giveBackStamps(client: ClientBase, origin: RestoreOrigin): Promise<void> {
  const values = [origin.root_account_id, origin.sis_import_id];
  await client.query(returned, values);
  await client.query(passed_on, values);
  await client.query(
    `delete from sis_import_stamp_moves
     where root_account_id = $1 and (sis_import_id = $2 or from_sis_import_id = $2)`,
    values,
  );
  await client.query(own_stamps, values);
  await client.query(marks_of_removed, [origin.root_account_id]);
  await client.query('delete from sis_import_stamps where root_account_id = $1 and isempty(ids)', [
    origin.root_account_id,
  ]);
}

const KEPT = `kept as (
    select table_name, range_agg(int8range(id, id, '[]')) as ids from undo_objects where stays group by table_name
  )`;

// Each import has one row a table.
const returned = `
  with ${KEPT}, held as (
    select table_name, range_agg(ids) as ids from sis_import_stamps
    where root_account_id = $1 and sis_import_id = $2 group by table_name
  ), back as (
    select m.table_name, m.from_sis_import_id as sis_import_id,
      range_agg(m.ids * h.ids - coalesce(k.ids, '{}')) as ids
    from sis_import_stamp_moves m join held h using (table_name) left join kept k using (table_name)
    where m.root_account_id = $1 and m.sis_import_id = $2 group by m.table_name, m.from_sis_import_id
  ), former as (
    delete from sis_import_stamps s using back b
    where s.root_account_id = $1 and s.table_name = b.table_name and s.sis_import_id = b.sis_import_id
    returning s.table_name, s.sis_import_id, s.ids
  ), whole as (
    select table_name, sis_import_id, range_agg(ids) as ids
    from (select * from back union all select * from former) u group by table_name, sis_import_id
  )
  insert into sis_import_stamps (root_account_id, table_name, sis_import_id, lowest_id, highest_id, ids)
  select $1, table_name, sis_import_id, lower(ids), upper(ids) - 1, ids from whole where not isempty(ids)`;

const passed_on = `
  insert into sis_import_stamp_moves (root_account_id, sis_import_id, from_sis_import_id, table_name, ids)
  select $1, later.sis_import_id, mine.from_sis_import_id, mine.table_name, mine.ids * later.ids
  from sis_import_stamp_moves later
  join sis_import_stamp_moves mine on mine.root_account_id = $1 and mine.sis_import_id = $2
    and mine.table_name = later.table_name and mine.ids && later.ids
  where later.root_account_id = $1 and later.from_sis_import_id = $2`;

const own_stamps = `
  with ${KEPT}
  update sis_import_stamps s set ids = s.ids * coalesce((select k.ids from kept k where k.table_name = s.table_name), '{}')
  where s.root_account_id = $1 and s.sis_import_id = $2`;

const marks_of_removed = `
  with removed as (
    select table_name, range_agg(int8range(id, id, '[]')) as ids from undo_objects
    where made and not stays group by table_name
  )
  update sis_import_stamps s set ids = s.ids - r.ids from removed r
  where s.root_account_id = $1 and s.table_name = r.table_name and s.ids && r.ids`;
