import { admin, draftMessage } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(admin);

/** What a row of admin can be refused or remarked on for by itself, in this order. */
export const adminRules: RowRules<typeof admin> = [
  (row) => (row.user_id === null ? draftMessage('admin.user_missing', { account_id: row.account_id }) : null),
  (row) => (row.status === null ? draftMessage('admin.status_missing', { user_id: row.user_id }) : null),
  (row) =>
    row.role === null && row.role_id === null
      ? draftMessage('admin.role_missing', { user_id: row.user_id })
      : null,
  (row) =>
    !isStatus(row.status)
      ? draftMessage('admin.bad_status', { user_id: row.user_id, status: row.status })
      : null,
];
