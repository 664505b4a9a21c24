import type { ClientBase } from 'pg';
import type { Queryable } from '../queryable.ts';
import type { RosterTable } from '../tables/roster.ts';
import { differing } from './carry-plan.ts';

/** An import by its key. */
interface Key {
  readonly root_account_id: number;
  readonly sis_import_id: number;
}

// What is neither deleted nor over.
const OVER = `('deleted', 'retired', 'rejected', 'completed', 'inactive', 'suspended')`;
const GONE = `('deleted', 'retired')`;
const ENDED = `('completed', 'inactive', 'suspended')`;

interface HarmSource {
  readonly table: RosterTable;
  /** Of the object `t`, with what was changed of it in `o.before`: the course that it belongs to. */
  readonly course?: string;
  /** The columns that say the same without a course. */
  readonly term?: string;
  readonly account?: string;
  /** What imports cannot delete does not count. */
  readonly counts?: string;
}

const was = (column: string) => `coalesce((o.before ->> '${column}')::int8, t.${column})`;

/** Of which objects harm is counted, by the names of limits. */
export const harmSources: Readonly<Record<string, HarmSource>> = {
  accounts: { table: 'accounts', counts: 't.id <> t.root_account_id' },
  terms: { table: 'enrollment_terms', counts: 'not t.is_default' },
  abstract_courses: { table: 'abstract_courses', term: 'enrollment_term_id', account: 'account_id' },
  courses: { table: 'courses', course: 'id', counts: 't.sis_id is not null' },
  sections: { table: 'course_sections', course: 'course_id', counts: 't.sis_id is not null' },
  users: { table: 'users' },
  logins: { table: 'pseudonyms', counts: 't.sis_id is not null' },
  enrollments: { table: 'enrollments', course: 'course_id' },
  admins: { table: 'account_users', account: 'account_id', counts: 't.sis_managed' },
  group_categories: { table: 'group_categories', counts: 't.sis_id is not null' },
  groups: { table: 'groups', counts: 't.sis_id is not null' },
  group_memberships: { table: 'group_memberships' },
  institutional_tag_categories: { table: 'institutional_tag_categories' },
  institutional_tags: { table: 'institutional_tags' },
  institutional_tag_associations: { table: 'institutional_tag_associations' },
  user_observers: { table: 'user_observers' },
};

/** How many objects of a place meet with the same. */
export interface HarmCount {
  readonly course_id: number | null;
  readonly term_id: number | null;
  readonly account_id: number | null;
  readonly effect: 'deleted' | 'concluded' | 'changed';
  readonly count: number;
  /** Those among them that had been deleted or over before. */
  readonly over_before: number;
}

// The state and what is no field of a person's.
const NO_FIELD = `array['workflow_state', 'sis_import_id', 'stuck_fields', 'completed_at', 'sis_channel_id', 'sis_pseudonym_id']`;

/** Counts what a rehearsed import does to the objects of a kind that were there before. */
export async function countHarm(
  rehearsed: ClientBase,
  key: Key,
  kind: string,
): Promise<readonly HarmCount[]> {
  const source = harmSources[kind];
  if (!source) throw new Error(`no harm is counted of ${kind}`);
  const { table, course, term, account, counts = 'true' } = source;
  const of = (column: string | undefined) =>
    column === undefined ? 'null::int8' : column === 'id' ? 't.id' : was(column);
  const { rows } = await rehearsed.query<HarmCount>(
    `select course_id, term_id, account_id, effect, count(*) as count,
       count(*) filter (where was in ${OVER}) as over_before
     from (
       select ${of(course)} as course_id, ${of(term)} as term_id, ${of(account)} as account_id,
         coalesce(o.before ->> 'workflow_state', t.workflow_state) as was,
         case when o.after ->> 'workflow_state' in ${GONE} then 'deleted'
           when o.after ->> 'workflow_state' in ${ENDED} and o.before ->> 'workflow_state' not in ${OVER} then 'concluded'
           when (o.after - ${NO_FIELD}) <> '{}' then 'changed' end as effect
       from (${differing(key, table)}) o
       join ${table} t on t.root_account_id = ${key.root_account_id} and t.id = o.id where ${counts}
     ) harmed where effect is not null group by 1, 2, 3, 4`,
  );
  return rows;
}

/** How many objects of a kind live in a term and an account; null where objects of the kind are in none. */
export interface LivingCount {
  readonly term_id: number | null;
  readonly account_id: number | null;
  readonly count: number;
}

/** Counts the living objects of a kind. */
export async function countLiving(
  db: Queryable,
  root_account_id: number,
  kind: string,
): Promise<readonly LivingCount[]> {
  const source = harmSources[kind];
  if (!source) throw new Error(`no harm is counted of ${kind}`);
  const { table, course, term, account, counts = 'true' } = source;
  const living = `t.root_account_id = $1 and t.workflow_state not in ${OVER} and ${counts}`;
  const text =
    course === undefined
      ? `select ${term ?? 'null::int8'} as term_id, ${account ?? 'null::int8'} as account_id, count(*) as count
         from ${table} t where ${living} group by 1, 2`
      : `select c.enrollment_term_id as term_id, c.account_id, sum(n.count)::int8 as count
         from (select t.${course} as course_id, count(*) as count from ${table} t where ${living} group by 1) n
         join courses c on c.root_account_id = $1 and c.id = n.course_id group by 1, 2`;
  const { rows } = await db.query<LivingCount>(text, [root_account_id]);
  return rows;
}

/** How many objects of a kind are not deleted, counted up to `most`. */
export async function countUpTo(
  db: Queryable,
  root_account_id: number,
  kind: string,
  most: number,
): Promise<number> {
  const source = harmSources[kind];
  if (!source) throw new Error(`no harm is counted of ${kind}`);
  const { rows } = await db.query<{ count: number }>(
    `select count(*) as count from (select from ${source.table} t where t.root_account_id = $1
       and t.workflow_state not in ${GONE} and ${source.counts ?? 'true'} limit $2) seen`,
    [root_account_id, most],
  );
  return Number(rows[0]?.count ?? 0);
}

/** The terms and accounts of courses. */
export async function findCoursePlaces(
  db: Queryable,
  root_account_id: number,
  course_ids: readonly number[],
): Promise<readonly { readonly id: number; readonly term_id: number; readonly account_id: number }[]> {
  const { rows } = await db.query<{ id: number; term_id: number; account_id: number }>(
    `select id, enrollment_term_id as term_id, account_id from courses
     where root_account_id = $1 and id = any($2::int8[])`,
    [root_account_id, course_ids],
  );
  return rows;
}

/** An account or a term, as a hold names it. */
export interface PlaceRow {
  readonly id: number;
  readonly sis_id: string | null;
  readonly name: string;
}

/** The accounts and the terms of a tenant by id; of accounts with the one above. */
export async function readPlaces(db: Queryable, root_account_id: number) {
  const accounts = await db.query<PlaceRow & { readonly parent_account_id: number | null }>(
    'select id, parent_account_id, sis_id, name from accounts where root_account_id = $1',
    [root_account_id],
  );
  const terms = await db.query<PlaceRow>(
    'select id, sis_id, name from enrollment_terms where root_account_id = $1',
    [root_account_id],
  );
  return {
    accounts: new Map(accounts.rows.map((row) => [row.id, row])),
    terms: new Map(terms.rows.map((row) => [row.id, row])),
  };
}
