import { differentiationTagMembership, draftMessage } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(differentiationTagMembership);

/** What a row of differentiation_tag_membership can be refused or remarked on for by itself, in this order. */
export const differentiationTagMembershipRules: RowRules<typeof differentiationTagMembership> = [
  (row) =>
    row.tag_id === null
      ? draftMessage('differentiation_tag_membership.missing_tag', { user_id: row.user_id })
      : null,
  (row) =>
    row.user_id === null
      ? draftMessage('differentiation_tag_membership.missing_user', { tag_id: row.tag_id })
      : null,
  (row) =>
    !isStatus(row.status)
      ? draftMessage('differentiation_tag_membership.bad_status', {
          user_id: row.user_id,
          tag_id: row.tag_id,
          status: row.status,
        })
      : null,
];
