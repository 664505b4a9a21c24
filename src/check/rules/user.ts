import { draftMessage, user } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(user);

/** What a row of user can be refused or remarked on for by itself, in this order. */
export const userRules: RowRules<typeof user> = [
  (row) => (row.user_id === null ? draftMessage('user.user_id_missing', {}) : null),
  (row) => (row.login_id === null ? draftMessage('user.login_id_missing', { user_id: row.user_id }) : null),
  (row) => (row.status === null ? draftMessage('user.status_missing', { user_id: row.user_id }) : null),
  (row) =>
    !isStatus(row.status)
      ? draftMessage('user.bad_status', { user_id: row.user_id, status: row.status })
      : null,
];
