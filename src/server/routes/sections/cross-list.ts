import type { Section } from '../../../api/index.ts';
import { findHoldingAccount, findSection } from '../../../db/index.ts';
import { editRoster, planCrossListing, planHomecoming } from '../../../engine/index.ts';
import { checkRights } from '../../auth/open-account.ts';
import { openObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { answerSection } from './read-sections.ts';
import { refusalOf } from './section-fields.ts';

/** Moves a section into another course of the tenant, in which the viewer may do the same. */
export async function crossListSection(call: Call): Promise<Section> {
  const { root_account_id, id } = await openObject(call, 'section', 'id');
  const target = await openObject(call, 'course', 'new_course_id');
  if (target.root_account_id !== root_account_id) throw refusalOf('course_gone');
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const fault = await planCrossListing(roster, id, target.id);
    if (fault !== null) throw refusalOf(fault);
  });
  return answerSection(call, { root_account_id, id });
}

/** Takes a section home to its own course, in which the viewer may do the same. */
export async function endCrossListing(call: Call): Promise<Section> {
  const { root_account_id, id } = await openObject(call, 'section', 'id');
  const { pool } = call.context.database;
  const home_id = (await findSection(pool, root_account_id, id))?.nonxlist_course_id ?? null;
  if (home_id === null) throw refusalOf('not_cross_listed');
  const account_id = await findHoldingAccount(pool, 'courses', { root_account_id, id: home_id });
  if (account_id === null) throw refusalOf('course_gone');
  await checkRights(call, { root_account_id, id: account_id });
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const fault = await planHomecoming(roster, id);
    if (fault !== null) throw refusalOf(fault);
  });
  return answerSection(call, { root_account_id, id });
}
