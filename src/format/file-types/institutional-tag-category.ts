import { defineFileType, type RowOf } from '../define-file-type.ts';

/** Institutional tag categories. */
export const institutionalTagCategory = defineFileType({
  name: 'institutional_tag_category',
  plural: 'institutional_tag_categories',
  noun: 'institutional tag category',
  file_name: 'institutional_tag_categories.csv',
  summary: 'Categories of institutional tags; the root account needs the feature switched on.',
  recognized_by: {
    all_of: ['category_id', 'name'],
    none_of: ['tag_id', 'institutional_tag_id'],
  },
  identified_by: ['category_id'],
  status_match: 'prefix',
  legacy: true,
  columns: {
    category_id: { kind: 'sis_id', required: 'yes', summary: 'SIS ID of the category.' },
    name: { kind: 'text', required: 'yes', summary: 'Name of the category.' },
    description: { kind: 'text', summary: 'Description; always written, blank clears it.' },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['active', 'deleted'],
      summary: 'State of the category; deleting it deletes its tags.',
    },
  },
  example: { category_id: 'IC-SUPPORT', name: 'Support', status: 'active' },
});

/** A parsed row of an institutional tag category file. */
export type InstitutionalTagCategoryRow = RowOf<typeof institutionalTagCategory>;
