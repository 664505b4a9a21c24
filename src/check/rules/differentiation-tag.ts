import { differentiationTag, draftMessage } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(differentiationTag);

/** What a row of differentiation_tag can be refused or remarked on for by itself, in this order. */
export const differentiationTagRules: RowRules<typeof differentiationTag> = [
  (row) => (row.tag_id === null ? draftMessage('differentiation_tag.missing_id', {}) : null),
  (row) =>
    row.name === null ? draftMessage('differentiation_tag.missing_name', { tag_id: row.tag_id }) : null,
  (row) =>
    !isStatus(row.status)
      ? draftMessage('differentiation_tag.bad_status', { tag_id: row.tag_id, status: row.status })
      : null,
];
