import type { PoolClient } from 'pg';
import {
  countKept,
  countRestored,
  deleteDeferred,
  findChanged,
  findNeeds,
  findTaken,
  findUsed,
  followSections,
  gatherUndo,
  giveBackStamps,
  inTransaction,
  keepObstructed,
  listObstacles,
  lockImport,
  lockRosterForEdit,
  markUndone,
  moveImport,
  putBackFields,
  removeMade,
  type UndoScope,
  undoTables,
} from '../../db/index.ts';
import { type EngineContext, ImportInterrupted, timestampOf } from '../context.ts';
import { statisticsWithRestored } from '../tally.ts';
import {
  checkMemory,
  completeProgress,
  noteCompletion,
  type PutBackJob,
  PutBackRefused,
  runPutBack,
} from './run-put-back.ts';
import { replaceMessages } from './tell-messages.ts';
import { messageOfObstacle, tellObstacle } from './tell-obstacles.ts';

/** Takes back all that an import has done. */
export interface UndoJob extends PutBackJob {
  /** What others have changed since is put back, too; only what others need stays. */
  readonly force: boolean;
}

// The Progress holds the first ones, the messages of the import so many.
const TOLD_OBSTACLES = 100;
const TOLD_MESSAGES = 1_000;

/**
 * Leaves the roster as if the import had never been: what it made is gone, what it changed has its former values, marks
 * and ids. In one transaction, all or nothing: where others have changed something since, or need it, it refuses and
 * says what is in the way.
 */
export async function undoImport(context: EngineContext, job: UndoJob): Promise<void> {
  await runPutBack(context, job, {
    work: () => inTransaction(context.pool, (client) => undo(new Undo(context, job, client))),
    stateWhenStopped: async () => job.state_before,
  });
}

/** An undo under way, which tells of its steps. */
class Undo {
  readonly context: EngineContext;
  readonly job: UndoJob;
  readonly client: PoolClient;
  readonly now: string;
  #steps = 0;
  #done = 0;

  constructor(context: EngineContext, job: UndoJob, client: PoolClient) {
    this.context = context;
    this.job = job;
    this.client = client;
    this.now = timestampOf(context.now());
  }

  expect(steps: number): void {
    this.#steps = steps;
  }

  /** Looks whether it shall go on; tells how far it is on another connection, as its own shows nothing until the end. */
  async step(): Promise<void> {
    if (this.context.signal?.aborted) throw new ImportInterrupted(this.job);
    await noteCompletion(this.context.pool, this.job, this.#done, this.#steps + 1);
    this.#done += 1;
  }
}

async function undo(work: Undo): Promise<void> {
  const { context, client, job, now } = work;
  const { root_account_id } = job;
  await context.hold?.(client);
  await lockRosterForEdit(client, root_account_id);
  const scope = await gatherUndo(client, job);
  await checkMemory(client, job);
  // Finding what is in the way takes about as long as two tables.
  work.expect(2 * scope.touched.length + 2);
  await work.step();
  await findObstacles(work, scope);
  const tables = await undoTables(client);
  let removed = 0;
  let put_back = 0;
  for (const table of tables) {
    await work.step();
    removed += await removeMade(client, job, table);
  }
  for (const table of tables) {
    await work.step();
    put_back += await putBackFields(client, job, table, now);
  }
  if (job.force) await followSections(client, job, now);
  await giveBackStamps(client, job);
  await markUndone(client, job);
  await finish(work, { removed, put_back });
}

/** Finds what is in the way: throws, or with `force` sees to it that what others need stays. */
async function findObstacles(work: Undo, scope: UndoScope): Promise<void> {
  const { client, job } = work;
  const { root_account_id } = job;
  await findChanged(client);
  await findUsed(client, root_account_id, scope);
  await findNeeds(client, root_account_id, scope);
  await findTaken(client, root_account_id, scope);
  await work.step();
  const { count, obstacles } = await listObstacles(client, root_account_id, TOLD_MESSAGES);
  if (!job.force && count > 0) {
    const objects =
      count === 1
        ? 'One object has been changed since the import or is'
        : `${count} objects have been changed since the import or are`;
    throw new PutBackRefused(
      `${objects} needed by others. Nothing was undone; force=true undoes the import nonetheless.`,
      { obstacle_count: count, obstacles: obstacles.slice(0, TOLD_OBSTACLES).map(tellObstacle) },
      obstacles.map(messageOfObstacle),
    );
  }
  while ((await keepObstructed(client, root_account_id, scope)) > 0) {
    await findNeeds(client, root_account_id, scope);
    await findTaken(client, root_account_id, scope);
  }
}

async function finish(
  { context, client, job, now }: Undo,
  counts: { readonly removed: number; readonly put_back: number },
): Promise<void> {
  const { root_account_id, sis_import_id } = job;
  const left = await countKept(client);
  const { obstacles } = await listObstacles(client, root_account_id, TOLD_MESSAGES, ['needed', 'taken']);
  await deleteDeferred(client, root_account_id, sis_import_id);
  const stored = await lockImport(client, root_account_id, sis_import_id);
  const statistics = stored?.data.statistics as Readonly<Record<string, unknown>> | undefined;
  await replaceMessages(context, client, job, 'undo.row_failed', obstacles.map(messageOfObstacle));
  await moveImport(client, root_account_id, sis_import_id, {
    workflow_state: 'restored',
    data: {
      undone_at: now,
      statistics: statisticsWithRestored(statistics, await countRestored(client, job)),
    },
  });
  const told = obstacles.slice(0, TOLD_OBSTACLES).map(tellObstacle);
  await completeProgress(client, job, { ...counts, left, obstacles: told });
}
