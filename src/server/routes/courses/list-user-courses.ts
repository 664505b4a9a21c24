import { type Course, endpoints } from '../../../api/index.ts';
import {
  type Address,
  type CourseRow,
  listUserCourses as findUserCourses,
  type UserCourseFilter,
} from '../../../db/index.ts';
import { type AccountRights, rightsIn } from '../../auth/open-account.ts';
import { findObject, openPerson } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { listParameter } from '../../parameters.ts';
import { presentCourses } from '../../presenters/present-courses.ts';
import { wordParameter, wordsParameter } from '../../words.ts';
import { baseTypeOf } from './read-course-filter.ts';

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

/** What the viewer may do in the accounts of the courses, by account. */
async function rightsOf(call: Call, rows: readonly CourseRow[]): Promise<ReadonlyMap<number, AccountRights>> {
  const accounts = new Map(rows.map(({ account_id: id, root_account_id }) => [id, { id, root_account_id }]));
  const rights = [...accounts.values()].map(
    async (account) => [account.id, await rightsIn(call.context, call.viewer, account)] as const,
  );
  return new Map(await Promise.all(rights));
}

async function listCoursesOf(call: Call, person: Address): Promise<readonly Course[]> {
  const page = readPage(call.parameters);
  const rows = await findUserCourses(call.context.database.pool, person, readFilter(call), page);
  const shown = sendPage(call.request, call.reply, page, rows);
  const rights = await rightsOf(call, shown);
  return presentCourses(call, shown, {
    includes: new Set(listParameter(call.parameters, 'include')),
    user_id: person.id,
    rightsOver: ({ account_id }) => rights.get(account_id) ?? { may: () => false },
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
