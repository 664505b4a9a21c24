import type { Enrollment } from '../../../api/index.ts';
import { type EnrollmentFilter, listEnrollments } from '../../../db/index.ts';
import { findObject, type OpenedObject, openObject, openPerson, peekObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { textParameter } from '../../parameters.ts';
import { presentEnrollments } from '../../presenters/present-enrollment.ts';
import { readEnrollmentFilter } from './read-filter.ts';

async function sendEnrollments(
  call: Call,
  { root_account_id, rights }: Pick<OpenedObject, 'root_account_id' | 'rights'>,
  within: Partial<EnrollmentFilter>,
): Promise<readonly Enrollment[]> {
  const page = readPage(call.parameters);
  const filter = { ...readEnrollmentFilter(call.parameters), ...within };
  const rows = await listEnrollments(call.context.database.pool, root_account_id, filter, page);
  return presentEnrollments(call, root_account_id, rights, sendPage(call.request, call.reply, page, rows));
}

/** The course or section of the path, and the one person that the list is limited to. */
async function openPlace(
  call: Call,
  kind: 'course' | 'section',
): Promise<OpenedObject & { readonly user_id: number | null }> {
  const text = textParameter(call.parameters, 'user_id');
  const user_id = text === null ? null : (await findObject(call, 'user', text)).id;
  // Whether they are enrolled people may ask anywhere.
  const open = user_id === call.viewer.user_id ? peekObject : openObject;
  return { ...(await open(call, kind)), user_id };
}

/** Lists the enrollments of a course. */
export async function listCourseEnrollments(call: Call): Promise<readonly Enrollment[]> {
  const course = await openPlace(call, 'course');
  return sendEnrollments(call, course, { course_id: course.id, user_id: course.user_id });
}

/** Lists the enrollments of a section. */
export async function listSectionEnrollments(call: Call): Promise<readonly Enrollment[]> {
  const section = await openPlace(call, 'section');
  return sendEnrollments(call, section, { course_section_id: section.id, user_id: section.user_id });
}

/** Lists the enrollments of a person. */
export async function listUserEnrollments(call: Call): Promise<readonly Enrollment[]> {
  const person = await openPerson(call);
  const text = textParameter(call.parameters, 'enrollment_term_id');
  const enrollment_term_id = text === null ? null : (await findObject(call, 'term', text)).id;
  return sendEnrollments(call, person, { user_id: person.id, enrollment_term_id });
}
