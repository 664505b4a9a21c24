import { draftMessage, type gradePublishingResults } from '../../../format/index.ts';
import { definePlan } from './define-plan.ts';

/** What became of published grades. A new server has no enrollment whose number a file could know. */
export const gradePublishingResultsPlan = definePlan<typeof gradePublishingResults>({
  planRow: ({ enrollment_id }, _world, say) =>
    say.leaveToServer(
      draftMessage('grade_publishing_results.enrollment_not_found', { enrollment_id }),
      'enrollment_id',
      enrollment_id,
    ),
});
