import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type OpenedUpload, openUpload, type UploadFile } from '../../check/index.ts';
import { type Client, type Report, type ReportParameters, ResponseError } from '../../client/index.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { renderForeign } from '../render.ts';

/** What a report holds. */
export interface Exported {
  /** By their names without `.csv`. */
  readonly files: ReadonlyMap<string, UploadFile>;
  readonly close: OpenedUpload['close'];
}

/** Says what a server does not let its caller do. */
function explain(report: string, error: unknown): unknown {
  if (!(error instanceof ResponseError)) return error;
  const fail = (text: string) => new CommandError(text, exitStatus.failed);
  if (error.status === 401 || error.status === 403)
    return fail(
      `A plan needs the report ${report}, and the token may not run reports: permit "Reports: manage" in a role of its owner, in the root account.`,
    );
  if (error.status === 404)
    return fail(`A plan needs the report ${report}, which the server does not offer.`);
  return new CommandError(`The report ${report} could not be had.`, exitStatus.failed, error);
}

async function makeReport(client: Client, report: string, parameters: ReportParameters, signal: AbortSignal) {
  try {
    return await client.reports.run(report, parameters, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw explain(report, error);
  }
}

async function unpack(path: string): Promise<Exported> {
  // A roster is repetitive and packs well, and the server is one we asked ourselves: no limit on the ratio.
  const { files, messages, close } = await openUpload(path, 'export.zip', {
    ratio: Number.POSITIVE_INFINITY,
  });
  if (messages[0]) {
    await close();
    throw new CommandError('The report cannot be unpacked.', exitStatus.failed);
  }
  return { files: new Map(files.map((file) => [file.base_name.replace(/\.csv$/i, ''), file])), close };
}

async function fetchFile(client: Client, run: Report, path: string, signal: AbortSignal): Promise<void> {
  const bytes = await client.reports.open(run, { signal });
  if (bytes === null) throw new CommandError(`The report ${run.report} made no file.`, exitStatus.failed);
  await pipeline(bytes, createWriteStream(path), { signal });
}

/**
 * Has a server make a report, waits for it, and opens its files, which are kept in `folder`.
 * @throws CommandError that says why there is none.
 */
export async function fetchExport(
  client: Client,
  report: string,
  parameters: ReportParameters,
  { folder, signal }: { readonly folder: string; readonly signal: AbortSignal },
): Promise<Exported> {
  const run = await makeReport(client, report, parameters, signal);
  if (run.status !== 'complete') {
    const why = run.message ? `: ${renderForeign(run.message)}` : '.';
    throw new CommandError(`The report ${report} ended as "${run.status}"${why}`, exitStatus.failed);
  }
  const path = join(folder, `${report}-${run.id}.zip`);
  await fetchFile(client, run, path, signal);
  return unpack(path);
}
