import { type CourseUser, type Enrollment, endpoints } from '../../../api/index.ts';
import { listCourseUserIds, listEnrollments } from '../../../db/index.ts';
import { type OpenedObject, openObject, readIds } from '../../auth/open-object.ts';
import { baseTypeOf } from '../../base-types.ts';
import type { Call } from '../../define-route.ts';
import { integerField } from '../../fields.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { listParameter } from '../../parameters.ts';
import { presentEnrollments } from '../../presenters/present-enrollment.ts';
import { wordsParameter } from '../../words.ts';
import { readPeopleFilter, searchPeople } from './people-filter.ts';
import { presentPeople } from './present-people.ts';

const declared = endpoints.listCourseUsers.parameters;
const includable: readonly string[] = ['email', 'last_login', 'time_zone', 'uuid'];

/** The enrollments of some people in a course, by person. */
async function enrollmentsOf(
  call: Call,
  { root_account_id, id, rights }: OpenedObject,
  user_ids: readonly number[],
  workflow_states: readonly string[],
): Promise<ReadonlyMap<number, readonly Omit<Enrollment, 'user'>[]>> {
  const { pool } = call.context.database;
  const everything = { limit: Number.MAX_SAFE_INTEGER, offset: 0 };
  const filter = { course_id: id, user_ids, workflow_states };
  const rows = await listEnrollments(pool, root_account_id, filter, everything);
  const byUser = new Map<number, Omit<Enrollment, 'user'>[]>(user_ids.map((user_id) => [user_id, []]));
  for (const { user, ...enrollment } of await presentEnrollments(call, root_account_id, rights, rows)) {
    byUser.get(user.id)?.push(enrollment);
  }
  return byUser;
}

/** Lists the people of a course. */
export async function listCourseUsers(call: Call): Promise<readonly CourseUser[]> {
  const { parameters } = call;
  const course = await openObject(call, 'course');
  const page = readPage(parameters);
  const asked = wordsParameter(parameters, 'enrollment_state', declared.enrollment_state.values);
  const enrollment_states = asked.length === 0 ? ['active', 'invited'] : asked;
  const role_id = integerField(parameters, 'enrollment_role_id') ?? null;
  const filter = {
    ...readPeopleFilter(parameters, course.rights),
    enrollment_types: wordsParameter(parameters, 'enrollment_type', declared.enrollment_type.values).map(
      baseTypeOf,
    ),
    enrollment_states,
    role_ids: role_id === null ? [] : [role_id],
    user_ids: await readIds(call, 'user_ids', 'user'),
  };
  const ids = await searchPeople(filter, page, (chosen, part) =>
    listCourseUserIds(call.context.database.pool, course, chosen, part),
  );
  const shown = sendPage(call.request, call.reply, page, ids);
  const include = listParameter(parameters, 'include');
  const keys = new Set(include.filter((key) => includable.includes(key)));
  const people = await presentPeople(call, course, shown, keys);
  if (!include.includes('enrollments')) return people;
  const enrollments = await enrollmentsOf(call, course, shown, enrollment_states);
  return people.map((person) => ({ ...person, enrollments: enrollments.get(person.id) ?? [] }));
}
