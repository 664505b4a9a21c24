import { randomUUID } from 'node:crypto';
import type { PoolClient } from 'pg';
import { type OpenedUpload, openUpload } from '../check/index.ts';
import {
  forgetImportFaults,
  type ImportStep,
  type ImportToRun,
  inTransaction,
  listImportFiles,
  lockImport,
  moveImport,
  readRootSettings,
} from '../db/index.ts';
import { fileTypeByName } from '../format/index.ts';
import { type EngineContext, ImportAborted, ImportInterrupted, type ImportKey } from './context.ts';
import { beginChecked, isHeld } from './hold/index.ts';
import { ImportRun } from './import-run.ts';
import { isOutage } from './is-outage.ts';
import { applyFile } from './phases/apply-file.ts';
import { cleanUp } from './phases/clean-up.ts';
import { startCopies } from './phases/copy-files.ts';
import { failImport } from './phases/fail-import.ts';
import { type AppliedFiles, finish } from './phases/finish.ts';
import { judgeFault } from './phases/judge-fault.ts';
import { prepare, shownName } from './phases/prepare.ts';
import { Progress } from './phases/progress.ts';
import { rehearse } from './phases/rehearse.ts';
import { storeShownDiff, withDiff } from './phases/store-diff.ts';
import { storeDryRun } from './phases/store-plan.ts';

/**
 * Runs an import from its queue to its end, or goes on with one whose worker died: rows, messages, counts and
 * position move together, so nothing is lost and nothing done twice. Returns when the import has ended (also
 * badly, or by an abort); throws `ImportInterrupted` when it was asked to stop, and whatever the database
 * throws when it cannot be reached, or an unexpected fault that may pass, so that the queue tries again.
 */
export async function runImport(context: EngineContext, key: ImportKey): Promise<void> {
  while ((await tryImport(context, key)) === 'again');
}

async function tryImport(context: EngineContext, key: ImportKey): Promise<'again' | 'over'> {
  const begun = await begin(context, key);
  if (begun === null) return 'over';
  const { run, stored } = begun;
  try {
    const applied = await withUpload(run, stored, (upload) => applyUpload(run, upload));
    if (applied !== null) {
      if (!isDryRun(run)) await cleanUp(run);
      await finish(run, applied);
    }
  } catch (error) {
    if (error instanceof ImportAborted) return 'over';
    // A worker that has lost the import or is to stop must not write another word about it.
    if (error instanceof ImportInterrupted || context.signal?.aborted || isOutage(error)) throw error;
    run.rollBack();
    const next = await judgeFault(run, error);
    if (next === 'later') throw error;
    if (next === 'again') {
      context.log.error({ error, ...key }, 'a part of an import failed; it is tried again');
      return 'again';
    }
    await failFor(run, error);
  }
  await forgetImportFaults(context.pool, key.root_account_id);
  return 'over';
}

async function failFor(run: ImportRun, error: unknown): Promise<void> {
  const reference = randomUUID();
  run.context.log.error({ error, reference, ...run.key }, 'an import failed');
  await failImport(run, error, reference).catch((failure: unknown) => {
    if (!(failure instanceof ImportAborted)) throw failure;
  });
}

/** Takes the import out of the queue, or up again; null when it is not to be run. */
async function begin(context: EngineContext, key: ImportKey) {
  return await inTransaction(context.pool, async (client) => {
    const stored = await lockImport(client, key.root_account_id, key.sis_import_id);
    if (!stored || !['created', 'importing', 'cleanup_batch'].includes(stored.workflow_state)) return null;
    if (stored.is_held) return null;
    const move = (step: ImportStep) => moveImport(client, key.root_account_id, key.sis_import_id, step);
    const { import_type } = stored.data;
    if (import_type !== undefined && import_type !== 'instructure_csv') {
      await move({
        workflow_state: 'failed',
        data: { error_message: 'There is no importer for data of this type.' },
      });
      return null;
    }
    // What is to be checked first stays `created` until it has passed.
    const isChecked = stored.workflow_state === 'created' && (await isHoldOn(client, key, stored));
    if (stored.workflow_state === 'created' && !isChecked) {
      const data = isDryRun(stored) ? { dry_run: true } : {};
      await move({ workflow_state: 'importing', started: true, data });
    }
    return { run: new ImportRun(context, key, stored, { isChecked }), stored };
  });
}

/** Whether the import is to be checked before it applies anything: by its own word, else by its account's. */
async function isHoldOn(client: PoolClient, key: ImportKey, stored: ImportToRun): Promise<boolean> {
  if (isDryRun(stored)) return false;
  const { hold = null } = stored.options;
  if (hold !== null) return hold === 'on';
  return (await readRootSettings(client, key.root_account_id)).hold === true;
}

/**
 * Ends an import that no run can finish, since each one takes its worker down: with the messages, counts and statistics
 * of what was applied, as any other.
 */
export async function giveUpImport(
  context: EngineContext,
  key: ImportKey,
  error_message: string,
): Promise<void> {
  const begun = await begin(context, key);
  if (begun === null) return;
  const { run } = begun;
  try {
    await run.inChunk((client) => run.move(client, { data: { error_message } }));
    await finish(run, undefined, { is_failed: true });
  } catch (error) {
    if (!(error instanceof ImportAborted)) throw error;
  }
}

/** Lends what was uploaded. */
async function withUpload<T>(
  run: ImportRun,
  { storage_key, display_name }: ImportToRun,
  use: (upload: OpenedUpload) => Promise<T>,
): Promise<T> {
  if (storage_key === null || display_name === null) throw new Error('the import has no upload');
  return await run.context.storage.withLocalFile(storage_key, async (path) => {
    const upload = await openUpload(path, display_name);
    try {
      return await use(upload);
    } finally {
      await upload.close();
    }
  });
}

/** Applies what is still to be applied: the upload, or the diff that is made of it. Null: the import is held instead. */
async function applyUpload(run: ImportRun, upload: OpenedUpload): Promise<AppliedFiles | null> {
  const { root_account_id, sis_import_id } = run.key;
  const read = async (client: PoolClient) => await lockImport(client, root_account_id, sis_import_id);
  let stored = await inTransaction(run.context.pool, read);
  if (stored?.data.supplied_batches === undefined) {
    await prepare(run, upload);
    stored = await inTransaction(run.context.pool, read);
  }
  const files = await inTransaction(run.context.pool, (client) =>
    listImportFiles(client, root_account_id, sis_import_id),
  );
  const has_counts = stored?.data.counts !== undefined;
  const key = stored?.diff_storage_key ?? null;
  const apply = async (diff: OpenedUpload | null) => {
    if (run.isChecked) {
      const whole = () => applyAll(run, files, diff ?? upload);
      if (await isHeld(run, { upload, files: shownFiles(files), apply: whole })) return null;
      await beginChecked(run);
    }
    const isDone = stored?.data.plan !== undefined;
    return { ...(await applyFiles(run, files, upload, diff, isDone)), has_counts };
  };
  return key === null ? await apply(null) : await withDiff(run, key, files, apply);
}

/** Applies files one after the other while what they are copies of is kept for people. */
async function applyFiles(
  run: ImportRun,
  files: Files,
  upload: OpenedUpload,
  diff: OpenedUpload | null,
  isPlanned: boolean,
): Promise<Omit<AppliedFiles, 'has_counts'>> {
  const copies = startCopies(run, upload, files, 'csv');
  const diff_copies = diff === null ? null : startCopies(run, diff, files, 'diffed');
  try {
    if (!isDryRun(run)) await applyInOrder(run, files, diff ?? upload);
    else if (!isPlanned) await plan(run, files, diff ?? upload);
    return {
      copies: await copies.done(),
      diff_copies: (await diff_copies?.done()) ?? [],
      diff_zip: diff === null ? null : await storeShownDiff(run, diff, files),
    };
  } finally {
    await copies.stop();
    await diff_copies?.stop();
  }
}

/** A dry run has nothing but its plan to show. */
async function plan(run: ImportRun, files: Files, upload: OpenedUpload): Promise<void> {
  const apply = () => applyAll(run, files, upload);
  const tally = await rehearse(run, shownFiles(files), apply, async (rehearsed) => {
    await storeDryRun(run, rehearsed);
    return rehearsed.tally;
  });
  run.takeOver(tally);
}

async function applyAll(run: ImportRun, files: Files, upload: OpenedUpload): Promise<void> {
  await applyInOrder(run, files, upload);
  await cleanUp(run);
}

async function applyInOrder(run: ImportRun, files: Files, upload: OpenedUpload): Promise<void> {
  const progress = new Progress(rowsByKind(files), isInlineRun(files));
  const completed: string[] = [];
  for (const [at, file] of files.entries()) {
    const source = upload.files.find((entry) => entry.path === file.path);
    if (!source) throw new Error(`the upload has no file ${file.path} any more`);
    const name = shownName(file.path, isInlineRun(files));
    if (!file.finished) await applyFile(run, file, source, name, progress);
    if (files[at + 1]?.file_type === file.file_type) continue;
    completed.push(file.file_type);
    await run.inChunk((client) => run.move(client, { data: { completed_importers: [...completed] } }));
  }
}

const isDryRun = ({ options }: Pick<ImportToRun, 'options'>) => options.dry_run === true;

function shownFiles(files: Files) {
  return files.map(({ position, path, file_type }) => {
    return { position, file_type, name: shownName(path, isInlineRun(files)) };
  });
}

type Files = Awaited<ReturnType<typeof listImportFiles>>;

function rowsByKind(files: Files): Readonly<Record<string, number>> {
  const rows: Record<string, number> = {};
  for (const file of files) {
    const plural = fileTypeByName(file.file_type)?.plural ?? file.file_type;
    rows[plural] = (rows[plural] ?? 0) + file.total_rows;
  }
  return rows;
}

function isInlineRun(files: Files): boolean {
  return files.reduce((sum, file) => sum + file.total_rows, 1) <= 50;
}
