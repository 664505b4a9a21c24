import { draftMessage, type login } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';

/** What a row of login can be refused or remarked on for by itself, in this order. */
export const loginRules: RowRules<typeof login> = [
  (row) => (row.user_id === null ? draftMessage('login.user_id_missing', {}) : null),
  (row) => (row.login_id === null ? draftMessage('login.login_id_missing', { user_id: row.user_id }) : null),
  (row) =>
    row.existing_user_id === null &&
    row.existing_integration_id === null &&
    row.existing_canvas_user_id === null
      ? draftMessage('login.without_existing_user', { user_id: row.user_id })
      : null,
];
