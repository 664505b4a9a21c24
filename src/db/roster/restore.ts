import type { ClientBase } from 'pg';
import type { TableSpec } from '../define-table.ts';
import { type RosterTable, rosterTables } from '../tables/roster.ts';

/** An import whose states are put back, and who asked for it. */
export interface RestoreOrigin {
  readonly root_account_id: number;
  readonly sis_import_id: number;
  readonly user_id: number | null;
}

/** Which of the changes of an import are taken. */
export interface RestoreSelection {
  /** Only what batch mode took away. */
  readonly batch_mode: boolean;
  /** Only objects that the import left in one of these states; null for all. */
  readonly next_states: readonly string[] | null;
}

/** Objects of one table that may be put back in any order, as numbers in the list of all the work. */
export interface RestoreStretch {
  readonly table: RosterTable;
  readonly first: number;
  readonly last: number;
}

/** The tables in the order in which their objects are put back, and the state of what the import made. */
const order: readonly (readonly [table: RosterTable, gone: string | null])[] = [
  ['accounts', 'deleted'],
  ['enrollment_terms', 'deleted'],
  ['term_date_overrides', 'deleted'],
  ['abstract_courses', 'deleted'],
  ['courses', 'deleted'],
  ['course_sections', 'deleted'],
  ['group_categories', 'deleted'],
  ['groups', 'deleted'],
  // A person goes with their logins: imports know no other way to take one away.
  ['users', null],
  ['pseudonyms', 'deleted'],
  ['communication_channels', 'retired'],
  ['enrollments', 'deleted'],
  ['group_memberships', 'deleted'],
  ['user_observers', 'deleted'],
  ['account_users', 'deleted'],
  ['institutional_tag_categories', 'deleted'],
  ['institutional_tags', 'deleted'],
  ['institutional_tag_associations', 'deleted'],
];

/** What only one living object may hold; `t` is the row. */
const held: Partial<
  Record<RosterTable, { readonly live: readonly string[]; readonly by: readonly string[] }>
> = {
  pseudonyms: {
    live: ['active', 'suspended'],
    by: ['lower(t.unique_id)', 'coalesce(t.authentication_provider_id, 0)'],
  },
  group_memberships: { live: ['accepted'], by: ['t.group_id', 't.user_id'] },
  group_categories: {
    live: ['active'],
    by: ['t.kind', 'coalesce(t.course_id, 0)', 'coalesce(t.account_id, 0)', 't.name'],
  },
};

/** Forgets which objects could not be put back: they are tried again. */
export async function forgetFailedRestores(
  client: ClientBase,
  { root_account_id, sis_import_id }: RestoreOrigin,
): Promise<void> {
  await client.query(
    `update roster_changes set failed_ids = '{}'
     where root_account_id = $1 and sis_import_id = $2 and not isempty(failed_ids)`,
    [root_account_id, sis_import_id],
  );
}

/**
 * Lists what is left to put back, in order, in a table that lives as long as this connection: per object the state before the
 * import's first change. What gives up a login or a place comes before what takes one.
 */
export async function listRestoreWork(
  client: ClientBase,
  { root_account_id, sis_import_id }: RestoreOrigin,
  { batch_mode, next_states }: RestoreSelection,
): Promise<readonly RestoreStretch[]> {
  await client.query(
    'create temporary table restore_work (n int8 primary key, table_name text, takes bool, id int8, target text)',
  );
  await client.query(
    `with mine as (
       select c.table_name, x.id, c.id as change_id, c.before, c.after
       from roster_changes c
       cross join lateral unnest(c.ids - c.restored_ids - c.failed_ids) r
       cross join lateral generate_series(lower(r), upper(r) - 1) x(id)
       where c.root_account_id = $1 and c.sis_import_id = $2 and (c.batch_mode or not $3) and ${OF_STATES}
     ), merged as (
       select table_name, id, bool_or(before is null) as made,
         (array_agg(before ->> 'workflow_state' order by change_id))[1] as prev,
         (array_agg(after ->> 'workflow_state' order by change_id desc))[1] as next
       from mine group by table_name, id
     ), aimed as (
       select m.table_name, m.id, t.place, case when m.made then t.gone else m.prev end as target
       from merged m join unnest($4::text[], $5::text[]) with ordinality t(table_name, gone, place) using (table_name)
       where (m.made and t.gone is not null or not m.made and m.prev <> m.next)
         and ($6::text[] is null or m.next = any($6::text[]))
     ), told as (select *, target not in ('deleted', 'retired') as takes from aimed)
     insert into restore_work (n, table_name, takes, id, target)
     select row_number() over (order by place, takes, id), table_name, takes, id, target from told`,
    [
      root_account_id,
      sis_import_id,
      batch_mode,
      order.map(([table]) => table),
      order.map(([, gone]) => gone),
      next_states,
    ],
  );
  await client.query('analyze restore_work');
  const { rows } = await client.query<RestoreStretch>(
    `select table_name as "table", min(n) as first, max(n) as last from restore_work
     group by table_name, takes order by 2`,
  );
  return rows;
}

// Only what changed a state is put back; what made an object did.
const OF_STATES = `(c.before is null or c.before ? 'workflow_state')`;

/** An object that could not be put back: it is gone for good, or another one has what it would take. */
export interface FailedRestore {
  readonly id: number;
  readonly sis_id: string | null;
  readonly reason: 'gone' | 'taken';
}

/** A student's enrollment that lives again, and the state that it was in. */
export interface RevivedEnrollment {
  readonly id: number;
  readonly before: string;
}

/** What became of a part of the work. */
export interface RestoredPart {
  readonly failed: readonly FailedRestore[];
  /** Those of students with observers. */
  readonly revived: readonly RevivedEnrollment[];
}

const words = (list: readonly string[]) => list.map((word) => `'${word}'`).join(', ');

/** What `taken` selects: objects that would take what another one holds or takes. */
function takenOf(table: RosterTable): string {
  const rule = held[table];
  if (rule === undefined) return 'select null::int8 as id, null::text as sis_id where false';
  const live = words(rule.live);
  const others = rule.by.map((key, at) => `${key.replaceAll('t.', 'o.')} = w.k${at}`);
  return `select w.id, w.sis_id from (
      select work.id, work.sis_id, ${rule.by.map((key, at) => `${key} as k${at}`).join(', ')},
        row_number() over (partition by ${rule.by.join(', ')} order by t.id) as turn
      from work join ${table} t on t.root_account_id = $1 and t.id = work.id
      where work.target in (${live}) and work.state not in (${live})
    ) w where w.turn > 1 or exists (select from ${table} o
      where o.root_account_id = $1 and o.id <> w.id and o.workflow_state in (${live}) and ${others.join(' and ')})`;
}

/** Students who are back, beside whom somebody observes. */
const REVIVED = `select e.id, null::text as sis_id, null::text as reason, c.before
    from changed c join enrollments e on e.root_account_id = $1 and e.id = c.id
    where e.type = 'StudentEnrollment' and c.before in ('deleted', 'inactive', 'completed') and c.after <> 'deleted'
      and exists (select from user_observers o where o.root_account_id = $1 and o.student_id = e.user_id
        and o.workflow_state <> 'deleted')`;

function statement(table: RosterTable): string {
  const sis_id = 'sis_id' in (rosterTables[table] as TableSpec).columns ? 't.sis_id' : 'null::text';
  return `with work as (
      select w.id, w.target, t.workflow_state as state, ${sis_id} as sis_id
      from restore_work w left join ${table} t on t.root_account_id = $1 and t.id = w.id
      where w.n between $2 and $3
    ), failed as (
      select id, sis_id, 'gone' as reason from work where state is null
      union all select id, sis_id, 'taken' from (${takenOf(table)}) taken
    ), changed as (
      update ${table} t set workflow_state = w.target, updated_at = $4
      from work w where t.root_account_id = $1 and t.id = w.id and w.state <> w.target
        and not exists (select from failed f where f.id = w.id)
      returning t.id, w.state as before, w.target as after
    ), alike as (
      select before, after, range_agg(int8range(id, id, '[]')) as ids from changed group by before, after
    ), noted as (
      insert into roster_changes
        (root_account_id, user_id, puts_back_import_id, table_name, before, after, lowest_id, highest_id, ids)
      select $1, $5, $6, '${table}', jsonb_build_object('workflow_state', before),
        jsonb_build_object('workflow_state', after), lower(ids), upper(ids) - 1, ids
      from alike
    )
    select id, sis_id, reason, null::text as before from failed
    ${table === 'enrollments' ? `union all ${REVIVED}` : ''}`;
}

/** Puts the states of a part of the work back and notes that it is done. */
export async function restorePart(
  client: ClientBase,
  { root_account_id, sis_import_id, user_id }: RestoreOrigin,
  { table, first, last }: RestoreStretch,
  batch_mode: boolean,
  now: string,
): Promise<RestoredPart> {
  const result = await client.query(statement(table), [
    root_account_id,
    first,
    last,
    now,
    user_id,
    sis_import_id,
  ]);
  const rows = result.rows as (FailedRestore & { readonly before: string | null })[];
  const failed = rows.filter(({ before }) => before === null);
  await client.query(
    `with done as (
       select coalesce(range_agg(int8range(id, id, '[]')) filter (where id <> all($7::int8[])), '{}') as restored,
         coalesce(range_agg(int8range(id, id, '[]')) filter (where id = any($7::int8[])), '{}') as failed
       from restore_work where n between $5 and $6
     )
     update roster_changes c set restored_ids = c.restored_ids + (c.ids * done.restored),
       failed_ids = c.failed_ids + (c.ids * done.failed)
     from done where c.root_account_id = $1 and c.sis_import_id = $2 and c.table_name = $3 and (c.batch_mode or not $4)
       and ${OF_STATES} and c.ids && (done.restored + done.failed)`,
    [root_account_id, sis_import_id, table, batch_mode, first, last, failed.map(({ id }) => id)],
  );
  return { failed, revived: rows.flatMap(({ id, before }) => (before === null ? [] : [{ id, before }])) };
}

/** How many objects of each table have been put back since the import. */
export async function countRestored(
  client: ClientBase,
  { root_account_id, sis_import_id }: RestoreOrigin,
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<{ table_name: string; count: number }>(
    `select table_name, sum(upper(r) - lower(r))::int8 as count
     from (select table_name, range_agg(restored_ids) as ids from roster_changes
       where root_account_id = $1 and sis_import_id = $2 group by table_name) g, unnest(g.ids) r
     group by table_name`,
    [root_account_id, sis_import_id],
  );
  return new Map(rows.map(({ table_name, count }) => [table_name, count]));
}

/** How many objects could not be put back the last time. */
export async function countFailedRestores(
  client: ClientBase,
  { root_account_id, sis_import_id }: RestoreOrigin,
): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    `select coalesce(sum(upper(r) - lower(r)), 0)::int8 as count
     from (select range_agg(failed_ids) as ids from roster_changes
       where root_account_id = $1 and sis_import_id = $2 group by table_name) g, unnest(g.ids) r`,
    [root_account_id, sis_import_id],
  );
  return rows[0]?.count ?? 0;
}

/** The newest change of the tenant, 0 without any; under the tenant's lock all later ones are the caller's. */
export async function newestChange(client: ClientBase, root_account_id: number): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    'select coalesce(max(id), 0) as id from roster_changes where root_account_id = $1',
    [root_account_id],
  );
  return rows[0]?.id ?? 0;
}

/** Notes that changes after one have been made to put an import back. */
export async function markPuttingBack(
  client: ClientBase,
  { root_account_id, sis_import_id }: RestoreOrigin,
  after_id: number,
): Promise<void> {
  await client.query(
    'update roster_changes set puts_back_import_id = $2 where root_account_id = $1 and id > $3',
    [root_account_id, sis_import_id, after_id],
  );
}
