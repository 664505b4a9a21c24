import type { RosterEdit } from '../edit-roster.ts';
import {
  changeEnrollment,
  createEnrollment,
  deleteEnrollment,
  faultOfEnrollment,
  heldEnrollment,
} from '../importers/enrollment-changes.ts';
import { type EnrollmentContext, makeDefaultSection } from '../importers/enrollment-context.ts';
import type { Role } from '../roles.ts';
import {
  type EnrollmentFault,
  lookUpHeld,
  lookUpObservers,
  resolvePlace,
  roleOf,
  type WantedEnrollment,
} from './enrollment-ground.ts';

export type { EnrollmentFault, WantedEnrollment } from './enrollment-ground.ts';

/** Enrolls somebody, or changes the enrollment that they hold there under the role; hands out its id, or the fault. */
export async function enrollPerson(
  roster: RosterEdit,
  wanted: WantedEnrollment,
): Promise<number | EnrollmentFault> {
  const context = await resolvePlace(roster, wanted);
  if (typeof context === 'string') return context;
  const role = roleOf(roster, wanted, context);
  if (typeof role === 'string') return role;
  const watches = role.base_role_type === 'ObserverEnrollment';
  if (context.course.is_blueprint && (watches || role.base_role_type === 'StudentEnrollment')) {
    return 'blueprint_course';
  }
  const associated_id = watches ? wanted.associated_user_id : null;
  await lookUpHeld(roster, context, wanted.user_id, associated_id, role);
  return saveEnrollment(roster, wanted, context, role, associated_id);
}

/** Plans the enrollment, for which everything has been looked up. */
function saveEnrollment(
  { plan, found }: RosterEdit,
  { user_id, workflow_state, fields }: WantedEnrollment,
  context: EnrollmentContext,
  role: Role,
  associated_id: number | null,
): number | EnrollmentFault {
  const { course, section } = context;
  const logins = found.all('pseudonyms', 'by_user', user_id);
  if (logins.length > 0 && logins.every((login) => login.workflow_state === 'deleted'))
    return 'removed_person';
  const initial = workflow_state ?? (role.base_role_type === 'ObserverEnrollment' ? 'active' : 'invited');
  if (faultOfEnrollment({ course, section, user_id, associated_id }, initial, found) !== null) {
    return 'invalid_observation';
  }
  const held =
    section === null ? undefined : heldEnrollment([section.id, user_id], role, associated_id, found);
  if (held) {
    const is_left = ['deleted', 'rejected', 'completed'].includes(held.workflow_state);
    changeEnrollment(held, fields, workflow_state ?? (is_left ? initial : held.workflow_state), plan);
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
    limit_privileges_to_course_section: fields.limit_privileges_to_course_section ?? false,
    start_at: fields.start_at ?? null,
    end_at: fields.end_at ?? null,
    sis_pseudonym_id: null,
    completed_at: null,
    sis_import_id: null,
    stuck_fields: '',
    grade_publishing_status: null,
    grade_publishing_message: null,
  };
  return createEnrollment(made, plan).id;
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
