import { defineFileType, type RowOf } from '../define-file-type.ts';

/** Institutional tags. */
export const institutionalTag = defineFileType({
  name: 'institutional_tag',
  plural: 'institutional_tags',
  noun: 'institutional tag',
  file_name: 'institutional_tags.csv',
  summary: 'Institutional tags, each in one category; the root account needs the feature switched on.',
  recognized_by: { all_of: ['institutional_tag_id', 'category_id', 'name'] },
  identified_by: ['institutional_tag_id'],
  status_match: 'prefix',
  legacy: true,
  columns: {
    institutional_tag_id: { kind: 'sis_id', required: 'yes', summary: 'SIS ID of the tag.' },
    category_id: {
      kind: 'sis_id',
      required: 'yes',
      references: 'institutional_tag_category',
      summary: 'SIS ID of the category; a tag keeps its first one.',
    },
    name: { kind: 'text', required: 'yes', summary: 'Name of the tag.' },
    description: { kind: 'text', required: 'yes', summary: 'Description of the tag.' },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['active', 'deleted'],
      summary: 'State of the tag; deleting it deletes its associations.',
    },
  },
  example: {
    institutional_tag_id: 'IT-FIRST-GEN',
    category_id: 'IC-SUPPORT',
    name: 'First generation',
    description: 'First in the family to study',
    status: 'active',
  },
});

/** A parsed row of an institutional tag file. */
export type InstitutionalTagRow = RowOf<typeof institutionalTag>;
