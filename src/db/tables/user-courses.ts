import type { Queryable } from '../queryable.ts';
import type { Page } from './accounts.ts';
import { type CourseRow, courseColumns, courseSource } from './courses.ts';

/** How far a person's part in a course has come; dates count as well as states. */
export type CoursePart = 'active' | 'invited_or_pending' | 'completed';

/** Which courses of a person are listed. */
export interface UserCourseFilter {
  /** Words of the column `workflow_state`; null: published ones for students and observers, living ones for others. */
  readonly states: readonly string[] | null;
  /** A base type of enrollments; null: any. */
  readonly type: string | null;
  /** Null: enrollments that are active or invited; with `states` all that have not been withdrawn. */
  readonly part: CoursePart | null;
}

/**
 * When an enrollment `e` begins or ends: the first of its own dates, those of the section `s`, of the course `c` and of
 * the term `t`, with the term's for the type of enrollment `o`, that counts.
 */
function dateOf(own: string, of_course: string): string {
  return `case
    when e.start_at is not null and e.end_at is not null then e.${own}
    when s.restrict_enrollments_to_section_dates then s.${own}
    when c.restrict_enrollments_to_course_dates then c.${of_course}
    else coalesce(o.${own}, t.${own}) end`;
}

const IS_PENDING = `coalesce(${dateOf('start_at', 'start_at')} > now(), false)`;
const IS_OVER = `(c.workflow_state = 'completed' or coalesce(${dateOf('end_at', 'conclude_at')} < now(), false))`;

const parts: Readonly<Record<CoursePart, string>> = {
  active: `e.workflow_state = 'active' and not ${IS_PENDING} and not ${IS_OVER}`,
  invited_or_pending: `not ${IS_OVER} and (e.workflow_state in ('invited', 'creation_pending')
    or (e.workflow_state = 'active' and ${IS_PENDING}))`,
  completed: `(e.workflow_state = 'completed' or (e.workflow_state in ('active', 'invited') and ${IS_OVER}))`,
};

const IS_CURRENT = `e.workflow_state in ('active', 'invited')`;
// Whoever deletes a course withdraws its enrollments with it.
const IS_KEPT = `(e.workflow_state not in ('deleted', 'rejected', 'inactive') or c.workflow_state = 'deleted')`;

const BY_TYPE = `(c.workflow_state = 'available'
  or (e.type not in ('StudentEnrollment', 'ObserverEnrollment') and c.workflow_state <> 'deleted'))`;

/** The courses in which a person of the tenant is enrolled, by id. */
export async function listUserCourses(
  db: Queryable,
  person: { readonly root_account_id: number; readonly id: number },
  { states, type, part }: UserCourseFilter,
  page: Page,
): Promise<readonly CourseRow[]> {
  const enrolled = part === null ? (states === null ? IS_CURRENT : IS_KEPT) : parts[part];
  const found = await db.query<CourseRow>(
    `with mine as materialized (select * from enrollments where root_account_id = $1 and user_id = $2)
     select ${courseColumns} from ${courseSource}
     where c.root_account_id = $1 and c.id in (select course_id from mine) and exists (
       select from mine e
       join course_sections s on s.root_account_id = $1 and s.id = e.course_section_id
       left join term_date_overrides o on o.root_account_id = $1 and o.term_id = c.enrollment_term_id
         and o.enrollment_type = e.type and o.workflow_state = 'active'
       where e.course_id = c.id and ($3::text is null or e.type = $3)
         and case when $4::text[] is null then ${BY_TYPE} else c.workflow_state = any($4) end
         and ${enrolled}
     )
     order by c.id limit $5 offset $6`,
    [person.root_account_id, person.id, type, states, page.limit, page.offset],
  );
  return found.rows;
}
