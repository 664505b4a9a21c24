import { draftMessage, institutionalTag } from '../../format/index.ts';
import type { RowRule, RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';
import { isFeatureOff } from './feature-off.ts';

const isStatus = statusTest(institutionalTag);

type NeededColumn = 'institutional_tag_id' | 'category_id' | 'name' | 'description' | 'status';

function missing(column: NeededColumn): RowRule<typeof institutionalTag> {
  return (row) =>
    row[column] === null
      ? draftMessage('institutional_tag.missing_value', {
          institutional_tag_id: row.institutional_tag_id,
          column,
        })
      : null;
}

/** What a row of institutional_tag can be refused or remarked on for by itself, in this order. */
export const institutionalTagRules: RowRules<typeof institutionalTag> = [
  (row, file) =>
    isFeatureOff(file, 'institutional_tags')
      ? draftMessage('institutional_tag.feature_disabled', { institutional_tag_id: row.institutional_tag_id })
      : null,
  missing('institutional_tag_id'),
  missing('category_id'),
  missing('name'),
  missing('description'),
  missing('status'),
  (row) =>
    !isStatus(row.status)
      ? draftMessage('institutional_tag.bad_status', {
          institutional_tag_id: row.institutional_tag_id,
          status: row.status,
        })
      : null,
];
