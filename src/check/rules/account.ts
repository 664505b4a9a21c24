import { type account, draftMessage } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';

/** What a row of account can be refused or remarked on for by itself, in this order. */
export const accountRules: RowRules<typeof account> = [
  (row) => (row.account_id === null ? draftMessage('account.missing_id', {}) : null),
];
