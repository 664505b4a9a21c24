import type { ClientBase } from 'pg';
import type { ChangeOrigin } from './changes.ts';

/** State changes that a statement made, counted by table and states. */
export interface StateChangeCount {
  readonly table: string;
  readonly before: string;
  readonly after: string;
  readonly count: number;
}

// The parameters of every statement made here: $1 root account, $2 time, $3 ids, $4 import, $5 person, $6 whether batch
// mode is at work, $7 what else it asks for.

/** An object of these columns as `alike` names them. */
function fieldsOf(time: 'old' | 'new', columns: readonly string[]): string {
  return `jsonb_build_object(${columns.map((column) => `'${column}', a.${time}_${column}`).join(', ')})`;
}

/** Notes what changed among the changes of the roster: what changed `alike` together. */
function noted(table: string, columns: readonly string[]): string {
  return `noted as (
      insert into roster_changes
        (root_account_id, sis_import_id, user_id, batch_mode, table_name, before, after, lowest_id, highest_id, ids)
      select $1, $4::int8, $5::int8, $6::bool, '${table}', ${fieldsOf('old', columns)}, ${fieldsOf('new', columns)},
        lower(a.ids), upper(a.ids) - 1, a.ids
      from alike a
    )`;
}

/** What changed `alike` as counts of state changes: every statement ends with it. */
function counted(table: string, columns: readonly string[]): string {
  const [before, after] = columns.includes('workflow_state')
    ? ['old_workflow_state', 'new_workflow_state']
    : ['null', 'null'];
  return `select '${table}' as "table", ${before} as before, ${after} as after, sum(rows)::int8 as count
    from alike where ${columns.includes('workflow_state')} group by 2, 3`;
}

/**
 * Sets columns of the rows of `table` that `where` picks (alias `t`), notes the changes and counts those of states.
 * What was is read before the write: RETURNING shows it only from PostgreSQL 18 on. Nothing comes in between, as all
 * who write to a tenant's roster hold its lock: rows stay in their place.
 */
export function changeStatement(
  table: string,
  values: Readonly<Record<string, string>>,
  where: string,
  from = '',
): string {
  const columns = Object.keys(values);
  const sets = columns.map((column) => `${column} = ${values[column]}`);
  const list = (show: (column: string) => string) => columns.map(show).join(', ');
  const source = from === '' ? '' : `, ${from}`;
  return `with old as (
      select t.ctid as place, ${list((column) => `t.${column}`)} from ${table} t${source}
      where t.root_account_id = $1 and ${where}
    ), changed as (
      update ${table} t set ${sets.join(', ')}, updated_at = $2
      from old${source} where t.root_account_id = $1 and t.ctid = old.place ${from === '' ? '' : `and ${where}`}
      returning t.id, ${list((column) => `old.${column} as old_${column}, t.${column} as new_${column}`)}
    ), alike as materialized (
      select ${list((column) => `old_${column}, new_${column}`)}, range_agg(int8range(id, id, '[]')) as ids,
        count(*) as rows
      from changed group by ${list((column) => `old_${column}, new_${column}`)}
    ), ${noted(table, columns)} ${counted(table, columns)}`;
}

/** The same for another state, and whatever else changes with it. */
export function stateStatement(
  table: string,
  state: string,
  where: string,
  more: Readonly<Record<string, string>> = {},
): string {
  return changeStatement(table, { workflow_state: `'${state}'`, ...more }, where);
}

/**
 * Gives up the leaders who have left their group, among the groups that `where` picks (alias `t`). A set with
 * automatic leaders gets the member of longest standing, every other none.
 */
export function leaderStatement(where: string): string {
  const next = `(
        select m.user_id from group_categories c
        join group_memberships m on m.root_account_id = $1 and m.group_id = t.id and m.workflow_state = 'accepted'
        where c.root_account_id = $1 and c.id = t.group_category_id and c.auto_leader is not null
        order by m.id limit 1)`;
  return changeStatement(
    'groups',
    { leader_id: next },
    `t.leader_id is not null and ${where}
        and not exists (select from group_memberships m where m.root_account_id = $1 and m.group_id = t.id
          and m.user_id = t.leader_id and m.workflow_state = 'accepted')`,
  );
}

/** Carries out one statement; `more` is its $7. */
export async function carryOut(
  client: ClientBase,
  { root_account_id, sis_import_id, user_id, batch_mode = false }: ChangeOrigin,
  text: string,
  ids: readonly number[],
  now: string,
  more: unknown = null,
): Promise<readonly StateChangeCount[]> {
  const values = [root_account_id, now, ids, sis_import_id, user_id, batch_mode];
  const result = await client.query(text, text.includes('$7') ? [...values, more] : values);
  return result.rows as StateChangeCount[];
}
