import { draftMessage, gradePublishingResults } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(gradePublishingResults, 'grade_publishing_status');

/** What a row of grade_publishing_results can be refused or remarked on for by itself, in this order. */
export const gradePublishingResultsRules: RowRules<typeof gradePublishingResults> = [
  (row) =>
    row.enrollment_id === null ? draftMessage('grade_publishing_results.missing_enrollment', {}) : null,
  (row) =>
    row.grade_publishing_status === null
      ? draftMessage('grade_publishing_results.missing_status', { enrollment_id: row.enrollment_id })
      : null,
  (row) =>
    !isStatus(row.grade_publishing_status)
      ? draftMessage('grade_publishing_results.bad_status', {
          enrollment_id: row.enrollment_id,
          status: row.grade_publishing_status,
        })
      : null,
];
