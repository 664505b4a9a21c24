import type { PoolClient } from 'pg';
import type { HoldApproval, HoldLimit, ImportHold } from '../../api/index.ts';
import type { OpenedUpload } from '../../check/index.ts';
import {
  holdImport,
  inTransaction,
  isGroundAsPlanned,
  lockImport,
  moveImport,
  readRootSettings,
} from '../../db/index.ts';
import { ImportAborted } from '../context.ts';
import type { ImportRun } from '../import-run.ts';
import { type Rehearsed, rehearse } from '../phases/rehearse.ts';
import { storePlan } from '../phases/store-plan.ts';
import { canHarm, kindsTouchedBy } from './can-harm.ts';
import { findBreaches } from './find-breaches.ts';
import { findShrunken } from './find-shrunken.ts';
import { parseHoldLimits } from './limits.ts';

const MOST_LIMITS_TOLD = 1_000;

/** What is checked. */
export interface Checked {
  /** As it was sent, before any diff of it. */
  readonly upload: OpenedUpload;
  readonly files: readonly { readonly position: number; readonly name: string; readonly file_type: string }[];
  /** Applies all of it. */
  readonly apply: () => Promise<void>;
}

/**
 * Whether an import is to be held before it applies anything. It is rehearsed, unless the roster cannot be harmed at all
 * or is as it was when a person approved of the plan. Once approved it is held again only if more would be harmed.
 */
export async function isHeld(run: ImportRun, { upload, files, apply }: Checked): Promise<boolean> {
  const { pool } = run.context;
  const { root_account_id } = run.key;
  const hold = await readHold(run);
  const approved = hold?.approved_at === undefined ? null : hold;
  if (approved !== null && (await isGroundAsPlanned(pool, run.key))) return false;
  const { hold_limits } = await readRootSettings(pool, root_account_id);
  const limits = parseHoldLimits(typeof hold_limits === 'string' ? hold_limits : '');
  const kinds = kindsTouchedBy(
    files.map(({ file_type }) => file_type),
    Boolean(run.options.batch_mode),
  );
  if (!(await canHarm(pool, root_account_id, limits, kinds))) return false;
  return await rehearse(run, files, apply, async (rehearsed) => {
    const breaches = await findBreaches(rehearsed.client, pool, run.key, limits);
    if (breaches.every((breach) => isApproved(breach, approved))) return false;
    await store(run, rehearsed, upload, breaches, hold);
    return true;
  });
}

async function readHold(run: ImportRun): Promise<ImportHold | null> {
  return await inTransaction(run.context.pool, async (client) => {
    const stored = await lockImport(client, run.key.root_account_id, run.key.sis_import_id);
    return (stored?.data.hold as ImportHold | undefined) ?? null;
  });
}

/** Whether a person has approved of as much or more; of `left`, of as little or less. */
function isApproved(breach: HoldLimit, approved: ImportHold | null): boolean {
  const isSame = (other: HoldLimit) =>
    other.limit === breach.limit &&
    other.kind === breach.kind &&
    other.term?.id === breach.term?.id &&
    other.account?.id === breach.account?.id;
  const found = approved?.limits.find(isSame);
  if (found === undefined) return false;
  return breach.limit.endsWith('.left') ? breach.count >= found.count : breach.count <= found.count;
}

async function store(
  run: ImportRun,
  rehearsed: Rehearsed,
  upload: OpenedUpload,
  breaches: readonly HoldLimit[],
  last: ImportHold | null,
): Promise<void> {
  const { root_account_id, sis_import_id } = run.key;
  const files = await findShrunken(run, upload);
  await storePlan(run, rehearsed, async (client: PoolClient, plan) => {
    const hold: ImportHold = {
      held_at: run.context.now().toISOString(),
      limits: breaches.slice(0, MOST_LIMITS_TOLD),
      limit_count: breaches.length,
      files,
      earlier_approvals: approvalsOf(last),
    };
    await moveImport(client, root_account_id, sis_import_id, {
      data: { hold, plan, phase: { name: 'held', done_rows: 0, total_rows: 0 } },
    });
    await holdImport(client, run.key);
  });
}

function approvalsOf(hold: ImportHold | null): readonly HoldApproval[] {
  if (hold === null) return [];
  const { approved_at, approved_by, reason, earlier_approvals } = hold;
  if (approved_at === undefined || approved_by === undefined || reason === undefined)
    return earlier_approvals;
  return [...earlier_approvals, { approved_at, approved_by, reason }];
}

/** Lets an import begin that has passed the check. */
export async function beginChecked(run: ImportRun): Promise<void> {
  const { root_account_id, sis_import_id } = run.key;
  await inTransaction(run.context.pool, async (client) => {
    await run.context.hold?.(client);
    const stored = await lockImport(client, root_account_id, sis_import_id);
    if (stored?.workflow_state !== 'created') throw new ImportAborted(run.key);
    await moveImport(client, root_account_id, sis_import_id, { workflow_state: 'importing', started: true });
  });
  run.isRunning();
}
