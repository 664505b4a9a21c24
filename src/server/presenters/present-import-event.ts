import type { ImportEvent } from '../../api/index.ts';
import type { ImportEventRow } from '../../db/index.ts';
import { orderCounts } from './present-import-data.ts';

/** An event as webhooks and event streams tell it; it holds nothing about people. */
export function presentImportEvent(row: ImportEventRow): ImportEvent {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    time: row.created_at,
    account_id: row.root_account_id,
    sis_import: {
      id: row.sis_import_id,
      workflow_state: row.workflow_state,
      progress: row.progress,
      counts: row.counts === null ? null : orderCounts(row.counts),
    },
  };
}
