import { accountsWithin } from './accounts-within.ts';
import { searchPattern } from './search-pattern.ts';

/** The orders in which courses can be listed; `id` is the one without a wish. */
export const courseSorts = [
  'course_name',
  'course_status',
  'sis_course_id',
  'teacher',
  'account_name',
] as const;

export type CourseSort = (typeof courseSorts)[number];

/** Which courses of an account are listed, and how. What is left out or null lets every course through. */
export interface CourseFilter {
  /** Words of the column `workflow_state`. */
  readonly states?: readonly string[] | null;
  readonly enrollment_term_id?: number | null;
  /** A part of name, code or, with `search_sis_ids`, SIS ID in any letter case. */
  readonly search_term?: string | null;
  /** The search term as an id, which finds that course, too. */
  readonly search_id?: number | null;
  readonly search_sis_ids?: boolean;
  /** The search term is part of a teacher's name instead. */
  readonly search_teachers?: boolean;
  readonly published?: boolean | null;
  readonly completed?: boolean | null;
  readonly blueprint?: boolean | null;
  readonly with_enrollments?: boolean | null;
  /** Somebody is enrolled with one of these base types. */
  readonly enrollment_types?: readonly string[] | null;
  /** Accounts in or below which the course must be. */
  readonly subaccount_ids?: readonly number[] | null;
  /** One of these people teaches it. */
  readonly teacher_ids?: readonly number[] | null;
  readonly starts_before?: string | null;
  readonly ends_after?: string | null;
  readonly sort?: CourseSort | null;
  readonly descending?: boolean;
}

type AddValue = (value: unknown) => string;

const LIVE = `e.root_account_id = $1 and e.course_id = c.id and e.workflow_state not in ('deleted', 'rejected')`;

const START = 'case when c.restrict_enrollments_to_course_dates then c.start_at else t.start_at end';
const END = 'case when c.restrict_enrollments_to_course_dates then c.conclude_at else t.end_at end';
const OVER = `(c.workflow_state = 'completed' or coalesce(c.conclude_at < now(), false) or coalesce(t.end_at < now(), false))`;

function searchCondition(filter: CourseFilter, term: string, add: AddValue): string {
  const pattern = add(searchPattern(term));
  if (filter.search_teachers === true) {
    return `exists (select from enrollments e join users u on u.root_account_id = $1 and u.id = e.user_id
      where ${LIVE} and e.type = 'TeacherEnrollment' and u.name ilike ${pattern})`;
  }
  const places = ['c.name', 'c.course_code', ...(filter.search_sis_ids === true ? ['c.sis_id'] : [])];
  const matches = places.map((place) => `${place} ilike ${pattern}`);
  const byId = some(filter.search_id, (id) => `c.id = ${add(id)}`);
  return `(${[...matches, ...byId].join(' or ')})`;
}

/** A condition that a boolean filter turns round; none when it is not asked for. */
function either(wish: boolean | null | undefined, condition: string): readonly string[] {
  if (wish === null || wish === undefined) return [];
  return [wish ? condition : `not ${condition}`];
}

function some<T>(value: T | null | undefined, condition: (value: T) => string): readonly string[] {
  return value === null || value === undefined ? [] : [condition(value)];
}

/** The filter as conditions on the courses of tenant `$1`; `add` takes a value and hands out its placeholder. */
export function courseConditions(filter: CourseFilter, add: AddValue): readonly string[] {
  return [
    ...some(filter.states, (states) => `c.workflow_state = any(${add(states)})`),
    ...some(filter.enrollment_term_id, (id) => `c.enrollment_term_id = ${add(id)}`),
    ...some(filter.search_term, (term) => searchCondition(filter, term, add)),
    ...either(filter.published, `(c.workflow_state in ('available', 'completed'))`),
    ...either(filter.completed, OVER),
    ...either(filter.blueprint, 'c.is_blueprint'),
    ...either(filter.with_enrollments, `exists (select from enrollments e where ${LIVE})`),
    ...some(
      filter.enrollment_types,
      (types) => `exists (select from enrollments e where ${LIVE} and e.type = any(${add(types)}))`,
    ),
    ...some(
      filter.teacher_ids,
      (ids) => `exists (select from enrollments e
        where ${LIVE} and e.type = 'TeacherEnrollment' and e.user_id = any(${add(ids)}))`,
    ),
    ...some(filter.subaccount_ids, (ids) => `c.account_id in ${accountsWithin(add(ids))}`),
    ...some(filter.starts_before, (time) => `coalesce(${START} < ${add(time)}, true)`),
    ...some(filter.ends_after, (time) => `coalesce(${END} > ${add(time)}, true)`),
  ];
}

const orders: Readonly<Record<CourseSort, string>> = {
  course_name: 'lower(c.name)',
  // Unpublished courses first, then concluded ones, then the published.
  course_status: `array_position(array['created', 'claimed', 'completed', 'available', 'deleted'], c.workflow_state)`,
  sis_course_id: 'c.sis_id',
  teacher: `(select min(lower(u.sortable_name)) from enrollments e
    join users u on u.root_account_id = $1 and u.id = e.user_id where ${LIVE} and e.type = 'TeacherEnrollment')`,
  account_name: 'lower(a.name)',
};

/** What the courses are ordered by; courses without the value come last either way. */
export function courseOrder({ sort, descending }: CourseFilter): string {
  const way = descending === true ? 'desc' : 'asc';
  return sort === null || sort === undefined ? `c.id ${way}` : `${orders[sort]} ${way} nulls last, c.id`;
}
