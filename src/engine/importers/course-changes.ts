import type { RosterRecord } from '../../db/index.ts';
import type { Plan } from '../plan.ts';
import { isStuck } from '../stickiness.ts';

type Course = RosterRecord<'courses'>;

const FOLLOWED = [
  'name',
  'course_code',
  'account_id',
  'enrollment_term_id',
  'start_at',
  'conclude_at',
  'restrict_enrollments_to_course_dates',
] as const;

/** Courses that a cross-listing made from this one follow its changes, field by field unless stuck on either side. */
function followCourse(before: Course, after: Course, plan: Plan): void {
  const changed = FOLLOWED.filter(
    (name) => before[name] !== after[name] && !isStuck('courses', after, name, plan.options),
  );
  if (changed.length === 0) return;
  for (const follower of plan.found.all('courses', 'by_template', before.id)) {
    plan.update('courses', follower, Object.fromEntries(changed.map((name) => [name, after[name]])));
  }
}

/**
 * Plans new values of a course and what they take along: the enrollments of a course that ends, and the courses that
 * a cross-listing made from it. `by_template` must have been looked up for it.
 */
export function changeCourse(course: Course, fields: Partial<Omit<Course, 'id'>>, plan: Plan): Course {
  const saved = plan.update('courses', course, fields);
  if (saved.workflow_state !== course.workflow_state) {
    if (saved.workflow_state === 'deleted') plan.also('delete_course_enrollments', saved.id);
    if (saved.workflow_state === 'completed') plan.also('conclude_course_enrollments', saved.id);
  }
  followCourse(course, saved, plan);
  return saved;
}
