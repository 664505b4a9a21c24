import { defineFileType, type RowOf } from '../define-file-type.ts';

/** People who bear an institutional tag. */
export const institutionalTagAssociation = defineFileType({
  name: 'institutional_tag_association',
  plural: 'institutional_tag_associations',
  noun: 'institutional tag association',
  file_name: 'institutional_tag_associations.csv',
  summary: 'People who bear an institutional tag; the root account needs the feature switched on.',
  recognized_by: { all_of: ['institutional_tag_id', 'user_id'] },
  identified_by: ['institutional_tag_id', 'user_id'],
  status_match: 'prefix',
  legacy: true,
  columns: {
    institutional_tag_id: {
      kind: 'sis_id',
      required: 'yes',
      references: 'institutional_tag',
      summary: 'SIS ID of the tag.',
    },
    user_id: { kind: 'sis_id', required: 'yes', references: 'user', summary: 'SIS ID of the user.' },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['active', 'deleted'],
      summary: 'Whether the user bears the tag.',
    },
  },
  example: { institutional_tag_id: 'IT-FIRST-GEN', user_id: 'U-1001', status: 'active' },
});

/** A parsed row of an institutional tag association file. */
export type InstitutionalTagAssociationRow = RowOf<typeof institutionalTagAssociation>;
