import type { PoolClient } from 'pg';
import {
  type ImportStep,
  inRehearsal,
  inTransaction,
  isInTheWay,
  moveImport,
  noteBlocked,
  noteRehearsedFiles,
  noteRehearsedRows,
  readImportState,
  withClient,
} from '../../db/index.ts';
import { ImportAborted } from '../context.ts';
import type { ImportRun, Stage } from '../import-run.ts';
import type { TallyState } from '../tally.ts';
import { stopIfAsked } from './apply-rows.ts';

/** How often a rehearsal gives way to people before it makes them wait. */
const POLITE_ATTEMPTS = 3;

const LOOK_EVERY_MS = 500;

/** What a rehearsed import has come to. */
export interface Rehearsed {
  /** The connection in whose transaction all of it can still be read. */
  readonly client: PoolClient;
  readonly tally: TallyState;
  /** What the import would say of itself besides counts. */
  readonly data: Readonly<Record<string, unknown>>;
}

/**
 * Does what `apply` does to the roster in one transaction, lets `read` see what came of it, and rolls it back. The very
 * code of a real import runs, so that what it would do need not be foreseen by code of its own.
 */
export async function rehearse<T>(
  run: ImportRun,
  files: readonly { readonly position: number; readonly name: string }[],
  apply: () => Promise<void>,
  read: (rehearsed: Rehearsed) => Promise<T>,
): Promise<T> {
  const { root_account_id } = run.key;
  for (let attempt = 1; ; attempt += 1) {
    const alone = attempt > POLITE_ATTEMPTS;
    try {
      // Its tables are gone with the transaction, but not what the server has learned of them.
      return await withClient(run.context.pool, (client) =>
        inRehearsal(client, { alone, root_account_id }, async () => {
          await noteRehearsedFiles(client, files);
          const data: Record<string, unknown> = {};
          return await run.onStage(stageOf(run, client, data), async () => {
            await apply();
            return await read({ client, tally: run.late.plus(run.tally.state()).state(), data });
          });
        }),
      );
    } catch (error) {
      if (alone || !isInTheWay(error)) throw error;
      run.context.log.info({ ...run.key, attempt }, 'a rehearsal gives way to a change by hand');
    }
  }
}

function stageOf(run: ImportRun, client: PoolClient, data: Record<string, unknown>): Stage {
  let looked_at = Number.NEGATIVE_INFINITY;
  let told_at = Number.NEGATIVE_INFINITY;
  return {
    client,
    enter: async () => {
      stopIfAsked(run);
      if (performance.now() - looked_at < LOOK_EVERY_MS) return;
      looked_at = performance.now();
      await checkState(run);
    },
    move: async (step) => {
      const { completed_importers, phase } = step.data ?? {};
      if (completed_importers !== undefined) data.completed_importers = completed_importers;
      if (phase === undefined || performance.now() - told_at < LOOK_EVERY_MS) return;
      told_at = performance.now();
      await tellProgress(run, step);
    },
    note: async (plan, position) => {
      await noteRehearsedRows(client, position, plan.changes);
      await noteBlocked(client, position, plan.blocked);
    },
  };
}

/** Throws when a person has aborted the import. */
export async function checkState(run: ImportRun): Promise<void> {
  const { root_account_id, sis_import_id } = run.key;
  const state = await readImportState(run.context.pool, root_account_id, sis_import_id);
  if (state === null || !run.states.includes(state)) throw new ImportAborted(run.key);
}

/** Shows how far the rehearsal is; it has the import's own transaction, in which nobody could see it. */
async function tellProgress(run: ImportRun, { progress, data }: ImportStep): Promise<void> {
  const phase = { ...(data?.phase as object), name: 'planning' };
  await inTransaction(
    run.context.pool,
    async (client) => {
      await run.context.hold?.(client);
      await moveImport(client, run.key.root_account_id, run.key.sis_import_id, {
        // An import that is checked has not begun.
        ...(progress === undefined || run.isChecked ? {} : { progress }),
        data: { phase },
      });
    },
    { loose: true },
  );
}
