import { endStates } from '../../../api/index.ts';
import {
  areChangesForgotten,
  findNewestProgress,
  insertProgress,
  inTransaction,
  lockSisImport,
  markSisImportRestoring,
  type ProgressRow,
  type Queryable,
  type SisImportRow,
} from '../../../db/index.ts';
import type { PutBackJob } from '../../../engine/index.ts';
import type { Call } from '../../define-route.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import type { PutBackRequest } from '../../jobs/index.ts';

/** Throws unless what the import has done can be put back. */
async function checkImport(client: Queryable, row: SisImportRow): Promise<void> {
  const { id, root_account_id, workflow_state, data, options } = row;
  if (!endStates.some((state) => state === workflow_state)) {
    throw new ApiError('import_not_ended', { params: { workflow_state } });
  }
  // One that was aborted before it began says so in its options alone.
  if (data.dry_run === true || options.dry_run === true) throw new ApiError('import_was_dry_run');
  if (data.undone_at !== undefined) throw new ApiError('import_undone');
  if (await areChangesForgotten(client, root_account_id, id)) throw new ApiError('import_too_old');
}

/** The work on an import that a request asks for again: it is under way, or it has left nothing to do. */
async function findSame(client: Queryable, row: SisImportRow, tag: string): Promise<ProgressRow | null> {
  const { id, root_account_id, workflow_state, data } = row;
  const is_undone = data.undone_at !== undefined;
  if (!is_undone && workflow_state !== 'restoring') return null;
  const about = { root_account_id, context_type: 'SisBatch', context_id: id, tag };
  const newest = await findNewestProgress(client, about);
  const states = is_undone ? ['completed'] : ['queued', 'running'];
  return newest !== null && states.includes(newest.workflow_state) ? newest : null;
}

/** A kind of work that puts an import back. */
interface PutBackStart {
  /** Its name in the Progress. */
  readonly tag: string;
  /** Asked for again it answers with the same Progress. */
  readonly once?: boolean;
  readonly requestOf: (job: PutBackJob) => PutBackRequest;
}

/**
 * Has an import put back: in one transaction it is in the state `restoring`, has a Progress and a job in the queue.
 */
export async function startPutBack(
  call: Call,
  key: { readonly root_account_id: number; readonly id: number },
  { tag, once = false, requestOf }: PutBackStart,
): Promise<ProgressRow> {
  const { database, queue } = call.context;
  const { root_account_id, id } = key;
  return inTransaction(database.pool, async (client) => {
    const row = await lockSisImport(client, root_account_id, id);
    if (row === null) throw unknownRecord('SIS import');
    const same = once ? await findSame(client, row, tag) : null;
    if (same !== null) return same;
    await checkImport(client, row);
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
