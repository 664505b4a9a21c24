import { endStates } from '../../../api/index.ts';
import {
  insertProgress,
  inTransaction,
  lockSisImport,
  markSisImportRestoring,
  type ProgressRow,
  type SisImportRow,
} from '../../../db/index.ts';
import { type PutBackJob, ROLLBACK_DAYS } from '../../../engine/index.ts';
import type { Call } from '../../define-route.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import type { PutBackRequest } from '../../jobs/index.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Throws unless what the import has done can be put back. */
function checkImport({ workflow_state, data, created_at }: SisImportRow): void {
  if (!endStates.some((state) => state === workflow_state)) {
    throw new ApiError('import_not_ended', { params: { workflow_state } });
  }
  if (data.undone_at !== undefined) throw new ApiError('import_undone');
  // Its changes are all younger than itself, so that none of them is gone yet.
  if (Date.parse(created_at) < Date.now() - ROLLBACK_DAYS * DAY_MS) {
    throw new ApiError('import_too_old', { params: { days: ROLLBACK_DAYS } });
  }
}

/**
 * Has an import put back: in one transaction it is in the state `restoring`, has a Progress and a job in the queue.
 */
export async function startPutBack(
  call: Call,
  key: { readonly root_account_id: number; readonly id: number },
  tag: string,
  requestOf: (job: PutBackJob) => PutBackRequest,
): Promise<ProgressRow> {
  const { database, queue } = call.context;
  const { root_account_id, id } = key;
  return inTransaction(database.pool, async (client) => {
    const row = await lockSisImport(client, root_account_id, id);
    if (row === null) throw unknownRecord('SIS import');
    checkImport(row);
    await markSisImportRestoring(client, root_account_id, id);
    const { user_id } = call.viewer;
    const progress = await insertProgress(client, {
      root_account_id,
      context_type: 'SisBatch',
      context_id: id,
      user_id,
      tag,
      completion: null,
      workflow_state: 'queued',
      message: null,
      results: null,
    });
    const state_before = row.workflow_state;
    const job = { root_account_id, sis_import_id: id, progress_id: progress.id, user_id, state_before };
    await queue.enqueuePutBack(requestOf(job), client);
    return progress;
  });
}
