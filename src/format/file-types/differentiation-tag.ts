import { defineFileType, type RowOf } from '../define-file-type.ts';

/** Differentiation tags in a course. */
export const differentiationTag = defineFileType({
  name: 'differentiation_tag',
  plural: 'differentiation_tags',
  noun: 'differentiation tag',
  file_name: 'differentiation_tags.csv',
  summary: 'Differentiation tags in a course, in a set or alone.',
  recognized_by: { all_of: ['tag_id', 'name'] },
  identified_by: ['tag_id'],
  status_match: 'prefix',
  columns: {
    tag_id: { kind: 'sis_id', required: 'yes', summary: 'SIS ID of the tag.' },
    tag_set_id: {
      kind: 'sis_id',
      required: 'new',
      references: 'differentiation_tag_set',
      summary: 'SIS ID of the tag set; a new tag needs it or course_id.',
    },
    course_id: {
      kind: 'sis_id',
      required: 'new',
      references: 'course',
      summary: 'SIS ID of the course; a new tag needs it or tag_set_id. Without a set the tag stands alone.',
    },
    name: { kind: 'text', required: 'yes', sticky: 'name', summary: 'Name of the tag.' },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['available', 'closed', 'completed', 'deleted'],
      summary: 'State of the tag; closed and completed are read as available.',
    },
  },
  example: { tag_id: 'TAG-FAST', tag_set_id: 'TS-PACE', name: 'Fast', status: 'available' },
});

/** A parsed row of differentiation_tags.csv. */
export type DifferentiationTagRow = RowOf<typeof differentiationTag>;
