import { defineMessages } from './define-message.ts';

/** Messages that rows of the file type `grade_publishing_results` can raise. */
export const gradePublishingResultsMessages = defineMessages({
  'grade_publishing_results.missing_enrollment': {
    effect: 'row_skipped',
    column: 'enrollment_id',
    text: 'A grade publishing result has no enrollment_id',
    summary: 'The enrollment_id cell is blank.',
    why: 'Nobody can tell whose grade is meant.',
    fix: 'Fill in the number of the enrollment.',
    since: '0.1.0',
  },
  'grade_publishing_results.missing_status': {
    effect: 'row_skipped',
    column: 'grade_publishing_status',
    text: 'The grade publishing result of enrollment {enrollment_id} has no status',
    summary: 'The grade_publishing_status cell is blank.',
    why: 'The teacher would not learn whether the grade has arrived.',
    fix: 'Use published or error.',
    since: '0.1.0',
  },
  'grade_publishing_results.bad_status': {
    effect: 'row_skipped',
    column: 'grade_publishing_status',
    text: 'The grade publishing result of enrollment {enrollment_id} has an unknown status: {status}',
    summary: 'The status is none of its words.',
    why: 'The teacher would not learn whether the grade has arrived.',
    fix: 'Use published or error.',
    since: '0.1.0',
  },
  'grade_publishing_results.enrollment_not_found': {
    effect: 'row_skipped',
    column: 'enrollment_id',
    text: 'Enrollment {enrollment_id} has a grade publishing result but does not exist here',
    summary: 'The enrollment is unknown or belongs to another root account.',
    why: 'The result reaches nobody.',
    fix: 'Use the number of the enrollment, not a SIS ID.',
    since: '0.1.0',
  },
});
