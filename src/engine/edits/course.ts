import type { RosterEdit } from '../edit-roster.ts';
import {
  type CourseEvent,
  type CourseFault,
  type CourseFields,
  changeOne,
  codeFromName,
  faultOf,
  findCourses,
  lookUpGround,
  stateAfter,
  storedFields,
} from './course-ground.ts';

export type { CourseEvent, CourseFault, CourseFields } from './course-ground.ts';

const UNNAMED = 'Unnamed Course';

/** How a new course begins. */
export interface CourseStart {
  /** Published at once. */
  readonly offer: boolean;
  /** A deleted course that holds the SIS ID is brought back instead of making one. */
  readonly reactivate: boolean;
  /** Whether the person may do so in the account of that course, told by its id and those above it. */
  readonly isPermitted: (account_chain: readonly number[]) => boolean;
}

/** Plans a course and hands out its id. */
export async function planCourse(
  roster: RosterEdit,
  fields: CourseFields & { readonly account_id: number },
  { offer, reactivate, isPermitted }: CourseStart,
): Promise<{ readonly id: number } | { readonly fault: CourseFault }> {
  const { plan, found } = roster;
  const workflow_state = offer ? 'available' : 'claimed';
  await lookUpGround(roster, [], fields);
  const holder = found.one('courses', 'by_sis_id', fields.sis_id ?? null);
  if (reactivate && holder?.workflow_state === 'deleted') {
    if (!isPermitted(plan.options.account_tree.chain(holder.account_id))) return { fault: 'not_permitted' };
    await lookUpGround(roster, [holder], fields);
    const fault = changeOne(holder, fields, workflow_state, plan);
    return fault === null ? { id: holder.id } : { fault };
  }
  const fault = faultOf(fields, undefined, plan);
  if (fault !== null) return { fault };
  const { account_id } = fields;
  if (found.byId('accounts', account_id)?.workflow_state !== 'active') return { fault: 'account_gone' };
  await roster.lookUp((want) => want('enrollment_terms', 'by_default', true));
  const standard = found.one('enrollment_terms', 'by_default', true);
  if (!standard) throw new Error(`root account ${plan.options.root_account_id} has no default term`);
  await roster.reserve({ courses: 1 });
  const name = fields.name ?? UNNAMED;
  const { id } = plan.create('courses', {
    enrollment_term_id: standard.id,
    abstract_course_id: null,
    template_course_id: null,
    blueprint_course_id: null,
    is_blueprint: false,
    start_at: null,
    conclude_at: null,
    restrict_enrollments_to_course_dates: false,
    course_format: null,
    grade_passback_setting: null,
    homeroom_course: false,
    friendly_name: null,
    sis_id: null,
    integration_id: null,
    ...storedFields(fields, account_id, plan),
    account_id,
    name,
    course_code: fields.course_code ?? codeFromName(name),
    workflow_state,
    sis_import_id: null,
    stuck_fields: '',
  });
  return { id };
}

/** Plans new values of a course; hands out what is in the way, null when nothing is. */
export async function planCourseChange(
  roster: RosterEdit,
  id: number,
  fields: CourseFields,
  event: CourseEvent | null = null,
): Promise<CourseFault | null> {
  const [course] = await findCourses(roster, [id]);
  if (course === undefined || (course.workflow_state === 'deleted' && event !== 'undelete')) return 'gone';
  await lookUpGround(roster, [course], fields);
  const fault = changeOne(course, fields, event === null ? null : stateAfter(event, course), roster.plan);
  if (fault === null && course.is_blueprint && fields.is_blueprint === false) {
    roster.plan.also('untie_courses', id);
  }
  return fault;
}

/** What became of many courses. */
export interface CourseEventOutcome {
  readonly changed: readonly number[];
  /** Unknown, in no account below, or not in a state for the event. */
  readonly failed: readonly number[];
}

/** Lets the same happen to many courses in or below an account; those for which it cannot are left as they are. */
export async function planCourseEvents(
  roster: RosterEdit,
  account_id: number,
  ids: readonly number[],
  event: CourseEvent,
): Promise<CourseEventOutcome> {
  const { plan } = roster;
  const courses = await findCourses(roster, ids);
  await lookUpGround(roster, courses, {});
  const changed = courses.filter((course) => {
    if (!plan.options.account_tree.isWithin(course.account_id, account_id)) return false;
    if (course.workflow_state === 'deleted' && event !== 'undelete') return false;
    return changeOne(course, {}, stateAfter(event, course), plan) === null;
  });
  const done = new Set(changed.map(({ id }) => id));
  return { changed: [...done], failed: ids.filter((id) => !done.has(id)) };
}
