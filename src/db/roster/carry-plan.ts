import { pipeline } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { type RosterTable, rosterTables } from '../tables/roster.ts';
import { contentOf, planSources, readableOf, sisIdsOf } from './plan-sources.ts';

/** An import by its key. */
interface Key {
  readonly root_account_id: number;
  readonly sis_import_id: number;
}

/** Entries of a plan in a row that share kind and action. */
export interface PlanBlock {
  readonly kind: string;
  readonly action: string;
  /** The position of the first one, from 1 on. */
  readonly first: number;
  readonly count: number;
}

// COPY takes no parameters; what is written into its text are numbers and names of ours.

const journal = ({ root_account_id, sis_import_id }: Key, table: RosterTable) =>
  `roster_changes c cross join lateral unnest(c.ids) r cross join lateral generate_series(lower(r), upper(r) - 1) g(id)
   where c.root_account_id = ${root_account_id} and c.sis_import_id = ${sis_import_id} and c.table_name = '${table}'`;

const PLACE =
  'left join rehearsed_places w on w.table_name = %T and w.id = o.id left join rehearsed_files f on f.position = w.position';

/** The last row that was about an object stands for those before it. */
const PLACES = `
  create temp table rehearsed_places on commit drop as
    select distinct on (table_name, id) table_name, id, position, row_number from rehearsed_rows
    order by table_name, id, position desc, row_number desc;
  analyze rehearsed_places;`;

function entries(
  key: Key,
  table: RosterTable,
  from: { readonly first: number; readonly source: string; readonly order: string },
  shown: { readonly action: string; readonly before: string; readonly after: string },
): string {
  const { kind, name } = planSources[table];
  return `select ${key.root_account_id}::int8, ${key.sis_import_id}::int8,
      ${from.first - 1}::int8 + row_number() over (order by ${from.order}), '${kind}'::text, ${shown.action}::text,
      ${sisIdsOf(table)}, ${name}::text, ${shown.before}::jsonb, ${shown.after}::jsonb, f.name, w.row_number,
      null::text, null::text
    from (${from.source}) o join ${table} t on t.root_account_id = ${key.root_account_id} and t.id = o.id
    ${PLACE.replace('%T', `'${table}'`)}`;
}

/** The objects that are new. */
function created(key: Key, table: RosterTable, first: number): string {
  const source = `select distinct g.id from ${journal(key, table)} and c.before is null`;
  const order = 'w.position, w.row_number, o.id';
  const shown = { action: `'create'`, before: 'null', after: contentOf(table) };
  return entries(key, table, { first, source, order }, shown);
}

/** The first or the last value of each field in a list of objects. */
const merged = (fields: string, order: string) =>
  `(select jsonb_object_agg(k, v) from (select distinct on (k) k, v from unnest(${fields}) with ordinality x(o, n),
      jsonb_each(o) y(k, v) order by k, n ${order}) z)`;

const ACTION = `case when o.after ->> 'workflow_state' in ('deleted', 'retired') then 'delete'
  when o.after ->> 'workflow_state' in ('completed', 'inactive', 'suspended') then 'conclude' else 'change' end`;
const RANK = `case when o.after ->> 'workflow_state' in ('deleted', 'retired') then 1
  when o.after ->> 'workflow_state' in ('completed', 'inactive', 'suspended') then 2 else 3 end`;

/** What becomes of objects that were there before (id, before, after), from the first to the last of all changes. */
export function differing(key: Key, table: RosterTable): string {
  return `with net as (
      select g.id, array_agg(c.before order by c.id) as b, array_agg(c.after order by c.id) as a
      from ${journal(key, table)} group by g.id having not bool_or(c.before is null)
    ), whole as (
      select id, case when cardinality(b) = 1 then b[1] else ${merged('b', '')} end as before,
        case when cardinality(a) = 1 then a[1] else ${merged('a', 'desc')} end as after from net
    ), differing as (
      select id, d.before, d.after from whole cross join lateral (
        select jsonb_object_agg(e.key, e.value) as before, jsonb_object_agg(e.key, whole.after -> e.key) as after
        from jsonb_each(whole.before) e where whole.after -> e.key is distinct from e.value) d
    ) select * from differing where before is not null`;
}

function changed(key: Key, table: RosterTable, first: number): string {
  const source = differing(key, table);
  const order = `${RANK}, w.position, w.row_number, o.id`;
  const shown = {
    action: ACTION,
    before: readableOf(table, 'o.before', false),
    after: readableOf(table, 'o.after', true),
  };
  return entries(key, table, { first, source, order }, shown);
}

/** What stickiness has kept from being written. */
function blocked(key: Key, table: RosterTable, first: number): string {
  const { kind, name } = planSources[table];
  return `select ${key.root_account_id}::int8, ${key.sis_import_id}::int8,
      ${first - 1}::int8 + row_number() over (order by o.position, o.row_number, o.id), '${kind}'::text, 'blocked'::text,
      ${sisIdsOf(table)}, ${name}::text, ${readableOf(table, 'o.before', false)}, ${readableOf(table, 'o.after', false)},
      f.name, o.row_number, null::text, null::text
    from rehearsed_blocked o join ${table} t on t.root_account_id = ${key.root_account_id} and t.id = o.id
    left join rehearsed_files f on f.position = o.position where o.table_name = '${table}'`;
}

/** What would be said of the upload, by the kind of file that it is about. */
function told({ root_account_id, sis_import_id }: Key, first: number, plurals: Plurals): string {
  const kinds = Object.entries(plurals).map(([type, plural]) => `when '${type}' then '${plural}'`);
  const kind = `case split_part(m.code, '.', 1) ${kinds.join(' ')} else 'import' end`;
  return `select ${root_account_id}::int8, ${sis_import_id}::int8,
      ${first - 1}::int8 + row_number() over (order by ${kind}, m.id), ${kind}::text, 'message'::text,
      '{}'::jsonb, null::text, null::jsonb, null::jsonb, m.file, m.row_number, m.code, m.message
    from sis_import_messages m where m.root_account_id = ${root_account_id} and m.sis_import_id = ${sis_import_id}`;
}

type Plurals = Readonly<Record<string, string>>;

const columns = `root_account_id, sis_import_id, position, kind, action, sis_ids, name, before, after, file, row_number,
  code, message`;

/** Sends rows from one connection to another; how many there were. */
async function carry(from: ClientBase, select: string, to: ClientBase, into: string): Promise<number> {
  const sink = to.query(copyFrom(`copy ${into} from stdin with (format binary)`));
  await pipeline(from.query(copyTo(`copy (${select}) to stdout with (format binary)`)), sink);
  return sink.rowCount;
}

/**
 * Carries the plan out of the transaction `rehearsed`, in which an import has been rehearsed, into the transaction `to`
 * on another connection, in the place of what was there. `isAsked` is called now and then and may throw.
 */
export async function carryPlan(
  rehearsed: ClientBase,
  to: ClientBase,
  key: Key,
  {
    roster_version,
    plurals,
    stopIfAsked,
  }: {
    readonly roster_version: number;
    /** What each type of file is called in the plural. */
    readonly plurals: Plurals;
    readonly stopIfAsked: () => void;
  },
): Promise<readonly PlanBlock[]> {
  const place = [key.root_account_id, key.sis_import_id];
  for (const table of ['sis_import_plan_entries', 'sis_import_plans'])
    await to.query(`delete from ${table} where root_account_id = $1 and sis_import_id = $2`, place);
  await rehearsed.query(PLACES);
  const into = `sis_import_plan_entries (${columns})`;
  let first = 1;
  for (const table of Object.keys(rosterTables) as RosterTable[]) {
    for (const select of [changed, created, blocked]) {
      stopIfAsked();
      first += await carry(rehearsed, select(key, table, first), to, into);
    }
  }
  await carry(rehearsed, told(key, first, plurals), to, into);
  const { rows } = await to.query<PlanBlock>(
    `select kind, action, min(position) as first, count(*) as count from sis_import_plan_entries
     where root_account_id = $1 and sis_import_id = $2 group by kind, action order by 3`,
    place,
  );
  await to.query(
    'insert into sis_import_plans (root_account_id, sis_import_id, roster_version, blocks) values ($1, $2, $3, $4)',
    [...place, roster_version, JSON.stringify(rows)],
  );
  return rows;
}

/** Carries what a rehearsed import has said of the upload, beyond what had been said before it. */
export async function carryMessages(
  rehearsed: ClientBase,
  to: ClientBase,
  { root_account_id, sis_import_id }: Key,
  after_id: number,
): Promise<void> {
  const fields =
    'root_account_id, sis_import_id, code, failure, file, row_number, column_name, params, message, row_info, created_at';
  const select = `select ${fields} from sis_import_messages where root_account_id = ${root_account_id}
    and sis_import_id = ${sis_import_id} and id > ${after_id} order by id`;
  await carry(rehearsed, select, to, `sis_import_messages (${fields})`);
}

/** The highest id of an import's messages, 0 without any. */
export async function lastMessageId(
  client: ClientBase,
  { root_account_id, sis_import_id }: Key,
): Promise<number> {
  const { rows } = await client.query<{ id: number }>(
    `select coalesce(max(id), 0)::int8 as id from sis_import_messages where root_account_id = $1 and sis_import_id = $2`,
    [root_account_id, sis_import_id],
  );
  return Number(rows[0]?.id ?? 0);
}
