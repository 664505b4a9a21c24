import { type Enrollment, endpoints } from '../../../api/index.ts';
import { type EnrollmentRow, findEnrollment } from '../../../db/index.ts';
import { editRoster, setEnrollmentState } from '../../../engine/index.ts';
import { type OpenedObject, openObject } from '../../auth/open-object.ts';
import { type Call, numericId } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import { wordParameter } from '../../words.ts';
import { answerEnrollment } from './show.ts';

/** What each task makes of an enrollment. */
const outcomes = {
  conclude: 'completed',
  delete: 'deleted',
  inactivate: 'inactive',
  deactivate: 'inactive',
} as const;

/** The enrollment of the path, in its course and not deleted. */
async function findInCourse(
  call: Call,
  { root_account_id, id }: OpenedObject,
): Promise<Pick<EnrollmentRow, 'id' | 'workflow_state'>> {
  const enrollment_id = numericId(call, 'id', 'enrollment');
  const found = await findEnrollment(call.context.database.pool, root_account_id, enrollment_id);
  if (found === null || found.course_id !== id || found.workflow_state === 'deleted') throw notThere();
  return found;
}

function notThere(): ApiError {
  return unknownRecord('enrollment');
}

async function change(
  call: Call,
  { root_account_id }: OpenedObject,
  id: number,
  state: Parameters<typeof setEnrollmentState>[2],
): Promise<Enrollment> {
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    if (!(await setEnrollmentState(roster, id, state))) throw notThere();
  });
  return answerEnrollment(call, root_account_id, id);
}

/** Concludes, deletes or deactivates an enrollment. */
export async function endEnrollment(call: Call): Promise<Enrollment> {
  const course = await openObject(call, 'course');
  const task = wordParameter(call.parameters, 'task', endpoints.endEnrollment.parameters.task.values);
  const { id } = await findInCourse(call, course);
  return change(call, course, id, outcomes[task ?? 'conclude']);
}

/** Makes an inactive or concluded enrollment active again. */
export async function reactivateEnrollment(call: Call): Promise<Enrollment> {
  const course = await openObject(call, 'course');
  const { id, workflow_state } = await findInCourse(call, course);
  if (workflow_state !== 'inactive' && workflow_state !== 'completed') {
    throw new ApiError('not_reactivatable', { params: { workflow_state } });
  }
  return change(call, course, id, 'active');
}
