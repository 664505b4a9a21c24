import type { RosterRecord } from '../../db/index.ts';
import type { RosterEdit } from '../edit-roster.ts';
import { endsBeforeStart } from '../importers/cells.ts';
import { changeCourse } from '../importers/course-changes.ts';
import type { Plan } from '../plan.ts';
import { isStuck } from '../stickiness.ts';

type Course = RosterRecord<'courses'>;

/** What a person may say of a course; what is left out stays as it is. */
export type CourseFields = Partial<
  Pick<
    Course,
    | 'name'
    | 'course_code'
    | 'account_id'
    | 'enrollment_term_id'
    | 'start_at'
    | 'conclude_at'
    | 'restrict_enrollments_to_course_dates'
    | 'course_format'
    | 'grade_passback_setting'
    | 'homeroom_course'
    | 'friendly_name'
    | 'is_blueprint'
    | 'sis_id'
    | 'integration_id'
  >
>;

/** What can happen to a course. */
export type CourseEvent = 'claim' | 'offer' | 'conclude' | 'delete' | 'undelete';

/** Why a course is not made or changed as a person wants it. */
export type CourseFault =
  | 'gone'
  | 'not_permitted'
  | 'account_gone'
  | 'term_gone'
  | 'sis_id_taken'
  | 'integration_id_taken'
  | 'ends_before_start'
  | 'tied_blueprint'
  | 'blueprint_with_learners';

/** The code of a course that was given none: its first word and the first one after it that holds a digit. */
export function codeFromName(name: string): string {
  const [first = '', ...others] = name.trim().split(/\s+/);
  const numbered = others.find((word) => /\d/.test(word));
  return numbered === undefined ? first : `${first} ${numbered}`;
}

/** The state after an event; null where it changes nothing. */
export function stateAfter(event: CourseEvent, { workflow_state }: Course): string | null {
  switch (event) {
    case 'offer':
      return 'available';
    case 'conclude':
      return 'completed';
    case 'delete':
      return 'deleted';
    case 'undelete':
      return workflow_state === 'deleted' ? 'claimed' : null;
    case 'claim':
      return workflow_state === 'created' ? null : 'claimed';
  }
}

/** Looks up what decides about new values of these courses; of a new course there is none yet. */
export async function lookUpGround(
  roster: RosterEdit,
  courses: readonly Course[],
  fields: CourseFields,
): Promise<void> {
  await roster.lookUp((want) => {
    want('courses', 'by_sis_id', fields.sis_id ?? null);
    want('courses', 'by_integration_id', fields.integration_id ?? null);
    want('accounts', 'by_id', fields.account_id ?? null);
    want('enrollment_terms', 'by_id', fields.enrollment_term_id ?? null);
    for (const course of courses) {
      want('accounts', 'by_id', course.account_id);
      want('courses', 'by_template', course.id);
      if (fields.is_blueprint === true) want.fact('course_has_learners', course.id);
    }
  });
}

/** The courses with these ids that there are, deleted ones included. */
export async function findCourses(roster: RosterEdit, ids: readonly number[]): Promise<readonly Course[]> {
  await roster.lookUp((want) => {
    for (const id of ids) want('courses', 'by_id', id);
  });
  return ids.flatMap((id) => roster.found.byId('courses', id) ?? []);
}

/** What is in the way of the values, null when nothing is. `course` is undefined for a new one. */
export function faultOf(fields: CourseFields, course: Course | undefined, plan: Plan): CourseFault | null {
  const { found, options } = plan;
  const { sis_id = null, integration_id = null, enrollment_term_id } = fields;
  const isOthers = (holder: Course | undefined) => holder !== undefined && holder.id !== course?.id;
  if (isOthers(found.one('courses', 'by_sis_id', sis_id))) return 'sis_id_taken';
  if (isOthers(found.one('courses', 'by_integration_id', integration_id))) return 'integration_id_taken';
  if (enrollment_term_id !== undefined) {
    const term = found.byId('enrollment_terms', enrollment_term_id);
    if (term?.workflow_state !== 'active') return 'term_gone';
  }
  const start = fields.start_at === undefined ? (course?.start_at ?? null) : fields.start_at;
  const end = fields.conclude_at === undefined ? (course?.conclude_at ?? null) : fields.conclude_at;
  // Stuck dates are not written, so those that were sent need no look.
  const keepsDates = course !== undefined && isStuck('courses', course, 'start_at', options);
  if (!keepsDates && endsBeforeStart(start, end)) return 'ends_before_start';
  if (fields.is_blueprint !== true || course === undefined || course.is_blueprint) return null;
  if (course.blueprint_course_id !== null) return 'tied_blueprint';
  return found.fact('course_has_learners', course.id) ? 'blueprint_with_learners' : null;
}

/** The values without those that the course will not hold: a friendly name is for elementary schools alone. */
export function storedFields(
  { friendly_name, ...fields }: CourseFields,
  account_id: number,
  plan: Plan,
): CourseFields {
  const isShown = friendly_name !== undefined && plan.options.account_tree.isElementary(account_id);
  return isShown ? { ...fields, friendly_name } : fields;
}

/** Plans new values of a course whose ground is looked up. */
export function changeOne(
  course: Course,
  fields: CourseFields,
  state: string | null,
  plan: Plan,
): CourseFault | null {
  const fault = faultOf(fields, course, plan);
  if (fault !== null) return fault;
  const account_id = fields.account_id ?? course.account_id;
  // Nothing may come to life in a deleted account.
  const isPlaced = fields.account_id !== undefined || course.workflow_state === 'deleted';
  if (isPlaced && plan.found.byId('accounts', account_id)?.workflow_state !== 'active') return 'account_gone';
  const code = fields.course_code === null ? codeFromName(fields.name ?? course.name ?? '') : undefined;
  const wanted = {
    ...storedFields(fields, account_id, plan),
    ...(code === undefined ? {} : { course_code: code }),
    ...(state === null ? {} : { workflow_state: state }),
  };
  changeCourse(course, wanted, plan);
  return null;
}
