import type { Group } from '../../../api/index.ts';
import { findGroup, updateGroupExtras } from '../../../db/index.ts';
import { editRoster, planGroup, planGroupChange, planGroupDeletion } from '../../../engine/index.ts';
import { checkRights, scopeOf } from '../../auth/open-account.ts';
import { type OpenedObject, openObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { requiredText } from '../../fields.ts';
import { readGroupExtras, readGroupFields, refusalOf } from './group-fields.ts';
import { answerGroup } from './present-groups.ts';

async function create(
  call: Call,
  place: Pick<OpenedObject, 'root_account_id' | 'rights'>,
  group_category_id: number | null,
): Promise<Group> {
  const { root_account_id } = place;
  const name = requiredText(call.parameters, 'name');
  const fields = { ...(await readGroupFields(call, place, null)), name };
  const extras = readGroupExtras(call);
  const id = await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const made = await planGroup(roster, group_category_id, fields);
    if ('fault' in made) throw refusalOf(made.fault);
    roster.afterwards((client) => updateGroupExtras(client, root_account_id, made.id, extras));
    return made.id;
  });
  return answerGroup(call, place, id);
}

/** Makes a group in the root account of the Host. */
export async function createGroup(call: Call): Promise<Group> {
  const { root_account_id } = await scopeOf(call);
  const rights = await checkRights(call, { root_account_id, id: root_account_id });
  return create(call, { root_account_id, rights }, null);
}

/** Makes a group in a group category. */
export async function createCategoryGroup(call: Call): Promise<Group> {
  const category = await openObject(call, 'group_category', 'id');
  return create(call, category, category.id);
}

/** Changes a group. */
export async function updateGroup(call: Call): Promise<Group> {
  const group = await openObject(call, 'group', 'id');
  const { root_account_id, id } = group;
  const row = await findGroup(call.context.database.pool, root_account_id, id);
  const fields = await readGroupFields(call, group, row?.sis_id ?? null);
  const extras = readGroupExtras(call);
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const fault = await planGroupChange(roster, id, fields);
    if (fault !== null) throw refusalOf(fault);
    await roster.writeRows('groups', [id], (client) =>
      updateGroupExtras(client, root_account_id, id, extras),
    );
  });
  return answerGroup(call, group, id);
}

/** Deletes a group with its memberships. */
export async function deleteGroup(call: Call): Promise<Group> {
  const group = await openObject(call, 'group', 'id');
  const { root_account_id, id } = group;
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    if (!(await planGroupDeletion(roster, id))) throw refusalOf('gone');
  });
  return answerGroup(call, group, id);
}
