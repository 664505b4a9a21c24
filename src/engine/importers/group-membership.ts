import { draftMessage, groupMembership, type RowOf } from '../../format/index.ts';
import { statusWord } from './cells.ts';
import { defineImporter } from './define-importer.ts';
import { isFull, isInCourse, MemberRow, membershipNeeds, saveMembership } from './group-membership-record.ts';

type Row = RowOf<typeof groupMembership>;

/** People in groups: one group per person and category. */
export const groupMembershipImporter = defineImporter<typeof groupMembership, MemberRow<Row>>({
  file_type: groupMembership,
  open: (row) => new MemberRow(row, 'by_sis_id', row.group_id),
  table: 'group_memberships',
  keeps: ['pseudonyms', 'groups', 'group_categories', 'enrollments'],
  creates: { group_memberships: 1 },
  needs: membershipNeeds,
  planRow(unit, plan) {
    const { found } = plan;
    const { row } = unit;
    const { user_id, group_id } = row;
    const pair = unit.pair(found);
    if (pair === 'no person') return draftMessage('group_membership.user_not_found', { user_id, group_id });
    if (pair === 'no group') return draftMessage('group_membership.group_not_found', { user_id, group_id });
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
