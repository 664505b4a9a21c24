import type { Queryable } from '../queryable.ts';

/** A term as a course shows it. */
export interface CourseTermRow {
  readonly id: number;
  readonly name: string;
  readonly start_at: string | null;
  readonly end_at: string | null;
  readonly created_at: string;
  readonly workflow_state: string;
  readonly grading_period_group_id: number | null;
  readonly sis_id: string | null;
  /** The newest import that was about the term. */
  readonly sis_import_id: number | null;
}

/** The terms with these ids, in any order. */
export async function listCourseTerms(
  db: Queryable,
  root_account_id: number,
  ids: readonly number[],
): Promise<readonly CourseTermRow[]> {
  const found = await db.query<CourseTermRow>(
    `select t.id, t.name, t.start_at, t.end_at, t.created_at, t.workflow_state, t.grading_period_group_id, t.sis_id,
       greatest(t.sis_import_id, (
         select max(s.sis_import_id) from sis_import_stamps s
         where s.root_account_id = $1 and s.table_name = 'enrollment_terms'
           and t.id between s.lowest_id and s.highest_id and s.ids @> t.id
       )) as sis_import_id
     from enrollment_terms t where t.root_account_id = $1 and t.id = any($2::int8[])`,
    [root_account_id, ids],
  );
  return found.rows;
}
