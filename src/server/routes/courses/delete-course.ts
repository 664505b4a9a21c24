import { type CourseEnd, endpoints } from '../../../api/index.ts';
import { editRoster, planCourseChange } from '../../../engine/index.ts';
import { openObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { missingParameter } from '../../errors.ts';
import { wordParameter } from '../../words.ts';
import { refusalOf } from './course-fields.ts';

const { values } = endpoints.deleteCourse.parameters.event;

/** Deletes or concludes a course, whichever is asked for. */
export async function deleteCourse(call: Call): Promise<CourseEnd> {
  const { root_account_id, id } = await openObject(call, 'course', 'id');
  const event = wordParameter(call.parameters, 'event', values);
  if (event === null) throw missingParameter('event');
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const fault = await planCourseChange(roster, id, {}, event);
    if (fault !== null) throw refusalOf(fault);
  });
  return { [event]: true };
}
