import { draftMessage, gradePublishingResults } from '../../format/index.ts';
import { numberOf, statusWord } from './cells.ts';
import { defineImporter } from './define-importer.ts';

/** What became of published grades, noted at their enrollments. */
export const gradePublishingResultsImporter = defineImporter<typeof gradePublishingResults>({
  file_type: gradePublishingResults,
  table: 'enrollments',
  keeps: [],
  creates: {},
  needs: [
    (rows, want) => {
      for (const row of rows) want('enrollments', 'by_id', numberOf(row.enrollment_id));
    },
  ],
  planRow(row, plan) {
    const { enrollment_id, message } = row;
    const enrollment = plan.found.byId('enrollments', numberOf(enrollment_id));
    if (!enrollment) return draftMessage('grade_publishing_results.enrollment_not_found', { enrollment_id });
    plan.stamp('enrollments', enrollment.id);
    plan.update('enrollments', enrollment, {
      grade_publishing_status: statusWord(row.grade_publishing_status, ['published', 'error']),
      grade_publishing_message: message,
    });
    return 'counted';
  },
});
