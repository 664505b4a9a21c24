import { draftMessage, institutionalTagAssociation } from '../../format/index.ts';
import type { RowRule, RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';
import { isFeatureOff } from './feature-off.ts';

const isStatus = statusTest(institutionalTagAssociation);

type NeededColumn = 'institutional_tag_id' | 'user_id' | 'status';

function missing(column: NeededColumn): RowRule<typeof institutionalTagAssociation> {
  return (row) =>
    row[column] === null
      ? draftMessage('institutional_tag_association.missing_value', {
          institutional_tag_id: row.institutional_tag_id,
          user_id: row.user_id,
          column,
        })
      : null;
}

/** What a row of institutional_tag_association can be refused or remarked on for by itself, in this order. */
export const institutionalTagAssociationRules: RowRules<typeof institutionalTagAssociation> = [
  (row, file) =>
    isFeatureOff(file, 'institutional_tags')
      ? draftMessage('institutional_tag_association.feature_disabled', {
          institutional_tag_id: row.institutional_tag_id,
          user_id: row.user_id,
        })
      : null,
  missing('institutional_tag_id'),
  missing('user_id'),
  missing('status'),
  (row) =>
    !isStatus(row.status)
      ? draftMessage('institutional_tag_association.bad_status', {
          institutional_tag_id: row.institutional_tag_id,
          user_id: row.user_id,
          status: row.status,
        })
      : null,
];
