import { differentiationTagSet, draftMessage } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(differentiationTagSet);

/** What a row of differentiation_tag_set can be refused or remarked on for by itself, in this order. */
export const differentiationTagSetRules: RowRules<typeof differentiationTagSet> = [
  (row) => (row.tag_set_id === null ? draftMessage('differentiation_tag_set.missing_id', {}) : null),
  (row) =>
    row.set_name === null
      ? draftMessage('differentiation_tag_set.missing_name', { tag_set_id: row.tag_set_id })
      : null,
  (row) =>
    row.status === null
      ? draftMessage('differentiation_tag_set.missing_status', { tag_set_id: row.tag_set_id })
      : null,
  (row) =>
    !isStatus(row.status)
      ? draftMessage('differentiation_tag_set.bad_status', { tag_set_id: row.tag_set_id, status: row.status })
      : null,
];
