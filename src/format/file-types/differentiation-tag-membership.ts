import { defineFileType, type RowOf } from '../define-file-type.ts';

/** People who bear a differentiation tag. */
export const differentiationTagMembership = defineFileType({
  name: 'differentiation_tag_membership',
  plural: 'differentiation_tag_memberships',
  noun: 'differentiation tag membership',
  file_name: 'differentiation_tag_membership.csv',
  summary: "People who bear a differentiation tag; they must be enrolled in the tag's course.",
  recognized_by: { all_of: ['tag_id', 'user_id'] },
  identified_by: ['tag_id', 'user_id'],
  status_match: 'prefix',
  columns: {
    tag_id: {
      kind: 'sis_id',
      required: 'yes',
      references: 'differentiation_tag',
      summary: 'SIS ID of the tag.',
    },
    user_id: { kind: 'sis_id', required: 'yes', references: 'user', summary: 'SIS ID of the user.' },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['accepted', 'deleted'],
      summary: 'Whether the user bears the tag.',
    },
  },
  example: { tag_id: 'TAG-FAST', user_id: 'U-1001', status: 'accepted' },
});

/** A parsed row of differentiation_tag_membership.csv. */
export type DifferentiationTagMembershipRow = RowOf<typeof differentiationTagMembership>;
