import type { OpenedUpload } from '../../check/index.ts';
import { type Client, NotFoundError, type SisImport, type Upload } from '../../client/index.ts';
import { CsvScanner, recognizeFileType } from '../../format/index.ts';
import { openPaths } from '../check/open-paths.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { collectUpload } from '../import/collect-upload.ts';
import { exitStatusOf } from '../import/import-state.ts';
import type { ImportChoices } from '../import-choices.ts';
import { isRollcall } from '../is-rollcall.ts';
import {
  awaitImport,
  fieldsOutOfSight,
  nameUnknowns,
  openMirror,
  type Supplied,
  translateChoices,
  type UnknownField,
} from '../mirror/index.ts';
import { connectTarget, type Target } from '../profiles/index.ts';
import { choosePaint } from '../render.ts';
import type { Surroundings } from '../surroundings.ts';
import { readPlan } from './read-plan.ts';
import { type PlanFormat, type PlanWriter, writeCsv, writeJson, writeText } from './render-plan.ts';

export interface PlanCommandOptions {
  readonly format: PlanFormat;
  readonly color: boolean;
  /** No remarks on stderr. */
  readonly quiet: boolean;
}

/** A plan to be shown: where it can be read, and what it is worth. */
interface Rehearsal {
  readonly client: Client;
  readonly account_id: string;
  readonly dry_run: SisImport;
  readonly is_mirror: boolean;
  readonly unknowns: readonly string[];
  readonly unknown_fields: readonly UnknownField[];
}

interface Work {
  readonly target: Target;
  readonly client: Client;
  readonly upload: Upload;
  readonly choices: ImportChoices;
  readonly signal: AbortSignal;
}

/** Reads no more of the files than their headers. */
async function readSupplied({ files }: OpenedUpload): Promise<Supplied> {
  const supplied = new Map<string, Set<string>>();
  for (const file of files) {
    const scanner = new CsvScanner();
    for await (const bytes of (await file.read()) as AsyncIterable<Uint8Array>) {
      scanner.push(bytes);
      const [first] = scanner.take();
      if (first === undefined) continue;
      const header = first.cells.map((cell) => cell.toLowerCase());
      const { name } = recognizeFileType(header) ?? {};
      if (name !== undefined) supplied.set(name, new Set([...(supplied.get(name) ?? []), ...header]));
      break;
    }
  }
  return supplied;
}

/** Has an import worked out, and applied by nobody. */
async function rehearse(
  client: Client,
  { upload, signal }: Pick<Work, 'upload' | 'signal'>,
  choices: ImportChoices,
): Promise<SisImport> {
  let made: SisImport | null = null;
  try {
    made = await client.sisImports.create(upload, { ...choices, dry_run: true }, { signal });
    return await awaitImport(client, made, signal);
  } catch (error) {
    // Nobody will read what it finds. Whether that can be said in time is not what the caller asked.
    if (signal.aborted && made !== null) await client.sisImports.abort(made).catch(() => null);
    if (signal.aborted || error instanceof CommandError) throw error;
    throw new CommandError('The plan could not be made.', exitStatus.failed, error);
  }
}

async function show(
  { client, account_id, dry_run, is_mirror, unknowns, unknown_fields }: Rehearsal,
  { target, signal }: Work,
  writer: PlanWriter,
): Promise<number> {
  if (dry_run.data.dry_run !== true)
    throw new CommandError(
      `SIS import ${dry_run.id} ended as "${dry_run.workflow_state}" before there was a plan.`,
      exitStatus.failed,
    );
  try {
    for await (const entry of readPlan(client, { account_id, id: dry_run.id }, unknown_fields, signal))
      writer.write(entry);
  } catch (error) {
    // An import that fails before its files are worked out has no plan.
    if (!(error instanceof NotFoundError)) throw error;
  }
  const { workflow_state, data } = dry_run;
  const error_message = data.error_message ?? null;
  writer.end({ base_url: target.base_url, is_mirror, workflow_state, error_message, unknowns });
  return exitStatusOf(dry_run);
}

async function showMirrored(
  work: Work,
  supplied: Supplied,
  writer: PlanWriter,
  onStep: (text: string) => void,
): Promise<number> {
  const { client, target, choices, signal } = work;
  const translated = await translateChoices(client, target.account_id, choices, signal);
  const is_batch = choices.batch_mode === true || choices.multi_term_batch_mode !== undefined;
  const mirror = await openMirror(client, target.account_id, { is_batch, onStep, signal });
  try {
    onStep('trying the import on the mirror');
    const dry_run = await rehearse(mirror.client, work, translated);
    const unknowns = [...nameUnknowns(supplied, choices), ...mirror.gaps];
    const rest = {
      account_id: 'self',
      is_mirror: true,
      unknowns,
      unknown_fields: fieldsOutOfSight(supplied),
    };
    return await show({ client: mirror.client, dry_run, ...rest }, work, writer);
  } finally {
    await mirror.close();
  }
}

function openWriter(
  { format, color }: PlanCommandOptions,
  { stdout, stderr, env }: Surroundings,
): PlanWriter {
  if (format === 'csv') return writeCsv(stdout, stderr);
  return format === 'json' ? writeJson(stdout) : writeText(stdout, choosePaint(stdout, env, color));
}

/** Shows what an import would change, without sending one, and returns the exit status that it would have had. */
export async function showPlan(
  paths: readonly string[],
  { target, choices }: { readonly target: Target; readonly choices: ImportChoices },
  options: PlanCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const signal = surroundings.listenForInterrupt();
  const { upload } = await collectUpload(paths);
  const client = connectTarget(target);
  const work = { target, client, upload, choices, signal };
  const onStep = (text: string) => {
    if (!options.quiet) surroundings.stderr.write(`rollcall: ${text}\n`);
  };
  const is_rollcall = await isRollcall(target.base_url, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new CommandError(`${target.base_url} cannot be reached.`, exitStatus.not_started, error);
  });
  const writer = openWriter(options, surroundings);
  if (is_rollcall) {
    onStep('asking the server for a dry run');
    const dry_run = await rehearse(client, work, choices);
    const rest = { is_mirror: false, unknowns: [], unknown_fields: [] };
    return show({ client, account_id: target.account_id, dry_run, ...rest }, work, writer);
  }
  const { upload: opened } = await openPaths(paths);
  const supplied = await readSupplied(opened).finally(() => opened.close());
  return showMirrored(work, supplied, writer, onStep);
}
