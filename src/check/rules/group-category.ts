import { draftMessage, groupCategory } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(groupCategory);

/** What a row of group_category can be refused or remarked on for by itself, in this order. */
export const groupCategoryRules: RowRules<typeof groupCategory> = [
  (row) => (row.group_category_id === null ? draftMessage('group_category.missing_id', {}) : null),
  (row) =>
    row.category_name === null
      ? draftMessage('group_category.missing_name', { group_category_id: row.group_category_id })
      : null,
  (row) =>
    row.status === null
      ? draftMessage('group_category.missing_status', { group_category_id: row.group_category_id })
      : null,
  (row) =>
    !isStatus(row.status)
      ? draftMessage('group_category.bad_status', {
          group_category_id: row.group_category_id,
          status: row.status,
        })
      : null,
];
