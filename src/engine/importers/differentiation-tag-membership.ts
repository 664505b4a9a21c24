import { differentiationTagMembership, draftMessage, type RowOf } from '../../format/index.ts';
import { statusWord } from './cells.ts';
import { defineImporter } from './define-importer.ts';
import {
  isInCourse,
  type MemberCells,
  membershipNeeds,
  pairOf,
  saveMembership,
} from './group-membership-record.ts';

type Row = RowOf<typeof differentiationTagMembership>;

const cells: MemberCells<Row> = {
  lookup: 'tag_by_sis_id',
  groupOf: (row) => row.tag_id,
  userOf: (row) => row.user_id,
};

/** People who bear differentiation tags: one tag per person and set. */
export const differentiationTagMembershipImporter = defineImporter<typeof differentiationTagMembership>({
  file_type: differentiationTagMembership,
  table: 'group_memberships',
  keeps: ['pseudonyms', 'groups'],
  creates: { group_memberships: 1 },
  needs: [
    ...membershipNeeds(cells),
    (rows, want, found) => {
      for (const row of rows) want('courses', 'by_id', pairOf(row, cells, found).group?.course_id ?? null);
    },
    (rows, want, found) => {
      for (const row of rows) {
        const course = found.byId('courses', pairOf(row, cells, found).group?.course_id ?? null);
        if (course) want('accounts', 'by_id', course.account_id);
      }
    },
  ],
  planRow(row, plan) {
    const { found, options } = plan;
    const { user_id, tag_id } = row;
    const { login, group } = pairOf(row, cells, found);
    if (!login) return draftMessage('differentiation_tag_membership.user_not_found', { user_id, tag_id });
    if (!group) return draftMessage('differentiation_tag_membership.tag_not_found', { user_id, tag_id });
    const pair = { group, user_id: login.user_id };
    const state = statusWord(row.status, ['accepted', 'deleted']) ?? 'accepted';
    if (!isInCourse(pair, state, found)) {
      return draftMessage('differentiation_tag_membership.user_not_in_course', { user_id, tag_id });
    }
    const course = found.byId('courses', group.course_id);
    if (!course || !options.account_tree.hasDifferentiationTags(course.account_id)) {
      const account_id = found.byId('accounts', course?.account_id ?? null)?.sis_id ?? null;
      return draftMessage('differentiation_tag_membership.feature_disabled', { user_id, tag_id, account_id });
    }
    saveMembership(pair, state, plan);
    return 'counted';
  },
});
