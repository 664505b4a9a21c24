import type { GroupMembership } from '../../api/index.ts';
import type { GroupMembershipRow } from '../../db/index.ts';
import { type SisRights, sisFields } from './sis-fields.ts';

/** The membership of a person in a group as the API shows it. */
export function presentGroupMembership(membership: GroupMembershipRow, rights: SisRights): GroupMembership {
  return {
    id: membership.id,
    group_id: membership.group_id,
    user_id: membership.user_id,
    workflow_state: membership.workflow_state as GroupMembership['workflow_state'],
    moderator: membership.moderator,
    ...sisFields(rights, {}, membership.sis_import_id),
  };
}
