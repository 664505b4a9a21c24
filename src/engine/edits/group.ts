import type { RosterEdit } from '../edit-roster.ts';
import { inAccount } from '../importers/group-place.ts';
import { saveGroup } from '../importers/group-record.ts';
import { isSisIdTaken } from './find-record.ts';
import { findGroup, type MembershipFault, planMembers } from './group-membership.ts';

/** What a person may say of a group; what is left out stays as it is. */
export interface GroupFields {
  readonly name?: string;
  readonly sis_id?: string | null;
  /** Exactly the people who are to be in the group. */
  readonly member_ids?: readonly number[];
}

/** Why a group is not as a person wants it. */
export type GroupFault = MembershipFault | 'category_gone' | 'sis_id_taken';

/** Plans a group and hands out its id. Without a category it lies in the root account. */
export async function planGroup(
  roster: RosterEdit,
  group_category_id: number | null,
  { name, sis_id = null, member_ids = [] }: GroupFields & { readonly name: string },
): Promise<{ readonly id: number } | { readonly fault: GroupFault }> {
  const { plan, found } = roster;
  await roster.lookUp((want) => want('group_categories', 'by_id', group_category_id));
  const category = found.byId('group_categories', group_category_id);
  if (group_category_id !== null && (category?.kind !== 'group' || category.workflow_state !== 'active')) {
    return { fault: 'category_gone' };
  }
  if (await isSisIdTaken(roster, 'groups', sis_id)) return { fault: 'sis_id_taken' };
  await roster.reserve({ groups: 1 });
  const place = category ?? inAccount(plan.options.root_account_id);
  const made = saveGroup(
    { kind: 'group', place, group_category_id, name, workflow_state: 'available', sis_id },
    undefined,
    plan,
  );
  const fault = await planMembers(roster, made, member_ids);
  return fault === null ? { id: made.id } : { fault };
}

/** Plans new values of a group; hands out what is in the way, null when nothing is. */
export async function planGroupChange(
  roster: RosterEdit,
  id: number,
  { sis_id, member_ids, ...fields }: GroupFields,
): Promise<GroupFault | null> {
  const { plan } = roster;
  const group = await findGroup(roster, id);
  if (!group) return 'gone';
  let saved = plan.update('groups', group, fields);
  if (sis_id !== undefined && sis_id !== group.sis_id) {
    if (await isSisIdTaken(roster, 'groups', sis_id)) return 'sis_id_taken';
    saved = plan.setIds('groups', saved, { sis_id });
  }
  return member_ids === undefined ? null : await planMembers(roster, saved, member_ids);
}

/** Plans the end of a group with its memberships. False when there is none. */
export async function planGroupDeletion(roster: RosterEdit, id: number): Promise<boolean> {
  const group = await findGroup(roster, id);
  if (!group) return false;
  saveGroup({ ...group, kind: 'group', place: group, workflow_state: 'deleted' }, group, roster.plan);
  return true;
}
