import { draftMessage, institutionalTagCategory } from '../../format/index.ts';
import type { RowRule, RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';
import { isFeatureOff } from './feature-off.ts';

const isStatus = statusTest(institutionalTagCategory);

type NeededColumn = 'category_id' | 'name' | 'status';

function missing(column: NeededColumn): RowRule<typeof institutionalTagCategory> {
  return (row) =>
    row[column] === null
      ? draftMessage('institutional_tag_category.missing_value', { category_id: row.category_id, column })
      : null;
}

/** What a row of institutional_tag_category can be refused or remarked on for by itself, in this order. */
export const institutionalTagCategoryRules: RowRules<typeof institutionalTagCategory> = [
  (row, file) =>
    isFeatureOff(file, 'institutional_tags')
      ? draftMessage('institutional_tag_category.feature_disabled', { category_id: row.category_id })
      : null,
  missing('category_id'),
  missing('name'),
  missing('status'),
  (row) =>
    !isStatus(row.status)
      ? draftMessage('institutional_tag_category.bad_status', {
          category_id: row.category_id,
          status: row.status,
        })
      : null,
];
