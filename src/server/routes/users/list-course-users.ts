import { type CourseUser, type Enrollment, endpoints } from '../../../api/index.ts';
import { listCourseUserIds, listEnrollments } from '../../../db/index.ts';
import { scopeOf } from '../../auth/open-account.ts';
import { type OpenedObject, openObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { integerField } from '../../fields.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { listParameter } from '../../parameters.ts';
import { presentEnrollments } from '../../presenters/present-enrollment.ts';
import { resolveId } from '../../resolve-id.ts';
import { wordsParameter } from '../../words.ts';
import { baseTypesOf, readPeopleFilter, searchPeople } from './people-filter.ts';
import { presentPeople } from './present-people.ts';

const declared = endpoints.listCourseUsers.parameters;
const includable: readonly string[] = ['email', 'last_login', 'time_zone', 'uuid'];

/** The people that the list is limited to; whatever leads nowhere is left out. Null when nobody is named. */
async function readUserIds(call: Call): Promise<readonly number[] | null> {
  const texts = listParameter(call.parameters, 'user_ids').filter((text) => text.trim() !== '');
  if (texts.length === 0) return null;
  const scope = await scopeOf(call);
  const found = texts.map(async (text) => {
    // Who of them is in the course the list itself finds out.
    if (/^\s*\d{1,15}\s*$/.test(text)) return Number(text);
    return (await resolveId(call.context.database.pool, 'user', text, scope))?.id ?? [];
  });
  return (await Promise.all(found)).flat();
}

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
    enrollment_types: baseTypesOf(
      wordsParameter(parameters, 'enrollment_type', declared.enrollment_type.values),
    ),
    enrollment_states,
    role_ids: role_id === null ? [] : [role_id],
    user_ids: await readUserIds(call),
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
