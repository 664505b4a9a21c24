import { describeRules } from '../../../test/support/describe-rules.ts';
import { differentiationTagSet } from '../../format/index.ts';

describeRules(differentiationTagSet, {
  'without tag_set_id is refused': [{ tag_set_id: '' }, 'differentiation_tag_set.missing_id'],
  'without a name is refused': [{ set_name: '' }, 'differentiation_tag_set.missing_name'],
  'without a status is refused': [{ status: '' }, 'differentiation_tag_set.missing_status'],
  'with an unknown status is refused': [{ status: 'available' }, 'differentiation_tag_set.bad_status'],
  'without a course is left to the importer, after deletes are skipped': [{ course_id: '' }, null],
});
