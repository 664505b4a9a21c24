import type { ClientBase } from 'pg';
import { onlyRow } from '../queryable.ts';
import type { RemovableTable } from '../tables/sis-import-removals.ts';

// The parameters of every statement: $1 root account, $2 import, $3 terms, $4 the weight of a piece, $5 the position
// after which its pieces come, $6 whether to count all that is in scope.

interface Candidates {
  /** Objects that batch mode may remove when an import has been about them: id, mark (its import's stamp), rank. */
  readonly select: string;
  /** How many rows go with the object `l` besides itself. */
  readonly weight: string;
}

const TERMS = 'c.root_account_id = $1 and c.enrollment_term_id = any($3::int8[])';

const SECTIONS = `select t.id, t.sis_import_id as mark, 0 as rank from courses c
  join course_sections t on t.root_account_id = $1 and t.workflow_state = 'active' and t.sis_id is not null`;

/** How many enrollments go with `l` when it is removed. */
function enrollmentsIn(column: string): string {
  return `(select count(*) from enrollments e
    where e.root_account_id = $1 and e.${column} = l.id and e.workflow_state <> 'deleted')`;
}

const candidates: Readonly<Record<RemovableTable, Candidates>> = {
  // Those of observers first: left to their students they would follow them, in whichever piece these are.
  enrollments: {
    select: `select t.id, t.sis_import_id as mark, case t.type when 'ObserverEnrollment' then 0 else 1 end as rank
      from courses c join enrollments t on t.root_account_id = $1 and t.course_id = c.id
      where ${TERMS} and t.workflow_state not in ('rejected', 'completed', 'deleted', 'inactive')`,
    weight: '0',
  },
  // A cross-listed section belongs to the term of its own course.
  course_sections: {
    select: `${SECTIONS} and t.course_id = c.id and t.nonxlist_course_id is null where ${TERMS}
      union all ${SECTIONS} and t.nonxlist_course_id = c.id where ${TERMS}`,
    weight: enrollmentsIn('course_section_id'),
  },
  courses: {
    select: `select c.id, c.sis_import_id as mark, 0 as rank from courses c
      where ${TERMS} and c.workflow_state <> 'deleted' and c.sis_id is not null`,
    weight: enrollmentsIn('course_id'),
  },
};

/**
 * Stores which objects an import has left out, in pieces. Stamps stand in a column of the object or as ranges of ids;
 * of the import itself both count. The ranges of all chunks are joined once, in memory: whether an id is among them is
 * then a matter of some steps, for each of a million objects, and no list of these is made.
 */
function statement(table: RemovableTable): string {
  const { select, weight } = candidates[table];
  const stamps = (more: string) => `(select range_agg(r) from sis_import_stamps s, unnest(s.ids) r
      where s.root_account_id = $1 and s.table_name = '${table}' ${more})`;
  const mine = `coalesce(${stamps('and s.sis_import_id = $2')} @> c.id, false)`;
  const isManaged = `(mark is not null or coalesce(${stamps('')} @> c.id, false))`;
  return `with candidates as not materialized (${select}),
    left_out as materialized (
      select id, rank from candidates c where mark is distinct from $2::int8 and not ${mine} and ${isManaged}
    ), weighed as (
      select id, rank, sum(weight) over (order by rank, id) - weight as weight_before
      from (select l.id, l.rank, 1 + ${weight} as weight from left_out l) w
    ), pieces as (
      insert into sis_import_removals (root_account_id, sis_import_id, position, table_name, ids, object_count)
      select $1, $2, $5::int8 + row_number() over (order by piece), '${table}', ids, object_count
      from (select div(weight_before, $4::int8) as piece, array_agg(id order by rank, id) as ids, count(*) as object_count
        from weighed group by 1) p
    )
    select case when $6::bool then (select count(*) from candidates c where ${isManaged}) else 0 end as in_scope,
      (select count(*) from left_out) as left_out`;
}

/** How many objects batch mode covers, 0 where nobody asked, and how many of them the import has left out. */
export interface LeftOut {
  readonly in_scope: number;
  readonly left_out: number;
}

/**
 * Finds the objects of a kind that belong to the terms, that some import was about, and this one was not, and stores
 * them as pieces of its clean-up. A piece touches about `piece_rows` rows; one object of more makes a piece of its own.
 */
export async function storeLeftOut(
  client: ClientBase,
  key: { readonly root_account_id: number; readonly sis_import_id: number },
  table: RemovableTable,
  term_ids: readonly number[],
  pieces: { readonly piece_rows: number; readonly after_position: number; readonly counts_scope: boolean },
): Promise<LeftOut> {
  const { rows } = await client.query<LeftOut>(statement(table), [
    key.root_account_id,
    key.sis_import_id,
    term_ids,
    pieces.piece_rows,
    pieces.after_position,
    pieces.counts_scope,
  ]);
  return onlyRow(rows);
}

/** The terms that an import was about, deleted ones included. */
export async function listStampedTerms(
  client: ClientBase,
  key: { readonly root_account_id: number; readonly sis_import_id: number },
): Promise<readonly number[]> {
  const { rows } = await client.query<{ readonly id: number }>(
    `select t.id from enrollment_terms t where t.root_account_id = $1 and (t.sis_import_id = $2 or exists (
       select from sis_import_stamps s where s.root_account_id = $1 and s.table_name = 'enrollment_terms'
         and s.sis_import_id = $2 and s.ids @> t.id)) order by t.id`,
    [key.root_account_id, key.sis_import_id],
  );
  return rows.map(({ id }) => id);
}
