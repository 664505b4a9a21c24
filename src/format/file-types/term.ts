import { defineFileType, type RowOf } from '../define-file-type.ts';

/** Terms, and date overrides per enrollment type inside a term. */
export const term = defineFileType({
  name: 'term',
  plural: 'terms',
  noun: 'term',
  file_name: 'terms.csv',
  summary:
    'Terms, and the dates that hold for one enrollment type inside a term. A row with date_override_enrollment_type changes only those dates.',
  recognized_by: { all_of: ['term_id', 'name'] },
  identified_by: ['term_id'],
  status_match: 'prefix',
  needs_one_of: [['name', 'date_override_enrollment_type']],
  columns: {
    term_id: { kind: 'sis_id', required: 'yes', summary: 'SIS ID of the term.' },
    name: {
      kind: 'text',
      required: 'either',
      sticky: 'name',
      summary: 'Name of the term; needed in every row that is no date override, deleting rows included.',
    },
    status: {
      kind: 'enum',
      required: 'yes',
      values: ['active', 'deleted'],
      summary:
        'State of the term, or, in an override row, whether the override stands. A term with live courses cannot be deleted.',
    },
    integration_id: {
      kind: 'text',
      summary: 'A second unique ID; a blank cell or a missing column clears it.',
    },
    date_override_enrollment_type: {
      kind: 'text',
      values: ['StudentEnrollment', 'TeacherEnrollment', 'TaEnrollment', 'DesignerEnrollment'],
      summary: 'Makes the row a date override for this enrollment type; the term must exist already.',
    },
    start_date: {
      kind: 'timestamp',
      sticky: 'start_at',
      summary: 'First day of the term or override; a blank cell clears it.',
    },
    end_date: {
      kind: 'timestamp',
      sticky: 'end_at',
      summary: 'Last day of the term or override; a blank cell clears it.',
    },
  },
  example: {
    term_id: 'T-2026-FALL',
    name: 'Fall 2026',
    status: 'active',
    start_date: '2026-08-24T00:00:00Z',
    end_date: '2026-12-18T00:00:00Z',
  },
});

/** A parsed row of terms.csv. */
export type TermRow = RowOf<typeof term>;
