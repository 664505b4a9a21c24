import { describeRules } from '../../../test/support/describe-rules.ts';
import { gradePublishingResults } from '../../format/index.ts';

describeRules(gradePublishingResults, {
  'without enrollment_id is refused': [{ enrollment_id: '' }, 'grade_publishing_results.missing_enrollment'],
  'without a status is refused': [{ grade_publishing_status: '' }, 'grade_publishing_results.missing_status'],
  'with an unknown status is refused': [
    { grade_publishing_status: 'pending' },
    'grade_publishing_results.bad_status',
  ],
  'may report an error': [{ grade_publishing_status: 'error' }, null],
});
