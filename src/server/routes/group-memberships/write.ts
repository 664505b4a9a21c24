import type { EndedGroupMembership, GroupMembership } from '../../../api/index.ts';
import { findGroup, findGroupMembership, setModerator } from '../../../db/index.ts';
import { editRoster, type MembershipFault, planLeaving, planMembership } from '../../../engine/index.ts';
import { findOwn, type OpenedObject, openObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError, missingParameter, unknownRecord } from '../../errors.ts';
import { booleanField } from '../../fields.ts';
import { textParameter } from '../../parameters.ts';
import { presentGroupMembership } from '../../presenters/present-group-membership.ts';
import { wordParameter } from '../../words.ts';
import { findPathMembership, unknownMembership } from './read.ts';

/** What the answer is to somebody who cannot be in the group. */
function refusalOf(fault: MembershipFault): ApiError {
  switch (fault) {
    case 'gone':
      return unknownRecord('group');
    case 'not_in_course':
      return new ApiError('not_in_course_field', { field: 'user_id' });
    case 'full':
      return new ApiError('full_field', { field: 'group_id' });
  }
}

async function answer(call: Call, group: OpenedObject, id: number): Promise<GroupMembership> {
  const row = await findGroupMembership(call.context.database.pool, group, id);
  if (row === null) throw unknownMembership();
  return presentGroupMembership(row, group.rights);
}

/** Lets a person join a group, or ask for it where the group is joined on request. */
export async function createGroupMembership(call: Call): Promise<GroupMembership> {
  const group = await openObject(call, 'group');
  const { root_account_id } = group;
  const text = textParameter(call.parameters, 'user_id');
  if (text === null) throw missingParameter('user_id');
  const user_id = await findOwn(call, 'user', text, root_account_id);
  const row = await findGroup(call.context.database.pool, root_account_id, group.id);
  const state = row?.join_level === 'parent_context_request' ? 'requested' : 'accepted';
  const { id, is_new } = await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const made = await planMembership(roster, group.id, user_id, state);
    if ('fault' in made) throw refusalOf(made.fault);
    return made;
  });
  return { ...(await answer(call, group, id)), just_created: is_new };
}

/** Accepts an invitation or a request, and makes people moderators. */
export async function updateGroupMembership(call: Call): Promise<GroupMembership> {
  const group = await openObject(call, 'group');
  const { root_account_id } = group;
  const held = await findPathMembership(call, group);
  const state = wordParameter(call.parameters, 'workflow_state', ['accepted']);
  const moderator = booleanField(call.parameters, 'moderator');
  const id = await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const made = state === null ? held : await planMembership(roster, group.id, held.user_id, state);
    if ('fault' in made) throw refusalOf(made.fault);
    if (moderator !== undefined) {
      await roster.writeRows('group_memberships', [made.id], (client) =>
        setModerator(client, root_account_id, made.id, moderator),
      );
    }
    return made.id;
  });
  return answer(call, group, id);
}

/** Takes a person out of a group. */
export async function deleteGroupMembership(call: Call): Promise<EndedGroupMembership> {
  const group = await openObject(call, 'group');
  const held = await findPathMembership(call, group);
  await editRoster(...editorOf(call, group.root_account_id), async (roster) => {
    if (!(await planLeaving(roster, group.id, held.user_id))) throw unknownMembership();
  });
  return { ...(await answer(call, group, held.id)), ok: true };
}
