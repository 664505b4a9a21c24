import { createWriteStream, existsSync } from 'node:fs';
import { access, constants, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openUpload } from '../../check/index.ts';
import type { Client, Report } from '../../client/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { type Connection, type ConnectionOptions, openConnection } from '../open-connection.ts';
import { safeName } from '../safe-names.ts';
import type { Surroundings } from '../surroundings.ts';

export interface ExportCommandOptions extends Omit<ConnectionOptions, 'only'> {
  readonly include_deleted: boolean;
  readonly overwrite: boolean;
}

/** What the report can hold; each becomes a file of that name. */
const kinds = [
  'accounts',
  'terms',
  'courses',
  'sections',
  'xlist',
  'users',
  'enrollments',
  'admins',
  'group_categories',
  'groups',
  'group_membership',
  'user_observers',
] as const;

const report = 'sis_export_csv';

/** Has the server write its roster as SIS files, and waits for it. */
export async function makeReport(
  { client, account_id }: Pick<Connection, 'client' | 'account_id'>,
  include_deleted: boolean,
  interrupt: AbortSignal,
): Promise<Report> {
  const parameters = { ...Object.fromEntries(kinds.map((kind) => [kind, true])), include_deleted };
  const { id } = await client.startReport({ account_id, report, parameters });
  try {
    return await client.waitForReport({ account_id, report, id }, { signal: interrupt });
  } catch (error) {
    if (interrupt.aborted) await client.abortReport({ account_id, report, id });
    throw error;
  }
}

async function unpack(path: string, folder: string): Promise<readonly string[]> {
  // A roster is repetitive and packs well, and the server is one we asked ourselves: no limit on the ratio.
  const { files, messages, close } = await openUpload(path, 'export.zip', {
    ratio: Number.POSITIVE_INFINITY,
  });
  try {
    const [fault] = messages;
    if (fault) throw new Error(`The report cannot be unpacked: ${JSON.stringify(fault.params)}`);
    const names: string[] = [];
    for (const { base_name, read } of files) {
      const name = safeName(base_name);
      const target = join(folder, name);
      // Whoever sees the final name finds the whole file.
      await pipeline(await read(), createWriteStream(`${target}.part`));
      await rename(`${target}.part`, target);
      names.push(name);
    }
    return names;
  } finally {
    await close();
  }
}

async function fetchFiles(client: Client, url: string, folder: string, signal: AbortSignal) {
  const scratch = await mkdtemp(join(tmpdir(), 'rollcall-export-'));
  try {
    const zip = join(scratch, 'export.zip');
    await pipeline(await client.openFile({ url }, { signal }), createWriteStream(zip));
    return await unpack(zip, folder);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Makes the folder, before any work is done in vain. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['EEXIST', 'ENOTDIR'].includes(code))
      throw new CommandError(`${folder}, or something above it, is a file and no folder.`);
    throw new CommandError(`${folder} cannot be written to.`, exitStatus.not_started, error);
  }
}

function refuseToOverwrite(folder: string): void {
  const present = kinds.map((kind) => `${kind}.csv`).filter((name) => existsSync(join(folder, name)));
  if (present.length === 0) return;
  throw new CommandError(
    `${folder} has ${present.join(', ')} already: pick another folder, or say --overwrite.`,
  );
}

/** Writes the roster into a folder and returns the exit status. */
export async function runExport(
  folder: string,
  options: ExportCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const interrupt = surroundings.listenForInterrupt();
  if (!options.overwrite) refuseToOverwrite(folder);
  await makeFolder(folder);
  const connection = await openConnection({ ...options, only: 'reports' }, surroundings);
  try {
    interrupt.throwIfAborted();
    const { status, message, attachment } = await makeReport(connection, options.include_deleted, interrupt);
    if (status !== 'complete' || !attachment) {
      throw new CommandError(
        `The export ended as "${status}"${message ? `: ${message}` : '.'}`,
        exitStatus.failed,
      );
    }
    const names = await fetchFiles(connection.client, attachment.url, folder, interrupt);
    surroundings.stdout.write(`${names.map((name) => join(folder, name)).join('\n')}\n`);
    return exitStatus.done;
  } finally {
    await connection.close();
  }
}
