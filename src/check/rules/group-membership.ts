import { draftMessage, groupMembership } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(groupMembership);

/** What a row of group_membership can be refused or remarked on for by itself, in this order. */
export const groupMembershipRules: RowRules<typeof groupMembership> = [
  (row) =>
    row.group_id === null ? draftMessage('group_membership.missing_group', { user_id: row.user_id }) : null,
  (row) =>
    row.user_id === null ? draftMessage('group_membership.missing_user', { group_id: row.group_id }) : null,
  (row) =>
    !isStatus(row.status)
      ? draftMessage('group_membership.bad_status', {
          user_id: row.user_id,
          group_id: row.group_id,
          status: row.status,
        })
      : null,
];
