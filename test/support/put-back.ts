import type { Pool } from 'pg';
import { insertProgress, markSisImportRestoring, type ProgressRow } from '../../src/db/index.ts';
import { type PutBackJob, type RestoreJob, restoreStates, undoImport } from '../../src/engine/index.ts';
import type { Storage } from '../../src/storage/index.ts';

/** What the work is done with; the engine chooses the size of its parts unless it is given. */
export interface PutBackMeans {
  readonly pool: Pool;
  readonly storage: Storage;
  readonly chunk_rows?: number;
  readonly signal?: AbortSignal;
}

/** The id of the newest import of a tenant. */
export async function newestImport(pool: Pool, root_account_id: number): Promise<number> {
  const { rows } = await pool.query<{ id: number }>(
    'select max(id) as id from sis_imports where root_account_id = $1',
    [root_account_id],
  );
  return rows[0]!.id;
}

/** What a request leaves for its worker: the import in the state `restoring`, and a Progress. */
export async function requestPutBack(
  pool: Pool,
  root_account_id: number,
  sis_import_id: number,
  user_id: number | null = null,
): Promise<PutBackJob> {
  const { rows } = await pool.query<{ workflow_state: string }>(
    'select workflow_state from sis_imports where root_account_id = $1 and id = $2',
    [root_account_id, sis_import_id],
  );
  await markSisImportRestoring(pool, root_account_id, sis_import_id);
  const { id: progress_id } = await insertProgress(pool, {
    root_account_id,
    context_type: 'SisBatch',
    context_id: sis_import_id,
    user_id,
    tag: 'test',
    completion: null,
    workflow_state: 'queued',
    message: null,
    results: null,
  });
  return { root_account_id, sis_import_id, progress_id, user_id, state_before: rows[0]!.workflow_state };
}

/** The engine's surroundings; a fault of ours fails the test. */
export function contextOf(means: PutBackMeans) {
  const log = {
    info: () => {},
    error: (fields: { readonly error?: unknown }) => {
      throw new Error('The work failed.', { cause: fields.error });
    },
  };
  return { ...means, now: () => new Date(), log };
}

/** Puts the states back that an import has changed, as a worker does; hands out what its Progress says. */
export async function restoreImport(
  means: PutBackMeans,
  root_account_id: number,
  sis_import_id: number,
  filters: Partial<Pick<RestoreJob, 'batch_mode' | 'undelete_only' | 'unconclude_only'>> = {},
): Promise<ProgressRow> {
  const job = await requestPutBack(means.pool, root_account_id, sis_import_id);
  const all = { batch_mode: false, undelete_only: false, unconclude_only: false };
  await restoreStates(contextOf(means), { ...job, ...all, ...filters });
  return progressOf(means.pool, job);
}

/** Undoes an import, as a worker does; hands out what its Progress says. */
export async function undoAnImport(
  means: PutBackMeans,
  root_account_id: number,
  sis_import_id: number,
  force = false,
): Promise<ProgressRow> {
  const job = await requestPutBack(means.pool, root_account_id, sis_import_id);
  await undoImport(contextOf(means), { ...job, force });
  return progressOf(means.pool, job);
}

export async function progressOf(pool: Pool, { progress_id }: PutBackJob): Promise<ProgressRow> {
  const { rows } = await pool.query<ProgressRow>('select * from progresses where id = $1', [progress_id]);
  return rows[0]!;
}
