import type { Section } from '../../../api/index.ts';
import { findSection } from '../../../db/index.ts';
import { editRoster, planSection, planSectionChange, planSectionDeletion } from '../../../engine/index.ts';
import { openObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { isTrue } from '../../parameters.ts';
import { answerSection } from './read-sections.ts';
import { readSectionFields, refusalOf } from './section-fields.ts';

/** Makes a section in a course, or brings back the deleted one that holds its SIS ID. */
export async function createSection(call: Call): Promise<Section> {
  const { root_account_id, id: course_id, rights } = await openObject(call, 'course');
  const fields = readSectionFields(call, { sis_id: null, integration_id: null }, rights);
  const reactivate = isTrue(call.parameters.enable_sis_reactivation);
  const id = await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const made = await planSection(roster, course_id, fields, { reactivate });
    if ('fault' in made) throw refusalOf(made.fault);
    return made.id;
  });
  return answerSection(call, { root_account_id, id });
}

/** Changes a section. */
export async function updateSection(call: Call): Promise<Section> {
  const { root_account_id, id, rights } = await openObject(call, 'section', 'id');
  const section = await findSection(call.context.database.pool, root_account_id, id);
  if (section === null) throw refusalOf('gone');
  const fields = readSectionFields(call, section, rights);
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const fault = await planSectionChange(roster, id, fields);
    if (fault !== null) throw refusalOf(fault);
  });
  return answerSection(call, { root_account_id, id });
}

/** Deletes a section in which nobody is enrolled. */
export async function deleteSection(call: Call): Promise<Section> {
  const { root_account_id, id } = await openObject(call, 'section', 'id');
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const fault = await planSectionDeletion(roster, id);
    if (fault !== null) throw refusalOf(fault);
  });
  return answerSection(call, { root_account_id, id });
}
