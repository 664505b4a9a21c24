import { endpoints, MAX_COURSES_AT_ONCE, type Progress } from '../../../api/index.ts';
import { insertProgress, type ProgressRow } from '../../../db/index.ts';
import { type CourseEvent, editRoster, planCourseEvents } from '../../../engine/index.ts';
import { openAccount, scopeOf } from '../../auth/open-account.ts';
import { idTexts } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError, missingParameter } from '../../errors.ts';
import { presentProgress } from '../../presenters/present-progress.ts';
import { resolveIds } from '../../resolve-id.ts';
import { wordParameter } from '../../words.ts';

const { values } = endpoints.updateCourses.parameters.event;

function readEvent(call: Call): CourseEvent {
  const event = wordParameter(call.parameters, 'event', values);
  if (event === null) throw missingParameter('event');
  return event;
}

/** The courses that the call names: the texts, and what they mean where they mean anything. */
async function readCourses(call: Call, root_account_id: number) {
  const texts = [...new Set(idTexts(call, 'course_ids'))];
  if (texts.length === 0) throw missingParameter('course_ids[]');
  if (texts.length > MAX_COURSES_AT_ONCE) {
    const params = { parameter: 'course_ids[]', max_values: MAX_COURSES_AT_ONCE };
    throw new ApiError('too_many_values', { params });
  }
  const scope = await scopeOf(call);
  const { pool } = call.context.database;
  const found = await resolveIds(pool, 'course', texts, scope, { with_deleted: true });
  const idOf = (text: string) => {
    const address = found.get(text);
    return address?.root_account_id === root_account_id ? address.id : null;
  };
  const ids = [...new Set(texts.flatMap((text) => idOf(text) ?? []))];
  return { ids, unknown: texts.filter((text) => idOf(text) === null) };
}

/** What the Progress tells of courses that were changed and of others. */
function outcomeOf(
  changed: readonly number[],
  failed: readonly (number | string)[],
): Pick<ProgressRow, 'workflow_state' | 'message' | 'results'> {
  const count = `${changed.length} ${changed.length === 1 ? 'course was' : 'courses were'} processed.`;
  const rest = failed.length === 0 ? '' : ` Not processed: ${failed.join(', ')}.`;
  return {
    workflow_state: changed.length === 0 ? 'failed' : 'completed',
    message: `${count}${rest}`,
    results: { course_ids: changed, failed_course_ids: failed },
  };
}

/**
 * Lets the same happen to many courses. They are few enough to be changed before the answer, so that the Progress
 * has ended when it is shown first.
 */
export async function updateCourses(call: Call): Promise<Progress> {
  const { account } = await openAccount(call);
  const { root_account_id } = account;
  const event = readEvent(call);
  const { ids, unknown } = await readCourses(call, root_account_id);
  const progress = await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const { changed, failed } = await planCourseEvents(roster, account.id, ids, event);
    return insertProgress(roster.client, {
      root_account_id,
      context_type: 'Account',
      context_id: account.id,
      user_id: call.viewer.user_id,
      tag: 'course_batch_update',
      completion: 100,
      ...outcomeOf(changed, [...failed, ...unknown]),
    });
  });
  return presentProgress(progress, call.request);
}
