import type { PoolClient } from 'pg';
import type { PlanSummary } from '../../api/index.ts';
import {
  carryMessages,
  carryPlan,
  inTransaction,
  lastMessageId,
  lockImport,
  moveImport,
  type PlanBlock,
  readRosterVersion,
} from '../../db/index.ts';
import { fileTypes } from '../../format/index.ts';
import { ImportAborted } from '../context.ts';
import type { ImportRun } from '../import-run.ts';
import { stopIfAsked } from './apply-rows.ts';
import type { Rehearsed } from './rehearse.ts';

const plurals = Object.fromEntries(fileTypes.map(({ name, plural }) => [name, plural]));

/**
 * Stores the plan in a transaction on a connection of its own, as that of the rehearsal is rolled back; `note` writes
 * what the import says of it in the same one.
 */
export async function storePlan(
  run: ImportRun,
  rehearsed: Rehearsed,
  note: (client: PoolClient, plan: PlanSummary) => Promise<void>,
): Promise<void> {
  const { root_account_id, sis_import_id } = run.key;
  await inTransaction(run.context.pool, async (client) => {
    await run.context.hold?.(client);
    const roster_version = await readRosterVersion(rehearsed.client, root_account_id);
    const blocks = await carryPlan(rehearsed.client, client, run.key, {
      roster_version,
      plurals,
      stopIfAsked: () => stopIfAsked(run),
    });
    const import_ = await lockImport(client, root_account_id, sis_import_id);
    if (!run.states.includes(import_?.workflow_state ?? '')) throw new ImportAborted(run.key);
    await note(client, summaryOf(blocks));
  });
}

function summaryOf(blocks: readonly PlanBlock[]): PlanSummary {
  const summary: Record<string, Record<string, number>> = {};
  for (const { kind, action, count } of blocks) {
    const actions = summary[kind] ?? {};
    summary[kind] = { ...actions, [action]: count };
  }
  return summary;
}

/**
 * Keeps the outcome of a dry run: its plan, what it has to say of the upload, its counts. From there on the import goes
 * on as one whose rows are all in.
 */
export async function storeDryRun(run: ImportRun, rehearsed: Rehearsed): Promise<void> {
  const { root_account_id, sis_import_id } = run.key;
  await storePlan(run, rehearsed, async (client, plan) => {
    await carryMessages(rehearsed.client, client, run.key, await lastMessageId(client, run.key));
    await moveImport(client, root_account_id, sis_import_id, {
      tally: rehearsed.tally,
      data: { ...rehearsed.data, plan },
    });
  });
}
