import type { ClientBase } from 'pg';
import type { TableSpec } from '../define-table.ts';
import type { RestoreOrigin } from '../roster/restore.ts';
import { type RosterTable, rosterTables } from '../tables/roster.ts';

/** An INSERT that notes what `${source}` (before, after, ids) has put back; undone again by nobody. */
function noted(table: RosterTable, source: string): string {
  return `insert into roster_changes
      (root_account_id, user_id, puts_back_import_id, table_name, before, after, lowest_id, highest_id, ids, undone_ids)
    select $1, $2, $3, '${table}', before, after, lower(ids), upper(ids) - 1, ids, ids from ${source}`;
}

const valuesOf = ({ root_account_id, user_id, sis_import_id }: RestoreOrigin) => [
  root_account_id,
  user_id,
  sis_import_id,
];

/** Takes away for good what the import made in a table. Hands out how many objects that are. */
export async function removeMade(
  client: ClientBase,
  origin: RestoreOrigin,
  table: RosterTable,
): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `with gone as (
       delete from ${table} t using undo_objects o
       where o.table_name = '${table}' and o.made and not o.stays and t.root_account_id = $1 and t.id = o.id
       returning t.id, t.workflow_state
     ), alike as (
       select jsonb_build_object('workflow_state', workflow_state) as before, '{"removed": true}'::jsonb as after,
         range_agg(int8range(id, id, '[]')) as ids
       from gone group by workflow_state
     ), noted as (${noted(table, 'alike')})
     select count(*)::int8 as count from gone`,
    valuesOf(origin),
  );
  return rows[0]?.count ?? 0;
}

/** The columns in which the import changed objects of the table. */
async function changedColumns(client: ClientBase, table: RosterTable): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct jsonb_object_keys(fields) as name from undo_objects
     where table_name = $1 and not made and not stays order by 1`,
    [table],
  );
  return rows.map(({ name }) => name);
}

/** Only one living object may have these: any change of state may need another's to be let go of first. */
const held: Partial<Record<RosterTable, { readonly columns: readonly string[]; readonly free: string }>> = {
  pseudonyms: {
    columns: ['unique_id', 'authentication_provider_id', 'workflow_state'],
    free: 'unique_id = chr(1) || t.id',
  },
  group_memberships: { columns: ['workflow_state'], free: "workflow_state = 'deleted'" },
};

/**
 * Gives the objects of a table that the import changed their former values, all in one go. Hands out how many objects
 * that changes.
 */
export async function putBackFields(
  client: ClientBase,
  origin: RestoreOrigin,
  table: RosterTable,
  now: string,
): Promise<number> {
  const columns = await changedColumns(client, table);
  if (columns.length === 0) return 0;
  await listWrites(client, origin, table, columns);
  await freeKeys(client, origin, table, columns);
  const written = table === 'pseudonyms' ? [...new Set([...columns, 'unique_id'])] : columns;
  const sets = written.map(
    (name) => `${name} = case when w.fields ? '${name}' then ${formerValue(table, name, 'w')}
    else t.${name} end`,
  );
  const { rows } = await client.query<{ count: number }>(
    `with changed as (
       update ${table} t set ${sets.join(', ')}, updated_at = $4
       from undo_writes w where t.root_account_id = $1 and t.id = w.id
       returning t.id, w.before, w.after
     ), alike as (
       select before, after, range_agg(int8range(id, id, '[]')) as ids from changed group by before, after
     ), noted as (${noted(table, 'alike')})
     select count(*)::int8 as count from changed`,
    [...valuesOf(origin), now],
  );
  return rows[0]?.count ?? 0;
}

function formerValue(table: RosterTable, name: string, of: string): string {
  const column = (rosterTables[table] as TableSpec).columns[name];
  if (column === undefined)
    throw new Error(`the table ${table} has no column ${name} that an import could change`);
  return `(${of}.fields ->> '${name}')::${column.type}`;
}

/** The objects that really differ, in a table of the transaction's own: what is to be written, and what changes. */
async function listWrites(
  client: ClientBase,
  { root_account_id }: RestoreOrigin,
  table: RosterTable,
  columns: readonly string[],
): Promise<void> {
  const parts = (shown: (name: string) => string) =>
    columns
      .map((name) => {
        const value = formerValue(table, name, 'o');
        return `case when o.fields ? '${name}' and ${value} is distinct from t.${name}
          then jsonb_build_object('${name}', ${shown(name)}) else '{}' end`;
      })
      .join(' || ');
  // A login whose name is let go of gets its own back.
  const fields =
    table === 'pseudonyms' ? `jsonb_build_object('unique_id', t.unique_id) || o.fields` : 'o.fields';
  await client.query(`drop table if exists undo_writes`);
  await client.query(
    `create temporary table undo_writes on commit drop as
     select * from (
       select t.id, ${fields} as fields, ${parts((name) => `t.${name}`)} as before,
         ${parts((name) => formerValue(table, name, 'o'))} as after
       from undo_objects o join ${table} t on t.root_account_id = ${root_account_id} and t.id = o.id
       where o.table_name = '${table}' and not o.made and not o.stays
     ) w where before <> '{}'`,
  );
  await client.query('analyze undo_writes');
}

/** Lets go of keys, as an object may get back what another one of the same undo has. */
async function freeKeys(
  client: ClientBase,
  { root_account_id }: RestoreOrigin,
  table: RosterTable,
  columns: readonly string[],
): Promise<void> {
  const own = ['sis_id', 'integration_id'].filter((name) => columns.includes(name));
  const rule = held[table];
  const frees = own.map((name): [string, string] => [`${name} = null`, `w.before ? '${name}'`]);
  if (rule?.columns.some((name) => columns.includes(name))) {
    const names = rule.columns.map((name) => `'${name}'`).join(', ');
    frees.push([rule.free, `w.before ?| array[${names}]`]);
  }
  for (const [set, where] of frees) {
    await client.query(
      `update ${table} t set ${set} from undo_writes w where t.root_account_id = $1 and t.id = w.id and ${where}`,
      [root_account_id],
    );
  }
}

/** Lets what others have put into a section since go with it to the course where it belongs again. */
export async function followSections(client: ClientBase, origin: RestoreOrigin, now: string): Promise<void> {
  await client.query(
    `with moved as (
       select e.id, e.course_id as before, t.course_id as after
       from undo_objects o
       join course_sections t on t.root_account_id = $1 and t.id = o.id
       join enrollments e on e.root_account_id = $1 and e.course_section_id = t.id and e.course_id <> t.course_id
       where o.table_name = 'course_sections' and not o.made and not o.stays and o.fields ? 'course_id'
     ), changed as (
       update enrollments e set course_id = m.after, updated_at = $4
       from moved m where e.root_account_id = $1 and e.id = m.id returning m.*
     ), alike as (
       select jsonb_build_object('course_id', before) as before, jsonb_build_object('course_id', after) as after,
         range_agg(int8range(id, id, '[]')) as ids
       from changed group by before, after
     )
     ${noted('enrollments', 'alike')}`,
    [...valuesOf(origin), now],
  );
}

/** Marks what the import did as undone, but for the objects that stay as they are. */
export async function markUndone(
  client: ClientBase,
  { root_account_id, sis_import_id }: RestoreOrigin,
): Promise<void> {
  await client.query(
    `with kept as (
       select table_name, range_agg(int8range(id, id, '[]')) as ids from undo_objects where stays group by table_name
     ), mine as (
       select c.id, c.ids - coalesce(k.ids, '{}') as undone
       from roster_changes c left join kept k using (table_name)
       where c.root_account_id = $1 and (c.sis_import_id = $2 or c.puts_back_import_id = $2)
     )
     update roster_changes c set undone_ids = c.undone_ids + m.undone,
       restored_ids = case when c.sis_import_id = $2 then c.restored_ids + m.undone else c.restored_ids end
     from mine m where c.root_account_id = $1 and c.id = m.id`,
    [root_account_id, sis_import_id],
  );
}
