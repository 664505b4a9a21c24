import { defineFileType, type RowOf } from '../define-file-type.ts';

/** Cross-listings: sections that meet in another course. */
export const xlist = defineFileType({
  name: 'xlist',
  plural: 'xlists',
  noun: 'cross-listing',
  file_name: 'xlists.csv',
  summary:
    'Cross-listings: a section moves into another course, which is made when it does not exist, and later returns home.',
  recognized_by: { all_of: ['xlist_course_id', 'section_id'] },
  identified_by: ['section_id'],
  status_match: 'word',
  columns: {
    xlist_course_id: {
      kind: 'sis_id',
      required: 'yes',
      references: 'course',
      sticky: 'course_id',
      summary:
        "SIS ID of the course that receives the section; an unknown one is made as a copy of the section's course. When the section's course is stuck the row does nothing.",
    },
    section_id: {
      kind: 'sis_id',
      required: 'yes',
      references: 'section',
      summary: 'SIS ID of the section; it must exist.',
    },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['active', 'deleted'],
      summary: 'Whether the section moves (active) or returns home (deleted); the whole word is needed.',
    },
  },
  example: { xlist_course_id: 'C-BIO-ALL', section_id: 'S-BIO-101-1', status: 'active' },
});

/** A parsed row of xlists.csv. */
export type XlistRow = RowOf<typeof xlist>;
