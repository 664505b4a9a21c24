import { draftMessage, groupMembership, type RowOf } from '../../format/index.ts';
import { statusWord } from './cells.ts';
import { defineImporter } from './define-importer.ts';
import {
  isFull,
  isInCourse,
  type MemberCells,
  membershipNeeds,
  pairOf,
  saveMembership,
} from './group-membership-record.ts';

type Row = RowOf<typeof groupMembership>;

const cells: MemberCells<Row> = {
  lookup: 'by_sis_id',
  groupOf: (row) => row.group_id,
  userOf: (row) => row.user_id,
};

/** People in groups: one group per person and category. */
export const groupMembershipImporter = defineImporter<typeof groupMembership>({
  file_type: groupMembership,
  table: 'group_memberships',
  keeps: ['pseudonyms', 'groups'],
  creates: { group_memberships: 1 },
  needs: membershipNeeds(cells),
  planRow(row, plan) {
    const { found } = plan;
    const { user_id, group_id } = row;
    const { login, group } = pairOf(row, cells, found);
    if (!login) return draftMessage('group_membership.user_not_found', { user_id, group_id });
    if (!group) return draftMessage('group_membership.group_not_found', { user_id, group_id });
    const pair = { group, user_id: login.user_id };
    const state = statusWord(row.status, ['accepted', 'deleted']) ?? 'accepted';
    if (!isInCourse(pair, state, found)) {
      return draftMessage('group_membership.user_not_in_course', { user_id, group_id });
    }
    if (state === 'accepted' && isFull(pair, found)) {
      return draftMessage('group_membership.invalid', { user_id, group_id, reason: 'the group is full' });
    }
    saveMembership(pair, state, plan);
    return 'counted';
  },
});
