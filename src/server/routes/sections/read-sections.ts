import type { Section } from '../../../api/index.ts';
import { type Address, findSection, listSections as findSections } from '../../../db/index.ts';
import { rightsIn } from '../../auth/open-account.ts';
import { findObject, openObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { presentSections } from '../../presenters/present-sections.ts';
import { idOfTerm, readSearchTerm } from '../../search-term.ts';

/** The section as it is now, deleted or not. */
export async function answerSection(call: Call, { root_account_id, id }: Address): Promise<Section> {
  const section = await findSection(call.context.database.pool, root_account_id, id);
  if (section === null) throw unknownRecord('section');
  const account = { root_account_id, id: section.account_id };
  const rights = await rightsIn(call.context, call.viewer, account);
  const [shown] = await presentSections(call, root_account_id, rights, [section]);
  if (shown === undefined) throw new Error('A section that was read is not shown.');
  return shown;
}

/** Lists the sections that sit in a course. */
export async function listSections(call: Call): Promise<readonly Section[]> {
  const course = await openObject(call, 'course');
  const page = readPage(call.parameters);
  const search_term = readSearchTerm(call.parameters);
  const filter = { search_term, search_id: idOfTerm(search_term) };
  const rows = await findSections(call.context.database.pool, course, filter, page);
  const shown = sendPage(call.request, call.reply, page, rows);
  return presentSections(call, course.root_account_id, course.rights, shown);
}

/** Shows a section. */
export async function showSection(call: Call): Promise<Section> {
  return answerSection(call, await openObject(call, 'section', 'id'));
}

/** Shows a section of a course: 404 for one that sits elsewhere. */
export async function showCourseSection(call: Call): Promise<Section> {
  const course = await openObject(call, 'course');
  const address = await findObject(call, 'section', call.path.id ?? '');
  const section = await answerSection(call, address);
  const isThere = address.root_account_id === course.root_account_id && section.course_id === course.id;
  if (!isThere) throw unknownRecord('section');
  return section;
}
