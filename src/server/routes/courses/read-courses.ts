import type { Course } from '../../../api/index.ts';
import { type CourseRow, listAccountCourses as findAccountCourses, findCourse } from '../../../db/index.ts';
import type { AccountRights } from '../../auth/open-account.ts';
import { openAccount } from '../../auth/open-account.ts';
import { openObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { listParameter } from '../../parameters.ts';
import { presentCourses } from '../../presenters/present-courses.ts';
import { readCourseFilter } from './read-course-filter.ts';

/** A course as the answer to a call, with what the call's `include[]` asks for. */
export async function answerCourse(call: Call, course: CourseRow, rights: AccountRights): Promise<Course> {
  const [shown] = await presentCourses(call, [course], {
    includes: new Set(listParameter(call.parameters, 'include')),
    user_id: call.viewer.user_id,
    rightsOver: () => rights,
  });
  if (shown === undefined) throw new Error('A course that was read is not shown.');
  return shown;
}

/** Lists the courses of an account and of all accounts below it. */
export async function listAccountCourses(call: Call): Promise<readonly Course[]> {
  const { account, rights } = await openAccount(call);
  const page = readPage(call.parameters);
  const filter = await readCourseFilter(call, account, rights);
  const rows = await findAccountCourses(call.context.database.pool, account, filter, page);
  return presentCourses(call, sendPage(call.request, call.reply, page, rows), {
    includes: new Set(listParameter(call.parameters, 'include')),
    user_id: call.viewer.user_id,
    // Whoever holds a role above holds it below.
    rightsOver: () => rights,
  });
}

/** Shows a course; a deleted one only to whoever asks for all courses. */
export async function showCourse(call: Call): Promise<Course> {
  const with_deleted = listParameter(call.parameters, 'include').includes('all_courses');
  const { rights, root_account_id, id } = await openObject(call, 'course', 'id', { with_deleted });
  const course = await findCourse(call.context.database.pool, root_account_id, id);
  if (course === null) throw unknownRecord('course');
  return answerCourse(call, course, rights);
}
