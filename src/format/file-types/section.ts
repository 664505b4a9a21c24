import { defineFileType, type RowOf } from '../define-file-type.ts';

/** Sections of courses. */
export const section = defineFileType({
  name: 'section',
  plural: 'sections',
  noun: 'section',
  file_name: 'sections.csv',
  summary: 'Sections of courses. A row that names another course moves the section and its enrollments.',
  recognized_by: { all_of: ['section_id', 'name'] },
  identified_by: ['section_id'],
  status_match: 'prefix',
  also_sticky: ['restrict_enrollments_to_section_dates'],
  columns: {
    section_id: { kind: 'sis_id', required: 'yes', summary: 'SIS ID of the section.' },
    course_id: {
      kind: 'sis_id',
      required: 'yes',
      references: 'course',
      sticky: 'course_id',
      summary: 'SIS ID of the course the section belongs to; the course must exist.',
    },
    name: {
      kind: 'text',
      required: 'new',
      sticky: 'name',
      summary: 'Name of the section; needed for a new section and in every row with status active.',
    },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['active', 'deleted'],
      summary: 'State of the section; deleting it deletes its active enrollments.',
    },
    integration_id: {
      kind: 'text',
      summary: 'A second unique ID; a blank cell or a missing column clears it.',
    },
    start_date: {
      kind: 'timestamp',
      sticky: 'start_at',
      summary: 'Start of the section, in place of the dates of course and term; a blank cell clears it.',
    },
    end_date: {
      kind: 'timestamp',
      sticky: 'end_at',
      summary: 'End of the section, in place of the dates of course and term; a blank cell clears it.',
    },
  },
  example: {
    section_id: 'S-BIO-101-1',
    course_id: 'C-BIO-101',
    name: 'Biology, Monday group',
    status: 'active',
  },
});

/** A parsed row of sections.csv. */
export type SectionRow = RowOf<typeof section>;
