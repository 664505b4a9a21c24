import type { RosterRecord } from '../../db/index.ts';
import type { RosterEdit } from '../edit-roster.ts';
import { contextOfCourse, type EnrollmentContext } from '../importers/enrollment-context.ts';
import { countObservers, observerNeeds, type StudentPlace } from '../importers/enrollment-observers.ts';
import type { Role } from '../roles.ts';

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
  /** Whether the person who enrolls may do so in an account, told by its id and those above it. */
  readonly isPermitted: (account_chain: readonly number[]) => boolean;
  /** What else was said about the enrollment. */
  readonly fields: Partial<
    Pick<RosterRecord<'enrollments'>, 'limit_privileges_to_course_section' | 'start_at' | 'end_at'>
  >;
}

/** Why somebody cannot be enrolled. */
export type EnrollmentFault =
  | 'not_permitted'
  | 'unknown_course'
  | 'unknown_section'
  | 'concluded_course'
  | 'blueprint_course'
  | 'unknown_role'
  | 'role_of_other_type'
  | 'removed_person'
  | 'invalid_observation';

/** The open course and the section that the person goes to, as the tenant's lock shows them. */
export async function resolvePlace(
  roster: RosterEdit,
  wanted: WantedEnrollment,
): Promise<EnrollmentContext | EnrollmentFault> {
  const context = await findPlace(roster, wanted);
  if (typeof context === 'string') return context;
  const { workflow_state, account_id } = context.course;
  // The course may be another than the one that was named: a section of it was cross-listed away.
  const chain = roster.plan.options.account_tree.chain(account_id);
  if (!wanted.isPermitted(chain)) return 'not_permitted';
  if (workflow_state === 'deleted') return 'unknown_course';
  return workflow_state === 'completed' ? 'concluded_course' : context;
}

async function findPlace(
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
export function roleOf(
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
export async function lookUpHeld(
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
export async function lookUpObservers(roster: RosterEdit, place: StudentPlace): Promise<number> {
  const { plan, found } = roster;
  for (const need of observerNeeds<null>(() => [place])) {
    await roster.lookUp((want) => need([null], want, found, plan.options));
  }
  return countObservers(place.student_id, found);
}
