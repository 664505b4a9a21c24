import { defineFileType, type RowOf } from '../define-file-type.ts';

/** Differentiation tag sets: sets of tags in a course. */
export const differentiationTagSet = defineFileType({
  name: 'differentiation_tag_set',
  plural: 'differentiation_tag_sets',
  noun: 'differentiation tag set',
  file_name: 'differentiation_tag_sets.csv',
  summary: 'Sets of differentiation tags in a course whose account has the feature switched on.',
  recognized_by: { all_of: ['tag_set_id', 'set_name'] },
  identified_by: ['tag_set_id'],
  status_match: 'prefix',
  columns: {
    tag_set_id: { kind: 'sis_id', required: 'yes', summary: 'SIS ID of the tag set.' },
    course_id: {
      kind: 'sis_id',
      required: 'yes',
      references: 'course',
      summary: 'SIS ID of the course the set belongs to.',
    },
    set_name: { kind: 'text', required: 'yes', summary: 'Name of the set.' },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['active', 'deleted'],
      summary: 'State of the set.',
    },
  },
  example: { tag_set_id: 'TS-PACE', course_id: 'C-BIO-101', set_name: 'Pace', status: 'active' },
});

/** A parsed row of differentiation_tag_sets.csv. */
export type DifferentiationTagSetRow = RowOf<typeof differentiationTagSet>;
