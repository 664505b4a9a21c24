import { changeableTypes, type changeSisId, draftMessage } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';

const types: ReadonlySet<string> = new Set(changeableTypes);

/** What a row of change_sis_id can be refused or remarked on for by itself, in this order. */
export const changeSisIdRules: RowRules<typeof changeSisId> = [
  (row) => (row.type === null ? draftMessage('change_sis_id.type_missing', {}) : null),
  (row) =>
    row.old_id === null && row.old_integration_id === null
      ? draftMessage('change_sis_id.old_missing', {})
      : null,
  (row) =>
    row.new_id === null && row.new_integration_id === null
      ? draftMessage('change_sis_id.new_missing', {})
      : null,
  (row) =>
    !types.has(row.type?.toLowerCase() ?? '')
      ? draftMessage('change_sis_id.bad_type', { type: row.type })
      : null,
  (row) =>
    row.type?.toLowerCase() === 'group_category' &&
    (row.old_integration_id !== null || row.new_integration_id !== null)
      ? draftMessage(
          'change_sis_id.no_integration',
          {},
          { column: row.old_integration_id === null ? 'new_integration_id' : 'old_integration_id' },
        )
      : null,
];
