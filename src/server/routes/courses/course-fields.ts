import { type Course, endpoints } from '../../../api/index.ts';
import { type Address, findCourse } from '../../../db/index.ts';
import type { CourseFault, CourseFields } from '../../../engine/index.ts';
import { type AccountRights, rightsIn } from '../../auth/open-account.ts';
import { findOwn } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import { booleanField, filledText, sentFields, textField, timeField } from '../../fields.ts';
import { type ParameterRecord, textParameter } from '../../parameters.ts';
import { sisIdField } from '../../sis-id-field.ts';
import { answerCourse } from './read-courses.ts';

const { members } = endpoints.createCourse.parameters.course;

/** One of certain words; null for `not_set` and blank. */
function settingField(
  group: ParameterRecord,
  field: 'course_format' | 'grade_passback_setting',
): string | null | undefined {
  const text = textField(group, field);
  if (text === undefined || text === null || text === 'not_set') return text === 'not_set' ? null : text;
  const words: readonly string[] = members[field].values;
  if (!words.includes(text)) throw new ApiError('invalid_field', { field });
  return text;
}

/** The term that a course is to be in; Canvas knows the parameter under two names. */
async function termField(
  call: Call,
  group: ParameterRecord,
  { root_account_id }: Pick<Address, 'root_account_id'>,
): Promise<number | undefined> {
  const text = textParameter(group, 'term_id') ?? textParameter(group, 'enrollment_term_id');
  return text === null ? undefined : findOwn(call, 'term', text, root_account_id);
}

/** What a course has from outside; null in each for a new one. */
interface OutsideIds {
  readonly root_account_id: number;
  readonly sis_id: string | null;
  readonly integration_id: string | null;
}

/** The fields of a course in a request. */
export async function readCourseFields(
  call: Call,
  group: ParameterRecord,
  current: OutsideIds,
  rights: AccountRights,
): Promise<CourseFields> {
  return sentFields({
    name: filledText(group, 'name', members.name.max_length),
    course_code: textField(group, 'course_code', members.course_code.max_length),
    start_at: timeField(group, 'start_at'),
    conclude_at: timeField(group, 'end_at'),
    restrict_enrollments_to_course_dates: booleanField(group, 'restrict_enrollments_to_course_dates'),
    enrollment_term_id: await termField(call, group, current),
    sis_id: sisIdField(group, 'sis_course_id', current.sis_id, rights),
    integration_id: sisIdField(group, 'integration_id', current.integration_id, rights),
    course_format: settingField(group, 'course_format'),
    grade_passback_setting: settingField(group, 'grade_passback_setting'),
    homeroom_course: booleanField(group, 'homeroom_course'),
    friendly_name: textField(group, 'friendly_name', members.friendly_name.max_length),
  });
}

/** What the answer is to a course that cannot be as it was asked for. */
export function refusalOf(fault: CourseFault): ApiError {
  switch (fault) {
    case 'gone':
      return unknownRecord('course');
    case 'not_permitted':
      return new ApiError('unauthorized');
    case 'term_gone':
      return unknownRecord('term');
    case 'account_gone':
      return new ApiError('invalid_field', { field: 'account_id' });
    case 'sis_id_taken':
      return new ApiError('taken_field', { field: 'sis_course_id' });
    case 'integration_id_taken':
      return new ApiError('taken_field', { field: 'integration_id' });
    case 'ends_before_start':
      return new ApiError('invalid_field', { field: 'end_at' });
    case 'tied_blueprint':
      return new ApiError('tied_field', { field: 'blueprint' });
    case 'blueprint_with_learners':
      return new ApiError('has_learners_field', { field: 'blueprint' });
  }
}

/** The course as it is now, after a change. */
export async function answerChangedCourse(call: Call, { root_account_id, id }: Address): Promise<Course> {
  const course = await findCourse(call.context.database.pool, root_account_id, id);
  if (course === null) throw unknownRecord('course');
  const account = { root_account_id, id: course.account_id };
  return answerCourse(call, course, await rightsIn(call.context, call.viewer, account));
}
