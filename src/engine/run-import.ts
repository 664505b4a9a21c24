import { randomUUID } from 'node:crypto';
import { openUpload } from '../check/index.ts';
import { inTransaction, listImportFiles, lockImport, moveImport, type NewStoredFile } from '../db/index.ts';
import { fileTypeByName } from '../format/index.ts';
import { type EngineContext, ImportAborted, ImportInterrupted, type ImportKey } from './context.ts';
import { ImportRun } from './import-run.ts';
import { isOutage } from './is-outage.ts';
import { applyFile } from './phases/apply-file.ts';
import { cleanUp } from './phases/clean-up.ts';
import { type CopiesInHand, startCopies } from './phases/copy-files.ts';
import { failImport, finish } from './phases/finish.ts';
import { prepare, shownName } from './phases/prepare.ts';
import { Progress } from './phases/progress.ts';

/**
 * Runs an import from its queue to its end, or goes on with one whose worker died: rows, messages, counts and
 * position move together, so nothing is lost and nothing done twice. Returns when the import has ended (also
 * badly, or by an abort); throws `ImportInterrupted` when it was asked to stop, and whatever the database
 * throws when it cannot be reached, so that the queue tries again.
 */
export async function runImport(context: EngineContext, key: ImportKey): Promise<void> {
  const begun = await begin(context, key);
  if (begun === null) return;
  const { run, stored } = begun;
  try {
    const { storage_key, display_name } = stored;
    if (storage_key === null || display_name === null) throw new Error('the import has no upload');
    const copies = await context.storage.withLocalFile(storage_key, (path) =>
      applyUpload(run, path, display_name),
    );
    await cleanUp(run);
    await finish(run, copies);
  } catch (error) {
    if (error instanceof ImportAborted) return;
    // A worker that has lost the import or is to stop must not write another word about it.
    if (error instanceof ImportInterrupted || context.signal?.aborted || isOutage(error)) throw error;
    run.rollBack();
    const reference = randomUUID();
    context.log.error({ error, reference, ...key }, 'an import failed');
    await failImport(run, reference).catch((failure: unknown) => {
      if (!(failure instanceof ImportAborted)) throw failure;
    });
  }
}

/** Takes the import out of the queue, or up again; null when it is not to be run. */
async function begin(context: EngineContext, key: ImportKey) {
  return await inTransaction(context.pool, async (client) => {
    const stored = await lockImport(client, key.root_account_id, key.sis_import_id);
    if (!stored || !['created', 'importing', 'cleanup_batch'].includes(stored.workflow_state)) return null;
    if (stored.workflow_state === 'created') {
      await moveImport(client, key.root_account_id, key.sis_import_id, {
        workflow_state: 'importing',
        started: true,
      });
    }
    return { run: new ImportRun(context, key, stored), stored };
  });
}

/** Applies what is still to be applied, and returns the copies of its files that are kept for people. */
async function applyUpload(
  run: ImportRun,
  path: string,
  display_name: string,
): Promise<readonly NewStoredFile[]> {
  const { root_account_id, sis_import_id } = run.key;
  const { pool } = run.context;
  const upload = await openUpload(path, display_name);
  let copies: CopiesInHand | undefined;
  try {
    const isPrepared = await inTransaction(pool, async (client) => {
      const stored = await lockImport(client, root_account_id, sis_import_id);
      return stored?.data.supplied_batches !== undefined;
    });
    if (!isPrepared) await prepare(run, upload);
    const files = await inTransaction(pool, (client) =>
      listImportFiles(client, root_account_id, sis_import_id),
    );
    copies = startCopies(run, upload, files);
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
    return await copies.done();
  } finally {
    await copies?.stop();
    await upload.close();
  }
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
