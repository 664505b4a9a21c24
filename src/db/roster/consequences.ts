import type { ClientBase } from 'pg';
import type { ChangeOrigin } from './changes.ts';

/** State changes that a consequence made, counted by table and states. */
export interface StateChangeCount {
  readonly table: string;
  readonly before: string;
  readonly after: string;
  readonly count: number;
}

// The parameters of every statement: $1 root account, $2 time, $3 ids, $4 import, $5 person, $6 other ids.

/**
 * Notes what `changed` has changed (id, before, after) among the changes of the roster: what changed alike together.
 * Before and after are objects of the fields.
 */
function noted(table: string): string {
  return `noted as (
      insert into roster_changes
        (root_account_id, sis_import_id, user_id, table_name, before, after, lowest_id, highest_id, ids)
      select $1, $4::int8, $5::int8, '${table}', g.before, g.after, lower(g.ids), upper(g.ids) - 1, g.ids
      from (select before, after, range_agg(int8range(id, id, '[]')) as ids from changed group by before, after) g
    )`;
}

/** Rows of `changed` as counts of state changes: every consequence ends with it. */
function counted(table: string): string {
  return `select '${table}' as "table", before ->> 'workflow_state' as before, after ->> 'workflow_state' as after,
      count(*)::int8 as count
    from changed where after ? 'workflow_state' group by 2, 3`;
}

/** An object of these columns of the row `alias`. */
function fieldsOf(alias: string, columns: readonly string[]): string {
  return `jsonb_build_object(${columns.map((column) => `'${column}', ${alias}.${column}`).join(', ')})`;
}

/**
 * Sets columns of the rows of `table` that `where` picks (alias `t`), notes the changes and counts those of states.
 * What was is read before the write: RETURNING shows it only from PostgreSQL 18 on.
 */
function change(table: string, values: Readonly<Record<string, string>>, where: string, from = ''): string {
  const columns = Object.keys(values);
  const sets = columns.map((column) => `${column} = ${values[column]}`);
  const source = from === '' ? '' : `, ${from}`;
  return `with old as (
      select t.id, ${columns.map((column) => `t.${column}`).join(', ')} from ${table} t${source}
      where t.root_account_id = $1 and ${where} for update of t
    ), changed as (
      update ${table} t set ${sets.join(', ')}, updated_at = $2
      from old${source} where t.root_account_id = $1 and t.id = old.id ${from === '' ? '' : `and ${where}`}
      returning t.id, ${fieldsOf('old', columns)} as before, ${fieldsOf('t', columns)} as after
    ), ${noted(table)} ${counted(table)}`;
}

function setState(
  table: string,
  state: string,
  where: string,
  more: Readonly<Record<string, string>> = {},
): string {
  return change(table, { workflow_state: `'${state}'`, ...more }, where);
}

// A person without any not-deleted enrollment left in a group's course leaves the group.
const LEFT_COURSE = `t.workflow_state = 'accepted' and exists (
    select from unnest($3::int8[], $6::int8[]) k(user_id, course_id)
    join groups g on g.root_account_id = $1 and g.course_id = k.course_id
    where k.user_id = t.user_id and g.id = t.group_id
      and not exists (select from enrollments e where e.root_account_id = $1 and e.user_id = k.user_id
        and e.course_id = k.course_id and e.workflow_state <> 'deleted'))
  and t.user_id = any($3::int8[])`;

// Observer enrollments that a live link made beside the student's: the link stays, they go.
const OBSERVED = `t.type = 'ObserverEnrollment' and t.workflow_state <> 'deleted'
  and t.associated_user_id = any($3::int8[])
  and exists (select from user_observers o where o.root_account_id = $1 and o.student_id = t.associated_user_id
    and o.observer_id = t.user_id and o.workflow_state <> 'deleted')
  and exists (select from enrollments s where s.root_account_id = $1 and s.user_id = t.associated_user_id
    and s.course_section_id = t.course_section_id and s.type = 'StudentEnrollment')`;

/**
 * Gives up the leaders who have left their group, among the groups that `where` picks (alias `t`). A set with
 * automatic leaders gets the member of longest standing, every other none.
 */
function replaceLeaders(where: string): string {
  const next = `(
        select m.user_id from group_categories c
        join group_memberships m on m.root_account_id = $1 and m.group_id = t.id and m.workflow_state = 'accepted'
        where c.root_account_id = $1 and c.id = t.group_category_id and c.auto_leader is not null
        order by m.id limit 1)`;
  return change(
    'groups',
    { leader_id: next },
    `t.leader_id is not null and ${where}
        and not exists (select from group_memberships m where m.root_account_id = $1 and m.group_id = t.id
          and m.user_id = t.leader_id and m.workflow_state = 'accepted')`,
  );
}

const statements: Readonly<Record<string, readonly string[]>> = {
  remove_person: [
    setState('enrollments', 'deleted', OBSERVED),
    setState('enrollments', 'deleted', `t.user_id = any($3::int8[]) and t.workflow_state <> 'deleted'`),
    setState('group_memberships', 'deleted', `t.user_id = any($3::int8[]) and t.workflow_state = 'accepted'`),
    replaceLeaders('t.leader_id = any($3::int8[])'),
    setState('account_users', 'deleted', `t.user_id = any($3::int8[]) and t.workflow_state = 'active'`),
  ],
  delete_course_enrollments: [
    setState('enrollments', 'deleted', `t.course_id = any($3::int8[]) and t.workflow_state <> 'deleted'`),
  ],
  conclude_course_enrollments: [
    setState(
      'enrollments',
      'completed',
      `t.course_id = any($3::int8[]) and t.workflow_state in ('active', 'invited')`,
      { completed_at: '$2::timestamptz' },
    ),
  ],
  delete_section_enrollments: [
    setState(
      'enrollments',
      'deleted',
      `t.course_section_id = any($3::int8[]) and t.workflow_state <> 'deleted'`,
    ),
    setState(
      'group_memberships',
      'deleted',
      `t.workflow_state = 'accepted' and exists (
        select from groups g
        join course_sections s on s.root_account_id = $1 and s.course_id = g.course_id and s.id = any($3::int8[])
        join enrollments l on l.root_account_id = $1 and l.course_section_id = s.id and l.user_id = t.user_id
        where g.root_account_id = $1 and g.id = t.group_id
          and not exists (select from enrollments e where e.root_account_id = $1 and e.user_id = t.user_id
            and e.course_id = g.course_id and e.workflow_state <> 'deleted'))`,
    ),
    replaceLeaders(`t.course_id in (select s.course_id from course_sections s
      where s.root_account_id = $1 and s.id = any($3::int8[]))`),
  ],
  move_section_enrollments: [
    change(
      'enrollments',
      { course_id: 'k.course_id' },
      't.course_section_id = k.section_id and t.course_id <> k.course_id',
      'unnest($3::int8[], $6::int8[]) k(section_id, course_id)',
    ),
  ],
  drop_group_memberships: [
    setState('group_memberships', 'deleted', LEFT_COURSE),
    replaceLeaders('t.leader_id = any($3::int8[]) and t.course_id = any($6::int8[])'),
  ],
  delete_category_groups: [
    setState(
      'group_memberships',
      'deleted',
      `t.workflow_state <> 'deleted' and t.group_id in (select g.id from groups g
        where g.root_account_id = $1 and g.group_category_id = any($3::int8[]) and g.workflow_state <> 'deleted')`,
    ),
    setState('groups', 'deleted', `t.group_category_id = any($3::int8[]) and t.workflow_state <> 'deleted'`, {
      leader_id: 'null',
    }),
  ],
  delete_group_memberships: [
    setState(
      'group_memberships',
      'deleted',
      `t.group_id = any($3::int8[]) and t.workflow_state <> 'deleted'`,
    ),
  ],
  delete_tag_associations: [
    setState(
      'institutional_tag_associations',
      'deleted',
      `t.tag_id = any($3::int8[]) and t.workflow_state <> 'deleted'`,
    ),
  ],
  delete_category_tags: [
    setState(
      'institutional_tag_associations',
      'deleted',
      `t.workflow_state <> 'deleted' and t.tag_id in (select i.id from institutional_tags i
        where i.root_account_id = $1 and i.category_id = any($3::int8[]))`,
    ),
    setState(
      'institutional_tags',
      'deleted',
      `t.category_id = any($3::int8[]) and t.workflow_state <> 'deleted'`,
    ),
  ],
};

/** The consequences that a plan may name. */
export const consequenceNames = Object.keys(statements);

/** Carries out one kind of consequence for many objects and counts the state changes that it made. */
export async function applyConsequence(
  client: ClientBase,
  { root_account_id, sis_import_id, user_id }: ChangeOrigin,
  name: string,
  ids: readonly number[],
  other_ids: readonly (number | undefined)[],
  now: string,
): Promise<StateChangeCount[]> {
  const counts: StateChangeCount[] = [];
  for (const text of statements[name] ?? []) {
    const others = text.includes('$6') ? [other_ids] : [];
    const values = [root_account_id, now, ids, sis_import_id, user_id, ...others];
    const result = await client.query(text, values);
    counts.push(...(result.rows as StateChangeCount[]));
  }
  return counts;
}
