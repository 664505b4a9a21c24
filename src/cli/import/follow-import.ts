import { ResponseError, type SisImport } from '../../client/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import type { Connection } from '../open-connection.ts';
import { choosePaint } from '../render.ts';
import { Interruption, leadOf, type Surroundings } from '../surroundings.ts';
import { exitStatusOf } from './import-state.ts';
import { readMessages } from './read-messages.ts';
import { renderResult } from './render-result.ts';
import type { ImportCommandOptions } from './run-import.ts';
import { chooseView, type ProgressView } from './show-progress.ts';

// A person watches: looks at a running import need not be further apart than the eye notices.
const LONGEST_PAUSE_MS = 500;

/** Asks the server to stop an import; false when it had ended already. */
async function abort({ client, account_id }: Connection, id: number): Promise<boolean> {
  try {
    await client.abortSisImport({ account_id, id });
    return true;
  } catch (error) {
    if (error instanceof ResponseError && error.status === 404) return false;
    throw error;
  }
}

/**
 * Waits for the end of an import.
 * @throws Interruption when there was one, after the import has been aborted.
 */
async function watch(connection: Connection, id: number, view: ProgressView, interrupt: AbortSignal) {
  const { client, account_id } = connection;
  const wait = { onProgress: view.update, longest_pause_ms: LONGEST_PAUSE_MS };
  try {
    return await client.waitForSisImport({ account_id, id }, { ...wait, signal: interrupt });
  } catch (error) {
    // What ended before the abort reached it is shown as any other.
    if (!interrupt.aborted || (await abort(connection, id))) throw error;
    return await client.waitForSisImport({ account_id, id }, wait);
  } finally {
    view.close();
  }
}

async function showResult(
  { client, account_id }: Connection,
  state: SisImport,
  duration_ms: number,
  options: ImportCommandOptions,
  { stdout, env }: Surroundings,
): Promise<void> {
  if (options.json) {
    stdout.write(`${JSON.stringify(state)}\n`);
    return;
  }
  const messages = await readMessages(client, account_id, state, options.messages);
  const paint = choosePaint(stdout, env, options.color);
  const width = stdout.isTTY ? stdout.columns || null : null;
  const { to, account, data, messages: limit } = options;
  const where = { to, account, data };
  stdout.write(renderResult({ state, where, messages, duration_ms, limit, width }, paint));
}

/** Shows progress and result of an import that was submitted, and returns the exit status. */
export async function followImport(
  connection: Connection,
  id: number,
  started_ms: number,
  options: ImportCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { client, account_id } = connection;
  const { stderr } = surroundings;
  const view = chooseView(options.json, surroundings);
  try {
    const ended = await watch(connection, id, view, surroundings.listenForInterrupt());
    if (stderr.isTTY && !options.json) stderr.write('\n');
    await showResult(connection, ended, performance.now() - started_ms, options, surroundings);
    return exitStatusOf(ended);
  } catch (error) {
    if (error instanceof Interruption) {
      stderr.write(
        `${leadOf(error, stderr)}rollcall: SIS import ${id} was aborted; the rows that it had applied stay.\n`,
      );
      if (options.json)
        await showResult(
          connection,
          await client.showSisImport({ account_id, id }),
          0,
          options,
          surroundings,
        );
      return error.status;
    }
    throw new CommandError(
      `SIS import ${id} was submitted, but its end could not be seen.`,
      exitStatus.failed,
      error,
    );
  }
}
