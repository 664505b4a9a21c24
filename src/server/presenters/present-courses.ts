import type { Course, CourseAccount } from '../../api/index.ts';
import {
  type CourseEnrollmentRow,
  type CourseRow,
  countCourseStudents,
  findTerms,
  listCourseTeachers,
  listEnrollmentsInCourses,
} from '../../db/index.ts';
import type { Call } from '../define-route.ts';
import { baseUrl } from '../public-url.ts';
import { presentCourse, presentTeacher } from './present-course.ts';
import { presentTerm } from './present-term.ts';
import type { SisRights } from './sis-fields.ts';

/** How courses are shown. */
export interface CourseView {
  /** The words of `include[]`; unknown ones show nothing. */
  readonly includes: ReadonlySet<string>;
  /** Whose enrollments the courses show. */
  readonly user_id: number;
  readonly rightsOver: (course: CourseRow) => SisRights;
}

/** A part that is shown only when it is asked for. */
type Part = (course: CourseRow) => Partial<Course>;

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => number): ReadonlyMap<number, readonly T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

function presentCourseAccount({ account, root_account_id }: CourseRow): CourseAccount {
  return { ...account, root_account_id: account.parent_account_id === null ? null : root_account_id };
}

function sectionsOf(enrollments: readonly CourseEnrollmentRow[]): Pick<Course, 'sections'> {
  return { sections: enrollments.map(({ section, role }) => ({ ...section, enrollment_role: role })) };
}

async function readParts(
  call: Pick<Call, 'context' | 'request'>,
  root_account_id: number,
  rows: readonly CourseRow[],
  { includes, rightsOver }: CourseView,
): Promise<readonly Part[]> {
  const { pool } = call.context.database;
  const ids = rows.map(({ id }) => id);
  const parts: Part[] = [];
  if (includes.has('term')) {
    const term_ids = [...new Set(rows.map((row) => row.enrollment_term_id))];
    const terms = await findTerms(pool, root_account_id, term_ids);
    parts.push((course) => {
      const term = terms.find(({ id }) => id === course.enrollment_term_id);
      return term === undefined ? {} : { term: presentTerm(term, rightsOver(course)) };
    });
  }
  if (includes.has('total_students')) {
    const counts = new Map(
      (await countCourseStudents(pool, root_account_id, ids)).map((row) => [row.id, row.total_students]),
    );
    parts.push(({ id }) => ({ total_students: counts.get(id) ?? 0 }));
  }
  if (includes.has('teachers')) {
    const base = baseUrl(call.request);
    const teachers = groupBy(await listCourseTeachers(pool, root_account_id, ids), (row) => row.course_id);
    parts.push(({ id }) => ({ teachers: (teachers.get(id) ?? []).map((row) => presentTeacher(row, base)) }));
  }
  if (includes.has('account_name')) parts.push(({ account }) => ({ account_name: account.name }));
  if (includes.has('account')) parts.push((course) => ({ account: presentCourseAccount(course) }));
  if (includes.has('concluded')) parts.push(({ concluded }) => ({ concluded }));
  return parts;
}

/** Courses of one tenant as the API shows them; what goes with them is read for all at once. */
export async function presentCourses(
  call: Pick<Call, 'context' | 'request'>,
  rows: readonly CourseRow[],
  view: CourseView,
): Promise<readonly Course[]> {
  const [first] = rows;
  if (first === undefined) return [];
  const { root_account_id } = first;
  const { pool } = call.context.database;
  const ids = rows.map(({ id }) => id);
  const enrollments = groupBy(
    await listEnrollmentsInCourses(pool, root_account_id, view.user_id, ids),
    (row) => row.course_id,
  );
  const parts = await readParts(call, root_account_id, rows, view);
  return rows.map((course) => {
    const own = enrollments.get(course.id) ?? [];
    return {
      ...presentCourse(course, view.rightsOver(course), own),
      ...Object.assign({}, ...parts.map((part) => part(course))),
      ...(view.includes.has('sections') ? sectionsOf(own) : {}),
    };
  });
}
