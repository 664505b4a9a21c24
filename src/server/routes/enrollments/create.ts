import { type Enrollment, endpoints } from '../../../api/index.ts';
import {
  type EnrollmentFault,
  editRoster,
  enrollPerson,
  type WantedEnrollment,
} from '../../../engine/index.ts';
import { isPermitted } from '../../auth/authenticate.ts';
import { findOwn, type OpenedObject, openObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError, missingParameter, unknownRecord } from '../../errors.ts';
import { booleanField, checkOrder, requiredGroup, sentFields, timeField } from '../../fields.ts';
import { type ParameterRecord, textParameter } from '../../parameters.ts';
import { wordParameter } from '../../words.ts';
import { answerEnrollment } from './show.ts';

const { members } = endpoints.createCourseEnrollment.parameters.enrollment;

/** What the request says of the enrollment, apart from its place. */
type Said = Omit<WantedEnrollment, 'course_id' | 'course_section_id' | 'isPermitted'>;

/** The object of the same tenant that a member names, null when it names none. */
async function readId(
  call: Call,
  group: ParameterRecord,
  name: string,
  kind: 'user' | 'section',
  root_account_id: number,
): Promise<number | null> {
  const text = textParameter(group, name);
  return text === null ? null : findOwn(call, kind, text, root_account_id);
}

function readRoleId(group: ParameterRecord): number | null {
  const text = textParameter(group, 'role_id');
  if (text === null) return null;
  const id = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (id === 0) throw unknownRole(text);
  return id;
}

function unknownRole(value: string): ApiError {
  const values = 'the ids of roles that are available in the account of the course';
  return new ApiError('invalid_value', { params: { parameter: 'role_id', value, values } });
}

async function readSaid(call: Call, group: ParameterRecord, root_account_id: number): Promise<Said> {
  const type = wordParameter(group, 'type', members.type.values);
  const role_id = readRoleId(group);
  if (type === null && role_id === null) throw missingParameter('enrollment[type]');
  const user_id = await readId(call, group, 'user_id', 'user', root_account_id);
  if (user_id === null) throw missingParameter('enrollment[user_id]');
  const start_at = timeField(group, 'start_at');
  const end_at = timeField(group, 'end_at');
  checkOrder('end_at', start_at ?? null, end_at ?? null);
  return {
    user_id,
    type,
    role_id,
    associated_user_id: await readId(call, group, 'associated_user_id', 'user', root_account_id),
    workflow_state: wordParameter(group, 'enrollment_state', members.enrollment_state.values),
    fields: sentFields({
      limit_privileges_to_course_section: booleanField(group, 'limit_privileges_to_course_section'),
      start_at,
      end_at,
    }),
  };
}

/** What the answer is to somebody who cannot be enrolled. */
function refusalOf(fault: EnrollmentFault, { role_id, type }: Said): ApiError {
  switch (fault) {
    case 'unknown_course':
      return unknownRecord('course');
    case 'unknown_section':
      return unknownRecord('section');
    case 'unknown_role':
      return unknownRole(String(role_id));
    case 'role_of_other_type': {
      const params = { parameter: 'type', value: type ?? '', values: 'the base type of the role' };
      return new ApiError('invalid_value', { params });
    }
    case 'not_permitted':
      return new ApiError('unauthorized');
    case 'removed_person':
      return new ApiError('invalid_field', { field: 'user_id' });
    case 'invalid_observation':
      return new ApiError('invalid_field', { field: 'associated_user_id' });
    default:
      return new ApiError(fault);
  }
}

async function enroll(
  call: Call,
  { root_account_id }: OpenedObject,
  said: Said,
  place: Pick<WantedEnrollment, 'course_id' | 'course_section_id'>,
): Promise<Enrollment> {
  const id = await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const made = await enrollPerson(roster, {
      ...said,
      ...place,
      isPermitted: (chain) => isPermitted(call.viewer, 'manage_students', root_account_id, chain),
    });
    if (typeof made === 'string') throw refusalOf(made, said);
    return made;
  });
  return answerEnrollment(call, root_account_id, id);
}

/** Enrolls a person in a course. */
export async function createCourseEnrollment(call: Call): Promise<Enrollment> {
  const course = await openObject(call, 'course');
  const group = requiredGroup(call.parameters, 'enrollment');
  const { root_account_id } = course;
  const said = await readSaid(call, group, root_account_id);
  const course_section_id = await readId(call, group, 'course_section_id', 'section', root_account_id);
  return enroll(call, course, said, { course_id: course.id, course_section_id });
}

/** Enrolls a person in a section, in the course in which it is now. */
export async function createSectionEnrollment(call: Call): Promise<Enrollment> {
  const section = await openObject(call, 'section');
  const said = await readSaid(call, requiredGroup(call.parameters, 'enrollment'), section.root_account_id);
  return enroll(call, section, said, { course_id: null, course_section_id: section.id });
}
