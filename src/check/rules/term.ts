import { draftMessage, term } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(term);

/** What a row of term can be refused or remarked on for by itself, in this order. */
export const termRules: RowRules<typeof term> = [
  (row) => (row.term_id === null ? draftMessage('term.missing_id', {}) : null),
  (row) =>
    !isStatus(row.status)
      ? draftMessage('term.bad_status', { term_id: row.term_id, status: row.status })
      : null,
  (row) => (row.bad_date ? draftMessage('term.bad_date', { term_id: row.term_id, ...row.bad_date }) : null),
];
