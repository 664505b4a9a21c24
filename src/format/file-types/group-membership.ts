import { defineFileType, type RowOf } from '../define-file-type.ts';

/** People in groups. */
export const groupMembership = defineFileType({
  name: 'group_membership',
  plural: 'group_memberships',
  noun: 'group membership',
  file_name: 'groups_membership.csv',
  summary: 'People in groups. In a group of a course only people enrolled in that course are accepted.',
  recognized_by: { all_of: ['group_id', 'user_id'] },
  identified_by: ['group_id', 'user_id'],
  status_match: 'prefix',
  columns: {
    group_id: { kind: 'sis_id', required: 'yes', references: 'group', summary: 'SIS ID of the group.' },
    user_id: { kind: 'sis_id', required: 'yes', references: 'user', summary: 'SIS ID of the user.' },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['accepted', 'deleted'],
      summary:
        'Whether the user is in the group; accepting a user moves them out of another group of the category.',
    },
  },
  example: { group_id: 'G-LAB-1', user_id: 'U-1001', status: 'accepted' },
});

/** A parsed row of groups_membership.csv. */
export type GroupMembershipRow = RowOf<typeof groupMembership>;
