import { NotFoundError, type SisImport, type SisImportError } from '../../client/index.ts';
import { csvLine, identifyMessage } from '../../format/index.ts';
import { openPaths } from '../check/open-paths.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { type Connection, type ConnectionOptions, openConnection } from '../open-connection.ts';
import { choosePaint } from '../render.ts';
import type { Surroundings } from '../surroundings.ts';
import { type MessageGroup, MessageGroups } from './group-messages.ts';
import { csvHead, type ErrorFormat, renderCures, renderErrors } from './render-errors.ts';
import { writeCures } from './write-cures.ts';

export interface ErrorsCommandOptions extends Omit<ConnectionOptions, 'only'> {
  readonly color: boolean;
  readonly format: ErrorFormat;
  readonly limit: number;
  /** Show every message of this code, or of this wording; null: the causes. */
  readonly cause: string | null;
  /** The folder for files that cure it; null: none. */
  readonly fix_folder: string | null;
  /** The files that were sent. */
  readonly files: readonly string[];
  readonly force: boolean;
}

const PER_PAGE = 100;

const hasMessages = ({ workflow_state, data, processing_errors, processing_warnings }: SisImport) =>
  /messages$|^failed$/.test(workflow_state) ||
  (data.counts?.error_count ?? 0) + (data.counts?.warning_count ?? 0) > 0 ||
  (processing_errors?.length ?? 0) + (processing_warnings?.length ?? 0) > 0;

/** The import of that number, or the newest one that has messages. */
async function findImport({ client }: Connection, id: number | null, signal: AbortSignal) {
  if (id !== null) return await client.sisImports.get(id, { signal });
  for await (const one of client.sisImports.list({}, { signal })) if (hasMessages(one)) return one;
  return null;
}

/** All messages, the newest first; of a release without a list of them those that the import itself shows. */
async function* readAll({ client }: Connection, state: SisImport, signal: AbortSignal) {
  try {
    yield* client.sisImports.errors(state.id, {}, { per_page: PER_PAGE, signal });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
    const pairs = [...(state.processing_errors ?? []), ...(state.processing_warnings ?? [])];
    for (const [file, message] of pairs.toReversed())
      yield { sis_import_id: state.id, file, message, row: null, row_info: null } satisfies SisImportError;
  }
}

const isOf = (cause: string, message: string, groups: MessageGroups) => {
  const group = groups.add({ file: null, row: null, message });
  return group.code === cause || group.cause === cause || message === cause;
};

/** Writes messages one by one: all of them, or those of a cause. */
async function writeList(
  all: AsyncIterable<SisImportError>,
  { format, cause }: ErrorsCommandOptions,
  { stdout }: Surroundings,
): Promise<void> {
  const groups = new MessageGroups();
  if (format === 'csv') stdout.write(csvHead);
  for await (const { file, row, message, row_info = null } of all) {
    if (cause !== null && !isOf(cause, message, groups)) continue;
    const code = identifyMessage(message)?.code ?? null;
    if (format === 'json') stdout.write(`${JSON.stringify({ file, row, code, message, row_info })}\n`);
    else if (format === 'csv')
      stdout.write(csvLine([file ?? '', String(row ?? ''), code ?? '', message, row_info ?? '']));
    else stdout.write(`${file === null ? '' : `${file}${row === null ? '' : `:${row}`}  `}${message}\n`);
  }
}

async function group(all: AsyncIterable<SisImportError>): Promise<readonly MessageGroup[]> {
  const groups = new MessageGroups();
  for await (const message of all) groups.add(message);
  return groups.list();
}

/** Shows the messages of an import by cause, writes what cures them, and returns the exit status. */
export async function runErrors(
  id: number | null,
  options: ErrorsCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { stdout, stderr, env } = surroundings;
  const { format, cause, fix_folder, files, force, limit } = options;
  const signal = surroundings.listenForInterrupt();
  const quiet = format !== 'text';
  const opened = files.length === 0 ? null : (await openPaths(files)).upload;
  const connection = await openConnection({ ...options, quiet, only: 'requests' }, surroundings);
  try {
    const state = await findImport(connection, id, signal);
    if (state === null) throw new CommandError('No SIS import of the account has messages.');
    const messages = () => readAll(connection, state, signal);
    if (cause !== null || format === 'csv') await writeList(messages(), options, surroundings);
    else {
      const groups = await group(messages());
      const width = stdout.isTTY ? stdout.columns || null : null;
      const paint = choosePaint(stdout, env, options.color);
      if (format === 'json') stdout.write(`${JSON.stringify({ sis_import_id: state.id, groups })}\n`);
      else stdout.write(renderErrors(state, groups, { limit, width, paint }));
    }
    if (fix_folder !== null) {
      const { client } = connection;
      const sources = { client, messages, files: opened?.files ?? [], folder: fix_folder, force, signal };
      const told = renderCures(await writeCures(sources));
      (format === 'text' ? stdout : stderr).write(format === 'text' ? `\n${told}` : told);
    }
    return exitStatus.done;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof CommandError) throw error;
    throw new CommandError('The messages could not be read.', exitStatus.failed, error);
  } finally {
    await connection.close();
    await opened?.close();
  }
}
