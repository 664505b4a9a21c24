import type { RosterRecord } from '../../db/index.ts';
import type { RosterEdit } from '../edit-roster.ts';
import {
  changeEnrollment,
  createEnrollment,
  deleteEnrollment,
  faultOfEnrollment,
  heldEnrollment,
} from '../importers/enrollment-changes.ts';
import {
  contextOfCourse,
  type EnrollmentContext,
  makeDefaultSection,
} from '../importers/enrollment-context.ts';
import { countObservers, observerNeeds, type StudentPlace } from '../importers/enrollment-observers.ts';
import type { Role } from '../roles.ts';

type Enrollment = RosterRecord<'enrollments'>;

/** Whom a person enrolls where and as what. */
export interface WantedEnrollment {
  readonly user_id: number;
  /** Null: the course in which the section is now. */
  readonly course_id: number | null;
  /** Null: the default section of the course. */
  readonly course_section_id: number | null;
  /** A base type; null: that of the role. */
  readonly type: string | null;
  /** Null: the built-in role of the type. */
  readonly role_id: number | null;
  /** Of observers: whom they observe. */
  readonly associated_user_id: number | null;
  /** Null: observers are active, others invited. */
  readonly workflow_state: 'active' | 'invited' | 'inactive' | null;
  /** What else was said about the enrollment. */
  readonly fields: Partial<Pick<Enrollment, 'limit_privileges_to_course_section' | 'start_at' | 'end_at'>>;
}

/** Why somebody cannot be enrolled. */
export type EnrollmentFault =
  | 'unknown_course'
  | 'unknown_section'
  | 'concluded_course'
  | 'blueprint_course'
  | 'unknown_role'
  | 'role_of_other_type'
  | 'removed_person'
  | 'invalid_observation';

/** Enrolls somebody, or changes the enrollment that they hold there under the role; hands out its id, or the fault. */
export async function enrollPerson(
  roster: RosterEdit,
  wanted: WantedEnrollment,
): Promise<number | EnrollmentFault> {
  const { plan, found } = roster;
  const { user_id } = wanted;
  const context = await resolvePlace(roster, wanted);
  if (typeof context === 'string') return context;
  if (context.course.workflow_state === 'deleted') return 'unknown_course';
  if (context.course.workflow_state === 'completed') return 'concluded_course';
  const role = roleOf(roster, wanted, context);
  if (typeof role === 'string') return role;
  const { course, section } = context;
  const watches = role.base_role_type === 'ObserverEnrollment';
  if (course.is_blueprint && (watches || role.base_role_type === 'StudentEnrollment')) {
    return 'blueprint_course';
  }
  const associated_id = watches ? wanted.associated_user_id : null;
  await lookUpHeld(roster, context, user_id, associated_id, role);
  const logins = found.all('pseudonyms', 'by_user', user_id);
  if (logins.length > 0 && logins.every(({ workflow_state }) => workflow_state === 'deleted')) {
    return 'removed_person';
  }
  const initial = wanted.workflow_state ?? (watches ? 'active' : 'invited');
  if (faultOfEnrollment({ course, section, user_id, associated_id }, initial, found) !== null) {
    return 'invalid_observation';
  }
  const held =
    section === null ? undefined : heldEnrollment([section.id, user_id], role, associated_id, found);
  if (held) {
    const is_left = ['deleted', 'rejected', 'completed'].includes(held.workflow_state);
    const state = wanted.workflow_state ?? (is_left ? initial : held.workflow_state);
    changeEnrollment(held, wanted.fields, state, plan);
    return held.id;
  }
  const made = {
    user_id,
    course_id: course.id,
    course_section_id: (section ?? makeDefaultSection(context, plan)).id,
    type: role.base_role_type,
    role_id: role.id,
    workflow_state: initial,
    associated_user_id: associated_id,
    temporary_source_user_id: null,
    limit_privileges_to_course_section: wanted.fields.limit_privileges_to_course_section ?? false,
    start_at: wanted.fields.start_at ?? null,
    end_at: wanted.fields.end_at ?? null,
    sis_pseudonym_id: null,
    completed_at: null,
    sis_import_id: null,
    stuck_fields: '',
    grade_publishing_status: null,
    grade_publishing_message: null,
  };
  return createEnrollment(made, plan).id;
}

/** The course and section that the person goes to, as the tenant's lock shows them. */
async function resolvePlace(
  roster: RosterEdit,
  { course_id, course_section_id }: WantedEnrollment,
): Promise<EnrollmentContext | EnrollmentFault> {
  const { found } = roster;
  await roster.lookUp((want) => want('course_sections', 'by_id', course_section_id));
  const section = found.byId('course_sections', course_section_id) ?? null;
  const id = course_id ?? section?.course_id ?? null;
  await roster.lookUp((want) => {
    want('courses', 'by_id', id);
    if (course_section_id !== null) return;
    want('course_sections', 'by_course', id);
    want('course_sections', 'by_home_course', id);
  });
  const course = found.byId('courses', id);
  if (course_section_id === null) return course ? defaultPlace(roster, course) : 'unknown_course';
  if (section === null || section.workflow_state === 'deleted') return 'unknown_section';
  return course?.id === section.course_id ? { course, section } : 'unknown_section';
}

/** Where people of the course go who are told no section. */
async function defaultPlace(roster: RosterEdit, course: RosterRecord<'courses'>): Promise<EnrollmentContext> {
  const { found } = roster;
  await roster.lookUp((want) => {
    for (const away of found.all('course_sections', 'by_home_course', course.id)) {
      want('courses', 'by_id', away.course_id);
    }
  });
  return contextOfCourse(course, found);
}

/** The role among those available in the account of the course. */
function roleOf(
  { plan }: RosterEdit,
  { role_id, type }: WantedEnrollment,
  { course }: EnrollmentContext,
): Role | EnrollmentFault {
  const id = role_id === null ? null : String(role_id);
  const role = plan.options.roles.courseRole(id, id === null ? type : null, course.account_id);
  if (!role) return 'unknown_role';
  return type === null || role.base_role_type === type ? role : 'role_of_other_type';
}

/** Looks up what is held there already, and the observers who follow; reserves ids for what may be made. */
async function lookUpHeld(
  roster: RosterEdit,
  { course, section }: EnrollmentContext,
  user_id: number,
  associated_id: number | null,
  role: Role,
): Promise<void> {
  await roster.lookUp((want) => {
    want('pseudonyms', 'by_user', user_id);
    if (section !== null) want('enrollments', 'by_section_and_user', [section.id, user_id]);
    if (associated_id !== null) want('enrollments', 'by_user_and_course', [associated_id, course.id]);
  });
  const place = { student_id: user_id, section_id: section?.id ?? null };
  const followers = role.base_role_type === 'StudentEnrollment' ? await lookUpObservers(roster, place) : 0;
  await roster.reserve({ enrollments: 1 + followers, course_sections: section === null ? 1 : 0 });
}

/** Looks up who follows a student; hands out how many enrollments that may make. */
async function lookUpObservers(roster: RosterEdit, place: StudentPlace): Promise<number> {
  const { plan, found } = roster;
  for (const need of observerNeeds<null>(() => [place])) {
    await roster.lookUp((want) => need([null], want, found, plan.options));
  }
  return countObservers(place.student_id, found);
}

/** Gives an enrollment that is not deleted another state; linked observers follow. False when there is none. */
export async function setEnrollmentState(
  roster: RosterEdit,
  id: number,
  state: 'active' | 'inactive' | 'completed' | 'deleted',
): Promise<boolean> {
  const { plan, found } = roster;
  await roster.lookUp((want) => want('enrollments', 'by_id', id));
  const record = found.byId('enrollments', id);
  if (!record || record.workflow_state === 'deleted') return false;
  if (record.type === 'StudentEnrollment') {
    const place = { student_id: record.user_id, section_id: record.course_section_id };
    await roster.reserve({ enrollments: await lookUpObservers(roster, place) });
  }
  if (state === 'deleted') deleteEnrollment(record, {}, plan);
  else changeEnrollment(record, {}, state, plan);
  return true;
}
