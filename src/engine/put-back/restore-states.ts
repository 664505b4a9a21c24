import type { PoolClient } from 'pg';
import {
  countFailedRestores,
  countRestored,
  type FailedRestore,
  forgetFailedRestores,
  inTransaction,
  inTransactionOf,
  listRestoreWork,
  lockImport,
  lockRosterForEdit,
  markPuttingBack,
  moveImport,
  newestChange,
  type RestoreSelection,
  type RestoreStretch,
  type RosterTable,
  restorePart,
  withClient,
} from '../../db/index.ts';
import { draftMessage, type MessageDraft } from '../../format/index.ts';
import { type EngineContext, ImportInterrupted, timestampOf } from '../context.ts';
import { editLockedRoster } from '../edit-roster.ts';
import { statisticsWithRestored } from '../tally.ts';
import { followRevived } from './follow-revived.ts';
import { nouns } from './nouns.ts';
import { completeProgress, noteCompletion, type PutBackJob, runPutBack } from './run-put-back.ts';
import { addMessages, showMessages } from './tell-messages.ts';

/** Puts back the states that an import has changed, all of them or some. */
export interface RestoreJob extends PutBackJob {
  /** Only what batch mode took away. */
  readonly batch_mode: boolean;
  /** Only what the import deleted. */
  readonly undelete_only: boolean;
  /** Only what the import concluded. */
  readonly unconclude_only: boolean;
}

// Few enough that nobody waits long for the tenant's lock, enough that the statements of a part do not count.
const PART_OBJECTS = 10_000;

/**
 * Gives the objects that an import made or whose state it changed the state that they had before it. Only states:
 * names, dates, places and ids stay. Each part is one transaction, with its marks; a killed worker's successor goes on
 * with what is left, and so does a second request.
 */
export async function restoreStates(context: EngineContext, job: RestoreJob): Promise<void> {
  await runPutBack(context, job, {
    work: (is_first) => restoreAll(context, job, is_first),
    stateWhenStopped: async (client) =>
      (await countRestored(client, job)).size > 0 ? 'partially_restored' : job.state_before,
  });
}

function selectionOf({ batch_mode, undelete_only, unconclude_only }: RestoreJob): RestoreSelection {
  const next_states = undelete_only ? ['deleted', 'retired'] : unconclude_only ? ['completed'] : null;
  return { batch_mode, next_states };
}

async function restoreAll(context: EngineContext, job: RestoreJob, is_first: boolean): Promise<void> {
  if (is_first) await inTransaction(context.pool, (client) => forgetFailedRestores(client, job));
  const restoreWith = async (client: PoolClient) => {
    const stretches = await listRestoreWork(client, job, selectionOf(job));
    const total = stretches.at(-1)?.last ?? 0;
    const size = context.chunk_rows ?? PART_OBJECTS;
    for (const part of stretches.flatMap((stretch) => partsOf(stretch, size))) {
      if (context.signal?.aborted) throw new ImportInterrupted(job);
      await inTransactionOf(client, () => restoreOne(context, client, job, part, total));
    }
  };
  await withClient(context.pool, restoreWith, { once: true });
  await finish(context, job);
}

function partsOf({ table, first, last }: RestoreStretch, size: number): readonly RestoreStretch[] {
  const count = Math.ceil((last - first + 1) / size);
  return Array.from({ length: count }, (_, at) => {
    const from = first + at * size;
    return { table, first: from, last: Math.min(from + size - 1, last) };
  });
}

async function restoreOne(
  context: EngineContext,
  client: PoolClient,
  job: RestoreJob,
  part: RestoreStretch,
  total: number,
): Promise<void> {
  const { root_account_id, user_id } = job;
  await context.hold?.(client);
  await lockRosterForEdit(client, root_account_id);
  await noteCompletion(client, job, part.last, total);
  const newest = await newestChange(client, root_account_id);
  const now = context.now();
  const { failed, revived } = await restorePart(client, job, part, job.batch_mode, timestampOf(now));
  if (revived.length > 0) {
    const editor = { root_account_id, user_id, adds_stickiness: false };
    await editLockedRoster(client, now, editor, (roster) => followRevived(roster, revived));
    await markPuttingBack(client, job, newest);
  }
  await addMessages(
    client,
    job,
    failed.map((entry) => messageOf(part.table, entry)),
  );
}

const reasons: Readonly<Record<FailedRestore['reason'], string>> = {
  gone: 'there is no such object any more',
  taken: 'another object has its name or its place',
};

function messageOf(table: RosterTable, { id, sis_id, reason }: FailedRestore): MessageDraft {
  const params = { kind: nouns[table], id: sis_id ?? String(id), reason: reasons[reason] };
  return draftMessage('restore.row_failed', params);
}

async function finish(context: EngineContext, job: RestoreJob): Promise<void> {
  const { root_account_id, sis_import_id, batch_mode, undelete_only, unconclude_only } = job;
  await inTransaction(context.pool, async (client) => {
    await context.hold?.(client);
    const stored = await lockImport(client, root_account_id, sis_import_id);
    const restored = await countRestored(client, job);
    const is_partial = batch_mode || undelete_only || unconclude_only;
    await showMessages(context, client, job);
    await moveImport(client, root_account_id, sis_import_id, {
      workflow_state: is_partial ? 'partially_restored' : 'restored',
      data: {
        statistics: statisticsWithRestored(
          stored?.data.statistics as Readonly<Record<string, unknown>> | undefined,
          restored,
        ),
      },
    });
    const failed = await countFailedRestores(client, job);
    await completeProgress(client, job, { restored: sumOf(restored), failed });
  });
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
