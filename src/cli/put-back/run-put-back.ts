import { ConnectionError, type Progress, StalledError } from '../../client/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { askRollcall } from '../is-rollcall.ts';
import { type Connection, type ConnectionOptions, openConnection } from '../open-connection.ts';
import { choosePaint } from '../render.ts';
import { Interruption, leadOf, type Surroundings } from '../surroundings.ts';
import { exitStatusOf, type PutBackChoices, renderOutcome } from './render-outcome.ts';
import { createCompletionView } from './show-completion.ts';

export interface PutBackCommandOptions extends Omit<ConnectionOptions, 'only'> {
  readonly json: boolean;
  readonly color: boolean;
  /** Whether to see it to its end. */
  readonly wait: boolean;
}

// A person watches.
const LONGEST_PAUSE_MS = 500;
// A worker that is at it sees within a step that it is to stop.
const STOP_PATIENCE_MS = 5_000;

const labels = { undo: 'undoing', restore: 'restoring' } as const;
const stopped_message = 'It was stopped at the command line.';
const afterStop = {
  undo: 'was not undone: the undo was stopped, and nothing has changed.',
  restore: 'was not restored as a whole: what had been restored when it was stopped stays so.',
} as const;

async function request(
  connection: Connection,
  id: number,
  choices: PutBackChoices,
  signal: AbortSignal,
): Promise<Progress> {
  const { client, account_id } = connection;
  const { kind, ...values } = choices;
  try {
    const which = { account_id, id };
    return await (kind === 'undo'
      ? askRollcall(connection, kind, signal, () => client.undoSisImport({ ...which, ...values }))
      : client.restoreSisImportStates({ ...which, ...values }));
  } catch (error) {
    if (!(error instanceof ConnectionError)) throw error;
    throw new CommandError('The server could not be asked.', exitStatus.not_started, error);
  }
}

/** Lets the worker see that it is to stop, before a server of the command's own ends. */
async function awaitStop({ client, account_id }: Connection, id: number): Promise<void> {
  try {
    await client.waitForSisImport({ account_id, id }, { stalled_after_ms: STOP_PATIENCE_MS });
  } catch (error) {
    // It waits behind other imports: whoever works those off comes to it.
    if (!(error instanceof StalledError)) throw error;
  }
}

/**
 * Waits for the end of the work.
 * @throws Interruption when there was one, after the work has been stopped.
 */
async function watch(
  connection: Connection,
  id: number,
  work: Progress,
  onProgress: (progress: Progress) => void,
  interrupt: AbortSignal,
): Promise<Progress> {
  const { client } = connection;
  const wait = { onProgress, longest_pause_ms: LONGEST_PAUSE_MS };
  try {
    return await client.progress.waitFor(work, { ...wait, signal: interrupt });
  } catch (error) {
    if (!interrupt.aborted) throw error;
    const left = await client.progress.cancel(work, { message: stopped_message });
    // What ended before is shown as any other.
    if (left.message !== stopped_message) return left;
    await awaitStop(connection, id);
    throw interrupt.reason;
  }
}

/** Has an import undone or its states restored, shows what came of it, and returns the exit status. */
export async function runPutBack(
  id: number,
  choices: PutBackChoices,
  options: PutBackCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { kind } = choices;
  const { stdout, stderr, env } = surroundings;
  const interrupt = surroundings.listenForInterrupt();
  const connection = await openConnection({ ...options, only: 'imports' }, surroundings);
  const view = createCompletionView(labels[kind], options.json, surroundings);
  try {
    interrupt.throwIfAborted();
    const work = await request(connection, id, choices, interrupt);
    if (!options.wait) {
      stdout.write(
        options.json
          ? `${JSON.stringify(work)}\n`
          : `SIS import ${id}: ${work.workflow_state}\n${work.url}\n`,
      );
      return exitStatus.done;
    }
    const progress = await watch(connection, id, work, view.update, interrupt);
    view.close();
    const outcome = { id, kind, progress };
    const shown = options.json
      ? `${JSON.stringify(progress)}\n`
      : renderOutcome(outcome, choosePaint(stdout, env, options.color));
    stdout.write(shown);
    return exitStatusOf(outcome);
  } catch (error) {
    view.close();
    if (!(error instanceof Interruption)) throw error;
    stderr.write(`${leadOf(error, stderr)}rollcall: SIS import ${id} ${afterStop[kind]}\n`);
    return error.status;
  } finally {
    await connection.close();
  }
}
