import { type Course, courseEventWords } from '../../../api/index.ts';
import { type CourseRow, findCourse } from '../../../db/index.ts';
import { type CourseEvent, editRoster, planCourseChange } from '../../../engine/index.ts';
import { rightsIn } from '../../auth/open-account.ts';
import { findOwn, openObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError } from '../../errors.ts';
import { booleanField, sentFields } from '../../fields.ts';
import {
  emptyRecord,
  groupParameter,
  isTrue,
  type ParameterRecord,
  textParameter,
} from '../../parameters.ts';
import { wordParameter } from '../../words.ts';
import { answerChangedCourse, readCourseFields, refusalOf } from './course-fields.ts';

/** The account to move to: in the same tenant, and one where the viewer may do the same. */
async function readAccount(
  call: Call,
  group: ParameterRecord,
  course: CourseRow,
): Promise<number | undefined> {
  const text = textParameter(group, 'account_id');
  if (text === null) return undefined;
  const { root_account_id } = course;
  const id = await findOwn(call, 'account', text, root_account_id);
  if (id === course.account_id) return undefined;
  const rights = await rightsIn(call.context, call.viewer, { root_account_id, id });
  if (!rights.may('manage_courses_admin')) throw new ApiError('unauthorized');
  return id;
}

function readEvent(call: Call, group: ParameterRecord): CourseEvent | null {
  const event = wordParameter(group, 'event', courseEventWords);
  return event ?? (isTrue(call.parameters.offer) ? 'offer' : null);
}

/** Changes a course. */
export async function updateCourse(call: Call): Promise<Course> {
  const group = groupParameter(call.parameters, 'course') ?? emptyRecord();
  const with_deleted = textParameter(group, 'event') === 'undelete';
  const { rights, root_account_id, id } = await openObject(call, 'course', 'id', { with_deleted });
  const course = await findCourse(call.context.database.pool, root_account_id, id);
  if (course === null) throw refusalOf('gone');
  const event = readEvent(call, group);
  const fields = {
    ...(await readCourseFields(call, group, course, rights)),
    ...sentFields({
      account_id: await readAccount(call, group, course),
      is_blueprint: booleanField(group, 'blueprint'),
    }),
  };
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const fault = await planCourseChange(roster, id, fields, event);
    if (fault !== null) throw refusalOf(fault);
  });
  return answerChangedCourse(call, { root_account_id, id });
}
