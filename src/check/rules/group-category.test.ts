import { describeRules } from '../../../test/support/describe-rules.ts';
import { groupCategory } from '../../format/index.ts';

describeRules(groupCategory, {
  'without group_category_id is refused': [{ group_category_id: '' }, 'group_category.missing_id'],
  'without a name is refused': [{ category_name: '' }, 'group_category.missing_name'],
  'that deletes needs the name too': [
    { category_name: '', status: 'deleted' },
    'group_category.missing_name',
  ],
  'without a status is refused': [{ status: '' }, 'group_category.missing_status'],
  'with an unknown status is refused': [{ status: 'available' }, 'group_category.bad_status'],
  'with account and course is left to the importer, after deletes are skipped': [{ account_id: 'A1' }, null],
});
