import { hasEnded, isHeld, NotFoundError, type SisImport } from '../../client/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { exitStatusOf } from '../import/import-state.ts';
import { type Messages, readMessages } from '../import/read-messages.ts';
import { chooseView } from '../import/show-progress.ts';
import { type Connection, type ConnectionOptions, openConnection } from '../open-connection.ts';
import { choosePaint } from '../render.ts';
import type { Surroundings } from '../surroundings.ts';
import { renderStatus } from './render-status.ts';

export interface StatusCommandOptions extends Omit<ConnectionOptions, 'only'> {
  readonly color: boolean;
  /** Wait for the end. */
  readonly wait: boolean;
  readonly json: boolean;
  /** How many messages to show. */
  readonly messages: number;
}

async function findImport({ client }: Connection, id: number | null, signal: AbortSignal) {
  if (id !== null) return await client.sisImports.get(id, { signal });
  for await (const newest of client.sisImports.list({}, { per_page: 1, signal })) return newest;
  return null;
}

async function waitForEnd(
  { client }: Connection,
  found: SisImport,
  { json }: StatusCommandOptions,
  surroundings: Surroundings,
  signal: AbortSignal,
): Promise<SisImport> {
  const view = chooseView(json, surroundings);
  try {
    return await client.sisImports.waitFor(found, { onProgress: view.update, signal });
  } finally {
    view.close();
  }
}

/** The messages that an import object itself carries. */
function inlineMessages(state: SisImport): Messages {
  const read = (pairs: SisImport['processing_errors'] = []) =>
    pairs.map(([file, message]) => ({ sis_import_id: state.id, file, message, row: null, row_info: null }));
  const [failures, warnings] = [read(state.processing_errors), read(state.processing_warnings)];
  const { error_count = 0, warning_count = 0 } = state.data.counts ?? {};
  return {
    failures,
    warnings,
    total: Math.max(failures.length + warnings.length, error_count + warning_count),
  };
}

async function findMessages(
  { client, account_id }: Connection,
  state: SisImport,
  limit: number,
): Promise<Messages> {
  // One that nobody has taken up has none.
  if (['initializing', 'created'].includes(state.workflow_state)) return inlineMessages(state);
  return await readMessages(client, account_id, state, limit).catch((error: unknown) => {
    // Old releases do not list them.
    if (error instanceof NotFoundError) return inlineMessages(state);
    throw error;
  });
}

/** What a state stands for when somebody only asks: what goes on is no failure, nor is what was put back. */
function statusOf(state: SisImport): number {
  const is_back = ['restoring', 'restored', 'partially_restored'].includes(state.workflow_state);
  if (is_back || (!hasEnded(state) && !isHeld(state))) return exitStatus.done;
  return exitStatusOf(state);
}

/** Shows an import, the newest one without an id, and returns the exit status. */
export async function runStatus(
  id: number | null,
  options: StatusCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { stdout, env } = surroundings;
  const signal = surroundings.listenForInterrupt();
  // A server that is started here may have imports to go on with.
  const only = options.wait ? 'imports' : 'requests';
  const connection = await openConnection({ ...options, quiet: options.json, only }, surroundings);
  try {
    const found = await findImport(connection, id, signal);
    if (found === null) throw new CommandError('The account has no SIS imports.');
    const is_going = options.wait && !hasEnded(found) && !isHeld(found);
    const state = is_going ? await waitForEnd(connection, found, options, surroundings, signal) : found;
    if (options.json) stdout.write(`${JSON.stringify(state)}\n`);
    else {
      const messages = await findMessages(connection, state, options.messages);
      const width = stdout.isTTY ? stdout.columns || null : null;
      const paint = choosePaint(stdout, env, options.color);
      const { to, account, data, messages: limit } = options;
      const where = { to, account, data };
      stdout.write(renderStatus({ state, where, messages, limit, width, now_ms: Date.now() }, paint));
    }
    return statusOf(state);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CommandError) throw error;
    const what = id === null ? 'The newest SIS import' : `SIS import ${id}`;
    throw new CommandError(`${what} could not be seen.`, exitStatus.not_started, error);
  } finally {
    await connection.close();
  }
}
