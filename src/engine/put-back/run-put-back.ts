import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import {
  areChangesForgotten,
  inTransaction,
  lockImport,
  lockProgress,
  moveImport,
  moveProgress,
  type Queryable,
} from '../../db/index.ts';
import type { MessageDraft } from '../../format/index.ts';
import { type EngineContext, ImportInterrupted, type ImportKey } from '../context.ts';
import { isOutage } from '../is-outage.ts';
import { replaceMessages } from './tell-messages.ts';

/** Work that puts back what an ended import has done; a Progress tells how far it is. */
export interface PutBackJob extends ImportKey {
  readonly progress_id: number;
  /** Who asked for it. */
  readonly user_id: number | null;
  /** The import's state until then, to which it returns when nothing comes of it. */
  readonly state_before: string;
}

/** Somebody stopped the work through its Progress. */
export class PutBackStopped extends Error {
  override readonly name = 'PutBackStopped';
}

/** The work cannot be done, for a reason that a person can do something about; its Progress says so. */
export class PutBackRefused extends Error {
  override readonly name = 'PutBackRefused';
  readonly results: Readonly<Record<string, unknown>>;
  /** What the import is to say. */
  readonly messages: readonly MessageDraft[];

  constructor(
    message: string,
    results: Readonly<Record<string, unknown>>,
    messages: readonly MessageDraft[],
  ) {
    super(message);
    this.results = results;
    this.messages = messages;
  }
}

/** What is particular about one kind of such work. */
export interface PutBackKind {
  /** Does it, all from its beginning or from where it was left. `is_first`: no worker has taken it up before. */
  readonly work: (is_first: boolean) => Promise<void>;
  /** The state of the import when the work ends without success. */
  readonly stateWhenStopped: (client: PoolClient) => Promise<string>;
}

const progressOf = ({ root_account_id, progress_id }: PutBackJob) => ({ root_account_id, id: progress_id });

/** Takes the work up and sees it to its end, whatever that is; throws where another try may help. */
export async function runPutBack(
  context: EngineContext,
  job: PutBackJob,
  { work, stateWhenStopped }: PutBackKind,
): Promise<void> {
  const begun = await inTransaction(context.pool, async (client) => {
    await context.hold?.(client);
    const state = await lockProgress(client, progressOf(job));
    if (state !== null)
      await moveProgress(client, progressOf(job), { workflow_state: 'running', completion: 0 });
    else await endImport(client, job, await stateWhenStopped(client));
    return state;
  });
  if (begun === null) return;
  try {
    await checkMemory(context.pool, job);
    await work(begun === 'queued');
  } catch (error) {
    if (error instanceof ImportInterrupted || context.signal?.aborted || isOutage(error)) throw error;
    await endBadly(context, job, error, stateWhenStopped);
  }
}

/** @throws PutBackRefused when what the work takes has been removed as too old, as while it waited for its turn. */
export async function checkMemory(db: Queryable, job: PutBackJob): Promise<void> {
  if (await areChangesForgotten(db, job.root_account_id, job.sis_import_id))
    throw new PutBackRefused('The import is too old: what it has changed is no longer kept.', {}, []);
}

async function endBadly(
  context: EngineContext,
  job: PutBackJob,
  error: unknown,
  stateWhenStopped: PutBackKind['stateWhenStopped'],
): Promise<void> {
  const { root_account_id, sis_import_id } = job;
  await inTransaction(context.pool, async (client) => {
    await context.hold?.(client);
    await endImport(client, job, await stateWhenStopped(client));
    if (error instanceof PutBackStopped) return;
    const workflow_state = 'failed';
    if (error instanceof PutBackRefused) {
      const { message, results, messages } = error;
      const [first] = messages;
      if (first) await replaceMessages(context, client, job, first.code, messages);
      await moveProgress(client, progressOf(job), { workflow_state, message, results });
      return;
    }
    const reference = randomUUID();
    context.log.error(
      { error, reference, root_account_id, sis_import_id },
      'an import could not be put back',
    );
    const message = `An unexpected fault stopped the work; its reference is ${reference}.`;
    await moveProgress(client, progressOf(job), { workflow_state, message });
  });
}

/** Gives the import its state, unless it has got another one by itself. */
async function endImport(client: PoolClient, job: PutBackJob, workflow_state: string): Promise<void> {
  const { root_account_id, sis_import_id } = job;
  const stored = await lockImport(client, root_account_id, sis_import_id);
  if (stored?.workflow_state === 'restoring')
    await moveImport(client, root_account_id, sis_import_id, { workflow_state });
}

/** Notes how far the work is. @throws PutBackStopped when somebody has stopped it. */
export async function noteCompletion(
  client: Queryable,
  job: PutBackJob,
  done: number,
  total: number,
): Promise<void> {
  const completion = total === 0 ? 100 : Math.floor((100 * done) / total);
  const goes_on = await moveProgress(client, progressOf(job), { completion: Math.min(completion, 100) });
  if (!goes_on) throw new PutBackStopped();
}

/** Ends the Progress with what came of the work. @throws PutBackStopped when somebody has stopped it before. */
export async function completeProgress(
  client: PoolClient,
  job: PutBackJob,
  results: Readonly<Record<string, unknown>>,
): Promise<void> {
  const step = { workflow_state: 'completed', completion: 100, results } as const;
  if (!(await moveProgress(client, progressOf(job), step))) throw new PutBackStopped();
}
