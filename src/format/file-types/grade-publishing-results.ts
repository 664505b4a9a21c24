import { defineFileType, type RowOf } from '../define-file-type.ts';

/** What became of grades that were published to the SIS. */
export const gradePublishingResults = defineFileType({
  name: 'grade_publishing_results',
  plural: 'grade_publishing_results',
  noun: 'grade publishing result',
  file_name: 'grade_publishing_results.csv',
  summary: 'What became of grades that were published to the SIS, enrollment by enrollment.',
  recognized_by: { all_of: ['enrollment_id', 'grade_publishing_status'] },
  identified_by: ['enrollment_id'],
  legacy: true,
  columns: {
    enrollment_id: { kind: 'integer', required: 'yes', summary: 'Number of the enrollment.' },
    grade_publishing_status: {
      kind: 'enum',
      required: 'yes',
      values: ['published', 'error'],
      summary: 'Whether the grade has arrived.',
    },
    message: { kind: 'text', summary: 'What the SIS said.' },
  },
  example: { enrollment_id: '4711', grade_publishing_status: 'published', message: 'Accepted' },
});

/** A parsed row of grade_publishing_results.csv. */
export type GradePublishingResultsRow = RowOf<typeof gradePublishingResults>;
