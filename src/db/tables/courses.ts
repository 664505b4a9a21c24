import type { Queryable } from '../queryable.ts';
import type { Page } from './accounts.ts';
import { accountsWithin } from './accounts-within.ts';
import { type CourseFilter, courseConditions, courseOrder } from './course-filters.ts';
import { inheritedDefault } from './inherited-default.ts';
import { newestImport } from './newest-import.ts';

/** A course as the API reads it. */
export interface CourseRow {
  readonly id: number;
  readonly root_account_id: number;
  readonly account_id: number;
  readonly enrollment_term_id: number;
  readonly uuid: string;
  readonly name: string | null;
  readonly course_code: string | null;
  /** As stored: `created` and `claimed` are the words for unpublished. */
  readonly workflow_state: string;
  readonly start_at: string | null;
  readonly conclude_at: string | null;
  readonly restrict_enrollments_to_course_dates: boolean;
  readonly course_format: string | null;
  readonly grade_passback_setting: string | null;
  readonly homeroom_course: boolean;
  readonly friendly_name: string | null;
  readonly is_blueprint: boolean;
  readonly created_at: string;
  readonly sis_id: string | null;
  readonly integration_id: string | null;
  /** The newest import that was about the course. */
  readonly sis_import_id: number | null;
  readonly account: {
    readonly id: number;
    readonly name: string;
    readonly workflow_state: string;
    readonly parent_account_id: number | null;
  };
  readonly storage_quota_mb: number;
  /** Of the root account. */
  readonly time_zone: string;
  /** By its state, or because its own dates or those of its term are over. */
  readonly concluded: boolean;
}

/** What a statement about courses selects; it reads from `courseSource`. */
export const courseColumns = `c.id, c.root_account_id, c.account_id, c.enrollment_term_id, c.uuid, c.name, c.course_code,
  c.workflow_state, c.start_at, c.conclude_at, c.restrict_enrollments_to_course_dates, c.course_format,
  c.grade_passback_setting, c.homeroom_course, c.friendly_name, c.is_blueprint, c.created_at, c.sis_id, c.integration_id,
  ${newestImport('courses', 'c')},
  json_build_object('id', a.id, 'name', a.name, 'workflow_state', a.workflow_state,
    'parent_account_id', a.parent_account_id) as account,
  ${inheritedDefault('default_storage_quota_mb', 'a')} as storage_quota_mb,
  ${inheritedDefault('default_time_zone', 'r')} as time_zone,
  c.workflow_state = 'completed' or coalesce(
    case when c.restrict_enrollments_to_course_dates and c.conclude_at is not null then c.conclude_at else t.end_at end
    < now(), false) as concluded`;

/** Courses (`c`) with their account (`a`), root account (`r`) and term (`t`). */
export const courseSource = `courses c
  join accounts a on a.root_account_id = c.root_account_id and a.id = c.account_id
  join accounts r on r.root_account_id = c.root_account_id and r.id = c.root_account_id
  join enrollment_terms t on t.root_account_id = c.root_account_id and t.id = c.enrollment_term_id`;

/** A course of a tenant, deleted ones included; null when there is none. */
export async function findCourse(
  db: Queryable,
  root_account_id: number,
  id: number,
): Promise<CourseRow | null> {
  const found = await db.query<CourseRow>(
    `select ${courseColumns} from ${courseSource} where c.root_account_id = $1 and c.id = $2`,
    [root_account_id, id],
  );
  return found.rows[0] ?? null;
}

/** The courses of an account and of all below it that the filter lets through, by id unless it sorts otherwise. */
export async function listAccountCourses(
  db: Queryable,
  account: { readonly root_account_id: number; readonly id: number },
  filter: CourseFilter,
  page: Page,
): Promise<readonly CourseRow[]> {
  const values: unknown[] = [account.root_account_id, account.id, page.limit, page.offset];
  const conditions = courseConditions(filter, (value) => `$${values.push(value)}`);
  const order = courseOrder(filter);
  // The page is cut out before anything is looked up for its courses.
  const found = await db.query<CourseRow>(
    `select ${courseColumns} from (
       select c.id, row_number() over (order by ${order}) as place from ${courseSource}
       where c.root_account_id = $1 and c.account_id in ${accountsWithin('array[$2]')}
         ${conditions.map((condition) => `and ${condition}`).join('\n         ')}
       order by place limit $3 offset $4
     ) page join (${courseSource}) on c.root_account_id = $1 and c.id = page.id
     order by page.place`,
    values,
  );
  return found.rows;
}
