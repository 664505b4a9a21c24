import type { ClientBase } from 'pg';
import type { RestoreOrigin } from '../roster/restore.ts';
import type { RosterTable } from '../tables/roster.ts';

/** The roster tables with anything that the import has touched, and those that others have touched since. */
export interface UndoScope {
  readonly touched: readonly RosterTable[];
  readonly others: readonly RosterTable[];
}

/**
 * Lists, in tables that live as long as the transaction, what an import has touched and what others have touched
 * since.
 *
 * `undo_objects`: what the import made (`made`, to be taken away) or changed (`fields`: the values before its first
 * change), and what has to stay as it is (`stays`). `undo_others`: what others made or changed since the import's
 * first change, without what has been undone since.
 */
export async function gatherUndo(
  client: ClientBase,
  { root_account_id, sis_import_id }: RestoreOrigin,
): Promise<UndoScope> {
  await client.query(tables);
  const values = [root_account_id, sis_import_id];
  await client.query(gather_own, values);
  await client.query('analyze undo_objects');
  await client.query(gather_others, values);
  await client.query('analyze undo_others');
  const touched = await undoTables(client);
  for (const table of touched) {
    // What the undoing of another import has taken away.
    await client.query(
      `delete from undo_objects o where o.table_name = '${table}'
         and not exists (select from ${table} t where t.root_account_id = $1 and t.id = o.id)`,
      [root_account_id],
    );
  }
  return { touched, others: await undoTables(client, 'undo_others') };
}

/** The roster tables with anything to undo. */
export async function undoTables(
  client: ClientBase,
  of: 'undo_objects' | 'undo_others' = 'undo_objects',
): Promise<readonly RosterTable[]> {
  const { rows } = await client.query<{ table_name: RosterTable }>(
    `select distinct table_name from ${of} order by 1`,
  );
  return rows.map(({ table_name }) => table_name);
}

/** How many objects stay as they are. */
export async function countKept(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'select count(*)::int8 as count from undo_objects where stays and not extra',
  );
  return rows[0]?.count ?? 0;
}

const tables = `
  create temporary table undo_objects (table_name text, id int8, made bool, first_change int8, fields jsonb,
    stays bool not null default false, extra bool not null default false, primary key (table_name, id)) on commit drop;
  create temporary table undo_others (table_name text, id int8, made bool, last_change int8,
    primary key (table_name, id)) on commit drop;
  create temporary table undo_obstacles (table_name text, id int8, reason text, change_id int8, by_table text,
    by_id int8) on commit drop`;

/** Restoring the states of an import belongs to what it has done. */
const OWN = `(c.sis_import_id = $2 or c.puts_back_import_id = $2)`;

const FIRST = `(select coalesce(min(id), 9223372036854775807) from roster_changes where root_account_id = $1 and sis_import_id = $2)`;

const gather_own = `
  with mine as materialized (
    select c.table_name, x.id, c.id as change_id, c.before
    from roster_changes c cross join lateral unnest(c.ids) r
    cross join lateral generate_series(lower(r), upper(r) - 1) x(id)
    where c.root_account_id = $1 and c.id >= ${FIRST} and ${OWN}
  ), objects as (
    select table_name, id, count(*) as changes, bool_or(before is null) as made, min(change_id) as first_change,
      (array_agg(before))[1] as before
    from mine group by table_name, id
  ), several as (
    select m.table_name, m.id, jsonb_object_agg(f.key, f.value order by m.change_id desc) as before
    from mine m join objects o using (table_name, id) cross join lateral jsonb_each(m.before) f
    where o.changes > 1 and not o.made group by m.table_name, m.id
  )
  insert into undo_objects (table_name, id, made, first_change, fields)
  select o.table_name, o.id, o.made, o.first_change, case when not o.made then coalesce(s.before, o.before) end
  from objects o left join several s using (table_name, id)`;

const gather_others = `
  insert into undo_others (table_name, id, made, last_change)
  select c.table_name, x.id, bool_or(c.before is null), max(c.id)
  from roster_changes c cross join lateral unnest(c.ids - c.undone_ids) r
  cross join lateral generate_series(lower(r), upper(r) - 1) x(id)
  where c.root_account_id = $1 and c.id > ${FIRST} and not coalesce(${OWN}, false)
  group by c.table_name, x.id`;
