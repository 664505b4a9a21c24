import { differentiationTagMembership, draftMessage, type RowOf } from '../../format/index.ts';
import { statusWord } from './cells.ts';
import { defineImporter } from './define-importer.ts';
import {
  isInCourse,
  MemberRow,
  membershipNeeds,
  pairsOf,
  saveMembership,
} from './group-membership-record.ts';

type Row = RowOf<typeof differentiationTagMembership>;

/** People who bear differentiation tags: one tag per person and set. */
export const differentiationTagMembershipImporter = defineImporter<
  typeof differentiationTagMembership,
  MemberRow<Row>
>({
  file_type: differentiationTagMembership,
  open: (row) => new MemberRow(row, 'tag_by_sis_id', row.tag_id),
  table: 'group_memberships',
  keeps: ['pseudonyms', 'groups', 'group_categories', 'enrollments', 'courses', 'accounts'],
  creates: { group_memberships: 1 },
  needs: [
    ...membershipNeeds,
    (rows, want, found) => {
      for (const { group } of pairsOf(rows, found)) want('courses', 'by_id', group.course_id);
    },
    (rows, want, found) => {
      for (const { group } of pairsOf(rows, found)) {
        const course = found.byId('courses', group.course_id);
        if (course) want('accounts', 'by_id', course.account_id);
      }
    },
  ],
  planRow(unit, plan) {
    const { found, options } = plan;
    const { user_id, tag_id } = unit.row;
    const pair = unit.pair(found);
    if (pair === 'no person')
      return draftMessage('differentiation_tag_membership.user_not_found', { user_id, tag_id });
    if (pair === 'no group')
      return draftMessage('differentiation_tag_membership.tag_not_found', { user_id, tag_id });
    const { group } = pair;
    const state = statusWord(unit.row.status, ['accepted', 'deleted']) ?? 'accepted';
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
