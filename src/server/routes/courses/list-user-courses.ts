import { type Course, endpoints } from '../../../api/index.ts';
import {
  type Address,
  type CourseRow,
  listUserCourses as findUserCourses,
  type UserCourseFilter,
} from '../../../db/index.ts';
import { rightsInAll } from '../../auth/open-account.ts';
import { findObject, openPerson } from '../../auth/open-object.ts';
import { baseTypeOf } from '../../base-types.ts';
import type { Call } from '../../define-route.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { listParameter } from '../../parameters.ts';
import { presentCourses } from '../../presenters/present-courses.ts';
import { wordParameter, wordsParameter } from '../../words.ts';

const declared = endpoints.listUserCourses.parameters;

function readFilter({ parameters }: Call): UserCourseFilter {
  const states = wordsParameter(parameters, 'state', declared.state.values);
  const type = wordParameter(parameters, 'enrollment_type', declared.enrollment_type.values);
  return {
    states:
      states.length === 0
        ? null
        : states.flatMap((word) => (word === 'unpublished' ? ['created', 'claimed'] : [word])),
    type: type === null ? null : baseTypeOf(type),
    part: wordParameter(parameters, 'enrollment_state', declared.enrollment_state.values),
  };
}

async function listCoursesOf(call: Call, person: Address): Promise<readonly Course[]> {
  const page = readPage(call.parameters);
  const rows = await findUserCourses(call.context.database.pool, person, readFilter(call), page);
  const shown = sendPage(call.request, call.reply, page, rows);
  const accountOf = ({ account_id: id, root_account_id }: CourseRow) => ({ id, root_account_id });
  const rightsOver = await rightsInAll(call.context, call.viewer, shown.map(accountOf));
  return presentCourses(call, shown, {
    includes: new Set(listParameter(call.parameters, 'include')),
    user_id: person.id,
    rightsOver: (course) => rightsOver(accountOf(course)),
  });
}

/** Lists the viewer's own courses. */
export async function listCourses(call: Call): Promise<readonly Course[]> {
  return listCoursesOf(call, await findObject(call, 'user', 'self'));
}

/** Lists the courses of a person. */
export async function listUserCourses(call: Call): Promise<readonly Course[]> {
  return listCoursesOf(call, await openPerson(call));
}
