import { describeRules } from '../../../test/support/describe-rules.ts';
import { differentiationTag } from '../../format/index.ts';

describeRules(differentiationTag, {
  'without tag_id is refused': [{ tag_id: '' }, 'differentiation_tag.missing_id'],
  'without a name is refused': [{ name: '' }, 'differentiation_tag.missing_name'],
  'without a status is refused': [{ status: '' }, 'differentiation_tag.bad_status'],
  'with an unknown status is refused': [{ status: 'active' }, 'differentiation_tag.bad_status'],
  'may be closed': [{ status: 'closed' }, null],
  'without a set and a course is left to the importer, which knows tags that exist': [
    { tag_set_id: '' },
    null,
  ],
});
