import type { SisImport, SubmitEvent, Upload } from '../../client/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import type { ImportChoices } from '../import-choices.ts';
import { type Connection, type ConnectionOptions, openConnection } from '../open-connection.ts';
import { importOptionsOf } from '../profiles/index.ts';
import { renderCount, renderForeign } from '../render.ts';
import { Interruption, type Surroundings } from '../surroundings.ts';
import { collectUpload } from './collect-upload.ts';

export interface ImportCommandOptions extends Omit<ConnectionOptions, 'only'> {
  readonly json: boolean;
  readonly color: boolean;
  /** How many messages are shown. */
  readonly messages: number;
}

/** Sends the upload; one import is made of it, however often the connection breaks. */
async function submit(
  { client, target }: Connection,
  choices: ImportChoices,
  upload: Upload,
  signal: AbortSignal,
  stderr: Surroundings['stderr'],
): Promise<SisImport> {
  const texts = {
    broken: 'its import is looked for',
    again: 'it is sent again',
    found: 'its import was made',
  };
  const values = { ...importOptionsOf(target?.profile ?? null), ...choices };
  const onEvent = ({ kind }: SubmitEvent) => stderr.write(`rollcall: the upload broke off; ${texts[kind]}\n`);
  try {
    return await client.sisImports.create(upload, values, { signal, onEvent });
  } catch (error) {
    if (error instanceof Interruption) throw error;
    throw new CommandError('The import could not be submitted.', exitStatus.not_started, error);
  }
}

/** How many names a person reads. */
const NAMES_SHOWN = 3;

function renderLeftOut(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_SHOWN).map(renderForeign).join(', ');
  const rest = names.length - NAMES_SHOWN;
  return `left out, as only .csv files are imported: ${shown}${rest > 0 ? ` and ${renderCount(rest)} more` : ''}`;
}

/** Submits the paths, shows progress and result, and returns the exit status. */
export async function runImport(
  paths: readonly string[],
  choices: ImportChoices,
  options: ImportCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const interrupt = surroundings.listenForInterrupt();
  // Before anything is started, so that a wrong path costs nothing.
  const { upload, left_out } = await collectUpload(paths);
  // What shows the result is loaded while the server starts.
  const [connection, { followImport }] = await Promise.all([
    openConnection({ ...options, only: 'imports' }, surroundings),
    import('./follow-import.ts'),
  ]);
  try {
    interrupt.throwIfAborted();
    if (left_out.length > 0 && !options.quiet) surroundings.stderr.write(`${renderLeftOut(left_out)}\n`);
    const started_ms = performance.now();
    const { id } = await submit(connection, choices, upload, interrupt, surroundings.stderr);
    return await followImport(connection, id, started_ms, options, surroundings);
  } finally {
    await connection.close();
  }
}
