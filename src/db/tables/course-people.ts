import type { Queryable } from '../queryable.ts';

/** The number of students in a course. */
export interface StudentCount {
  readonly id: number;
  readonly total_students: number;
}

/** Active and invited students per course, each counted once; a course without any has no row. */
export async function countCourseStudents(
  db: Queryable,
  root_account_id: number,
  course_ids: readonly number[],
): Promise<readonly StudentCount[]> {
  const found = await db.query<StudentCount>(
    `select course_id as id, count(distinct user_id)::int4 as total_students from enrollments
     where root_account_id = $1 and course_id = any($2::int8[]) and type = 'StudentEnrollment'
       and workflow_state in ('active', 'invited')
     group by course_id`,
    [root_account_id, course_ids],
  );
  return found.rows;
}

/** A teacher of a course. */
export interface TeacherRow {
  readonly course_id: number;
  readonly id: number;
  readonly display_name: string;
}

/** The active and invited teachers of courses, each once per course, by name. */
export async function listCourseTeachers(
  db: Queryable,
  root_account_id: number,
  course_ids: readonly number[],
): Promise<readonly TeacherRow[]> {
  const found = await db.query<TeacherRow>(
    `select t.course_id, u.id, coalesce(u.short_name, u.name) as display_name
     from (
       select distinct course_id, user_id from enrollments
       where root_account_id = $1 and course_id = any($2::int8[]) and type = 'TeacherEnrollment'
         and workflow_state in ('active', 'invited')
     ) t
     join users u on u.root_account_id = $1 and u.id = t.user_id
     order by t.course_id, lower(u.sortable_name), u.id`,
    [root_account_id, course_ids],
  );
  return found.rows;
}

/** A person's part in a course, with the section. */
export interface CourseEnrollmentRow {
  readonly course_id: number;
  readonly type: string;
  readonly role: string;
  readonly role_id: number;
  readonly user_id: number;
  readonly workflow_state: string;
  readonly limit_privileges_to_course_section: boolean;
  readonly associated_user_id: number | null;
  readonly section: {
    readonly id: number;
    readonly name: string;
    readonly start_at: string | null;
    readonly end_at: string | null;
  };
}

/** A person's enrollments in some courses that are neither deleted nor rejected, in the order in which they were made. */
export async function listEnrollmentsInCourses(
  db: Queryable,
  root_account_id: number,
  user_id: number,
  course_ids: readonly number[],
): Promise<readonly CourseEnrollmentRow[]> {
  const found = await db.query<CourseEnrollmentRow & { start_at: string | null; end_at: string | null }>(
    `select e.course_id, e.type, r.name as role, e.role_id, e.user_id, e.workflow_state,
       e.limit_privileges_to_course_section, e.associated_user_id,
       json_build_object('id', s.id, 'name', s.name) as section, s.start_at, s.end_at
     from enrollments e
     join roles r on r.root_account_id = $1 and r.id = e.role_id
     join course_sections s on s.root_account_id = $1 and s.id = e.course_section_id
     where e.root_account_id = $1 and e.user_id = $2 and e.course_id = any($3::int8[])
       and e.workflow_state not in ('deleted', 'rejected')
     order by e.id`,
    [root_account_id, user_id, course_ids],
  );
  // Times inside a JSON object would not come as the API writes them.
  return found.rows.map(({ start_at, end_at, ...row }) => ({
    ...row,
    section: { ...row.section, start_at, end_at },
  }));
}
