import type { Course } from '../../../api/index.ts';
import {
  type CourseStart,
  editRoster,
  enrollPerson,
  planCourse,
  type RosterEdit,
} from '../../../engine/index.ts';
import { isPermitted } from '../../auth/authenticate.ts';
import { openAccount } from '../../auth/open-account.ts';
import { findObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError } from '../../errors.ts';
import { requiredGroup } from '../../fields.ts';
import { isTrue } from '../../parameters.ts';
import { answerChangedCourse, readCourseFields, refusalOf } from './course-fields.ts';

/** Throws unless the viewer is a person of the tenant: nobody is enrolled elsewhere. */
async function checkHome(call: Call, root_account_id: number): Promise<void> {
  const viewer = await findObject(call, 'user', 'self');
  if (viewer.root_account_id !== root_account_id) throw new ApiError('invalid_field', { field: 'enroll_me' });
}

/** Makes the viewer a teacher of the course. */
async function enrollViewer(
  call: Call,
  roster: RosterEdit,
  course_id: number,
  isPermitted: CourseStart['isPermitted'],
): Promise<void> {
  const enrolled = await enrollPerson(roster, {
    user_id: call.viewer.user_id,
    course_id,
    course_section_id: null,
    type: 'TeacherEnrollment',
    role_id: null,
    associated_user_id: null,
    workflow_state: 'active',
    isPermitted,
    fields: {},
  });
  if (typeof enrolled === 'string') throw new ApiError('invalid_field', { field: 'enroll_me' });
}

/** Makes a course in an account, or brings back the deleted one that holds its SIS ID. */
export async function createCourse(call: Call): Promise<Course> {
  const { account, rights } = await openAccount(call);
  const { root_account_id } = account;
  if (account.settings.site_admin === true) throw new ApiError('not_a_tenant');
  const { parameters } = call;
  const group = requiredGroup(parameters, 'course');
  const unset = { root_account_id, sis_id: null, integration_id: null };
  const fields = { ...(await readCourseFields(call, group, unset, rights)), account_id: account.id };
  const start = {
    offer: isTrue(parameters.offer),
    reactivate: isTrue(parameters.enable_sis_reactivation),
    isPermitted: (chain: readonly number[]) =>
      isPermitted(call.viewer, 'manage_courses_admin', root_account_id, chain),
  };
  const enrolls = isTrue(parameters.enroll_me);
  if (enrolls) await checkHome(call, root_account_id);
  const id = await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const made = await planCourse(roster, fields, start);
    if ('fault' in made) throw refusalOf(made.fault);
    if (enrolls) await enrollViewer(call, roster, made.id, start.isPermitted);
    return made.id;
  });
  return answerChangedCourse(call, { root_account_id, id });
}
