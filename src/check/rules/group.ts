import { draftMessage, group } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(group);

/** What a row of group can be refused or remarked on for by itself, in this order. */
export const groupRules: RowRules<typeof group> = [
  (row) => (row.group_id === null ? draftMessage('group.missing_id', {}) : null),
  (row) => (row.name === null ? draftMessage('group.missing_name', { group_id: row.group_id }) : null),
  (row) =>
    !isStatus(row.status)
      ? draftMessage('group.bad_status', { group_id: row.group_id, status: row.status })
      : null,
];
