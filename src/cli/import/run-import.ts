import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { type Client, ConnectionError, isPassing, type SisImport, type Upload } from '../../client/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { type Connection, type ConnectionOptions, openConnection } from '../open-connection.ts';
import { renderCount, renderForeign } from '../render.ts';
import { Interruption, type Surroundings } from '../surroundings.ts';
import { collectUpload } from './collect-upload.ts';

/** The options of `rollcall import` that go to the server, by their names in the API. */
export type ImportChoices = Omit<
  Parameters<Client['createSisImport']>[0],
  'account_id' | 'attachment' | 'pre_attachment' | 'idempotency_key'
>;

export interface ImportCommandOptions extends Omit<ConnectionOptions, 'only'> {
  readonly json: boolean;
  readonly color: boolean;
  /** How many messages are shown. */
  readonly messages: number;
}

// With the pauses between them about half a minute: long enough for a server to restart.
const MAX_ATTEMPTS = 6;

/**
 * Sends the upload. It goes again when the connection breaks, always under the same key, so that the server makes one
 * import of it however often it arrives.
 */
async function submit(
  { client, account_id }: Connection,
  choices: ImportChoices,
  attachments: () => Promise<Upload>,
  signal: AbortSignal,
  stderr: Surroundings['stderr'],
): Promise<SisImport> {
  const idempotency_key = randomUUID();
  for (let attempt = 1; ; attempt++) {
    try {
      const attachment = await attachments();
      return await client.createSisImport(
        { account_id, idempotency_key, ...choices, attachment },
        { signal },
      );
    } catch (error) {
      if (error instanceof Interruption) throw error;
      const is_lost = !isPassing(error) || (attempt === 1 && isNowhere(error));
      if (is_lost || attempt === MAX_ATTEMPTS)
        throw new CommandError('The import could not be submitted.', exitStatus.not_started, error);
      stderr.write('rollcall: the upload broke off; it is sent again\n');
      await delay(1000 * 2 ** (attempt - 1), undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

/** Whether nobody listens at the address, which at the first attempt means that it is wrong. */
function isNowhere(error: unknown): boolean {
  const fault = error instanceof ConnectionError && error.cause instanceof Error ? error.cause.cause : null;
  const code = fault instanceof Error && 'code' in fault ? fault.code : null;
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN';
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
    let ready: Upload | null = upload;
    const attachments = async () => {
      // A stream can be sent once.
      const next = ready ?? (await collectUpload(paths)).upload;
      ready = null;
      return next;
    };
    const { id } = await submit(connection, choices, attachments, interrupt, surroundings.stderr);
    return await followImport(connection, id, started_ms, options, surroundings);
  } finally {
    await connection.close();
  }
}
