import { type GroupMembership, membershipStates } from '../../../api/index.ts';
import {
  findGroupMembership,
  findMembershipOf,
  listGroupMemberships as findMemberships,
  type GroupMembershipRow,
} from '../../../db/index.ts';
import { findObject, type OpenedObject, openObject } from '../../auth/open-object.ts';
import { type Call, numericId } from '../../define-route.ts';
import { type ApiError, unknownRecord } from '../../errors.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { presentGroupMembership } from '../../presenters/present-group-membership.ts';
import { wordsParameter } from '../../words.ts';

/** What the answer is to a membership that is not there, or not any more. */
export function unknownMembership(): ApiError {
  return unknownRecord('group membership');
}

/** The living membership of the path in an opened group: by its own id or by the person. */
export async function findPathMembership(call: Call, group: OpenedObject): Promise<GroupMembershipRow> {
  const { pool } = call.context.database;
  const person = call.path.user_id;
  const found =
    person === undefined
      ? await findGroupMembership(pool, group, numericId(call, 'id', 'group membership'))
      : await findMembershipOf(pool, group, (await findObject(call, 'user', person)).id);
  if (found === null || found.workflow_state === 'deleted') throw unknownMembership();
  return found;
}

/** Lists the memberships of a group. */
export async function listGroupMemberships(call: Call): Promise<readonly GroupMembership[]> {
  const group = await openObject(call, 'group');
  const page = readPage(call.parameters);
  const asked = wordsParameter(call.parameters, 'filter_states', membershipStates);
  const states = asked.length === 0 ? membershipStates : asked;
  const rows = await findMemberships(call.context.database.pool, group, states, page);
  const shown = sendPage(call.request, call.reply, page, rows);
  return shown.map((row) => presentGroupMembership(row, group.rights));
}

/** Shows a membership of a group, found by its own id or by the person. */
export async function showGroupMembership(call: Call): Promise<GroupMembership> {
  const group = await openObject(call, 'group');
  return presentGroupMembership(await findPathMembership(call, group), group.rights);
}
