import type { ClientBase } from 'pg';
import type { RosterTable } from '../tables/roster.ts';
import type { UndoScope } from './gather.ts';
import { dead_states, type Reference, references, type UniqueKey, uniqueKeys } from './references.ts';

// `m` is what the undo does with the row `f` or `r`, if anything; `o` the object that something is in the way of.

/** The row is to be taken away. */
const GONE = 'coalesce(m.made and not m.stays, false)';

/** A reference as it is after the undo. */
function afterUndo(column: string): string {
  return `case when m.fields ? '${column}' and not m.stays then (m.fields ->> '${column}')::int8 else f.${column} end`;
}

/** Rows of others that refer to what is to be taken away. */
function referring({ from, column, to }: Reference): string {
  return `from undo_others s
      join ${from} f on f.root_account_id = $1 and f.id = s.id
      left join undo_objects m on m.table_name = '${from}' and m.id = f.id
      join undo_objects o on o.table_name = '${to}' and o.id = ${afterUndo(column)} and o.made and not o.stays
      where s.table_name = '${from}' and not ${GONE}`;
}

const DEAD = `(m.id is null and f.workflow_state in ${dead_states})`;

/**
 * Takes along what others have made and given up again, if it belongs to what is to be taken away. What lives and
 * needs something of that is an obstacle.
 */
export async function findNeeds(
  client: ClientBase,
  root_account_id: number,
  scope: UndoScope,
): Promise<void> {
  await forgetObstacles(client, 'needed');
  await client.query('delete from undo_objects where extra and not stays');
  const near = referencesIn(scope, scope.others);
  for (let found = 1; found > 0; ) {
    found = 0;
    for (const reference of near) {
      const { rowCount } = await client.query(
        `insert into undo_objects (table_name, id, made, first_change, extra)
         select distinct '${reference.from}', f.id, true, 0, true ${referring(reference)} and ${DEAD}`,
        [root_account_id],
      );
      found += rowCount ?? 0;
    }
  }
  for (const reference of near) {
    await client.query(
      `insert into undo_obstacles (table_name, id, reason, by_table, by_id)
       select distinct on (o.id) '${reference.to}', o.id, 'needed', '${reference.from}', f.id
       ${referring(reference)} and not ${DEAD} order by o.id, f.id`,
      [root_account_id],
    );
  }
  await findOutsideNeeds(client, root_account_id);
}

/** The references from some tables to what the undo may touch: all others have nothing to say. */
function referencesIn({ touched, others }: UndoScope, tables: readonly RosterTable[]): readonly Reference[] {
  const reached = new Set([...touched, ...others]);
  return references.filter(({ from, to }) => tables.includes(from) && reached.has(to));
}

/** What made an object stay as it is goes on doing so. */
async function forgetObstacles(client: ClientBase, reason: string): Promise<void> {
  await client.query(
    `delete from undo_obstacles b where b.reason = $1 and not exists (select from undo_objects o
       where o.table_name = b.table_name and o.id = b.id and o.stays)`,
    [reason],
  );
}

/** Roles, tokens and site admins are no part of the roster, and nothing notes their changes. */
async function findOutsideNeeds(client: ClientBase, root_account_id: number): Promise<void> {
  await client.query(
    `insert into undo_obstacles (table_name, id, reason, by_table, by_id)
     select o.table_name, o.id, 'needed', n.by_table, n.by_id from undo_objects o join (
       select 'accounts' as table_name, account_id as id, 'roles' as by_table, id as by_id from roles
       where root_account_id = $1 and workflow_state <> 'deleted'
       union all select 'users', user_id, 'access_tokens', id from access_tokens
       where root_account_id = $1 and revoked_at is null
       union all select 'users', user_id, 'account_users', id from account_users
       where root_account_id <> $1 and workflow_state = 'active'
     ) n using (table_name, id)
     where o.made and not o.stays`,
    [root_account_id],
  );
}

/** Finds the objects that others have changed since the import did. */
export async function findChanged(client: ClientBase): Promise<void> {
  await client.query(
    `insert into undo_obstacles (table_name, id, reason, change_id)
     select o.table_name, o.id, 'changed', s.last_change
     from undo_objects o join undo_others s using (table_name, id) where s.last_change > o.first_change`,
  );
}

/** Finds the objects whose former ids or logins another one has now. */
export async function findTaken(
  client: ClientBase,
  root_account_id: number,
  { touched }: UndoScope,
): Promise<void> {
  await forgetObstacles(client, 'taken');
  for (const key of uniqueKeys.filter(({ table }) => touched.includes(table))) {
    const columns = key.columns.map((column) => `'${column}'`).join(', ');
    await client.query(takenStatement(key, `array[${columns}]`), [root_account_id]);
  }
}

function takenStatement({ table, by, where }: UniqueKey, columns: string): string {
  const others = by.map((part, at) => `${part.replaceAll('t.', 'r.')} = p.k${at}`).join(' and ');
  const same = by.map((_, at) => `p2.k${at} = p.k${at}`).join(' and ');
  return `with post as (
      select o.id, ${by.map((part, at) => `${part} as k${at}`).join(', ')}
      from undo_objects o join ${table} x on x.root_account_id = $1 and x.id = o.id
      cross join lateral jsonb_populate_record(x, o.fields) t
      where o.table_name = '${table}' and not o.made and not o.stays and o.fields ?| ${columns} and ${where}
    )
    insert into undo_obstacles (table_name, id, reason, by_table, by_id)
    select distinct on (p.id) '${table}', p.id, 'taken', '${table}', coalesce(holder.id, p2.id)
    from post p
    left join lateral (
      select r.id from ${table} r left join undo_objects m on m.table_name = '${table}' and m.id = r.id
      where r.root_account_id = $1 and r.id <> p.id and ${others} and ${where.replaceAll('t.', 'r.')} and not ${GONE}
        and (m.id is null or m.stays or not m.fields ?| ${columns})
      limit 1
    ) holder on true
    left join post p2 on p2.id < p.id and ${same}
    where holder.id is not null or p2.id is not null
    order by p.id`;
}

/** Finds objects that would be deleted again, or go back to another course, though others have put things into them. */
export async function findUsed(client: ClientBase, root_account_id: number, scope: UndoScope): Promise<void> {
  for (const { from, column, to } of referencesIn(scope, scope.others)) {
    const is_moved =
      column === 'course_section_id'
        ? `or o.fields ? 'course_id' and (o.fields ->> 'course_id')::int8 <> f.course_id`
        : '';
    await client.query(
      `insert into undo_obstacles (table_name, id, reason, by_table, by_id)
       select distinct on (o.id) '${to}', o.id, 'used', '${from}', f.id
       from undo_others s
       join ${from} f on f.root_account_id = $1 and f.id = s.id
       join undo_objects o on o.table_name = '${to}' and o.id = f.${column} and not o.made
       join ${to} t on t.root_account_id = $1 and t.id = o.id
       where s.table_name = '${from}' and s.made and f.workflow_state not in ${dead_states}
         and (o.fields ->> 'workflow_state' in ${dead_states} and t.workflow_state not in ${dead_states} ${is_moved})
       order by o.id, f.id`,
      [root_account_id],
    );
  }
}

/**
 * Leaves as they are the objects that others need or whose keys are taken, and what those need themselves. Hands out
 * how many more they are.
 */
export async function keepObstructed(
  client: ClientBase,
  root_account_id: number,
  scope: UndoScope,
): Promise<number> {
  const first = await client.query(
    `update undo_objects o set stays = true from undo_obstacles b
     where b.reason in ('needed', 'taken') and b.table_name = o.table_name and b.id = o.id and not o.stays`,
  );
  const kept = first.rowCount ?? 0;
  for (let found = kept; found > 0; ) {
    found = 0;
    for (const { from, column, to } of referencesIn(scope, [...scope.touched, ...scope.others])) {
      const { rowCount } = await client.query(
        `with kept as (
           update undo_objects o set stays = true
           from undo_objects k join ${from} f on f.root_account_id = $1 and f.id = k.id
           where k.table_name = '${from}' and k.stays and o.table_name = '${to}' and o.id = f.${column}
             and o.made and not o.stays
           returning o.id, k.id as by_id
         )
         insert into undo_obstacles (table_name, id, reason, by_table, by_id)
         select '${to}', id, 'needed', '${from}', by_id from kept`,
        [root_account_id],
      );
      found += rowCount ?? 0;
    }
  }
  return kept;
}
