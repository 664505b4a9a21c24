import { listGroupUserIds, type RosterRecord } from '../../db/index.ts';
import type { RosterEdit } from '../edit-roster.ts';
import {
  isFull,
  isInCourse,
  leaveGroup,
  type Pair,
  pairNeeds,
  recordOf,
  saveMembership,
} from '../importers/group-membership-record.ts';

type Group = RosterRecord<'groups'>;

/** Why somebody is not in a group as a person wants it. */
export type MembershipFault = 'gone' | 'not_in_course' | 'full';

/** Looks up a living group; undefined when there is none. */
export async function findGroup(roster: RosterEdit, id: number): Promise<Group | undefined> {
  await roster.lookUp((want) => want('groups', 'by_id', id));
  const group = roster.found.byId('groups', id);
  return group?.kind === 'group' && group.workflow_state !== 'deleted' ? group : undefined;
}

async function lookUpPairs(roster: RosterEdit, pairs: readonly Pair[]): Promise<void> {
  const { found, options } = roster.plan;
  for (const need of pairNeeds<null>(() => pairs)) {
    await roster.lookUp((want) => need([null], want, found, options));
  }
}

/** Plans that a person is in a group, or is to be; what is more than that already stays. */
export async function planMembership(
  roster: RosterEdit,
  group_id: number,
  user_id: number,
  workflow_state: 'accepted' | 'requested',
): Promise<{ readonly id: number; readonly is_new: boolean } | { readonly fault: MembershipFault }> {
  const { plan, found } = roster;
  const group = await findGroup(roster, group_id);
  if (!group) return { fault: 'gone' };
  const pair = { group, user_id };
  await lookUpPairs(roster, [pair]);
  const held = recordOf(pair, found);
  const lives = held !== undefined && held.workflow_state !== 'deleted';
  if (lives && (held.workflow_state === 'accepted' || workflow_state !== 'accepted')) {
    return { id: held.id, is_new: false };
  }
  if (!isInCourse(pair, workflow_state, found)) return { fault: 'not_in_course' };
  if (workflow_state === 'accepted' && isFull(pair, found)) return { fault: 'full' };
  await roster.reserve({ group_memberships: 1 });
  return { id: saveMembership(pair, workflow_state, plan).id, is_new: !lives };
}

/** Plans that a person leaves a group. False when they are not in it. */
export async function planLeaving(roster: RosterEdit, group_id: number, user_id: number): Promise<boolean> {
  const group = await findGroup(roster, group_id);
  if (!group) return false;
  const pair = { group, user_id };
  await lookUpPairs(roster, [pair]);
  const held = recordOf(pair, roster.found);
  if (held === undefined || held.workflow_state === 'deleted') return false;
  leaveGroup(pair, roster.plan);
  return true;
}

/** Plans that exactly these people are in a group; hands out what is in the way, null when nothing is. */
export async function planMembers(
  roster: RosterEdit,
  group: Group,
  user_ids: readonly number[],
): Promise<MembershipFault | null> {
  const { plan, found, client } = roster;
  const wanted = new Set(user_ids);
  const present = await listGroupUserIds(client, plan.options.root_account_id, group.id);
  const pairs = [...new Set([...present, ...wanted])].map((user_id) => ({ group, user_id }));
  await lookUpPairs(roster, pairs);
  await roster.reserve({ group_memberships: wanted.size });
  for (const pair of pairs) if (!wanted.has(pair.user_id)) leaveGroup(pair, plan);
  for (const pair of pairs) {
    if (!wanted.has(pair.user_id) || recordOf(pair, found)?.workflow_state === 'accepted') continue;
    if (!isInCourse(pair, 'accepted', found)) return 'not_in_course';
    if (isFull(pair, found)) return 'full';
    saveMembership(pair, 'accepted', plan);
  }
  return null;
}
