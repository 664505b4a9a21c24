import { Readable } from 'node:stream';
import type { PoolClient } from 'pg';
import {
  countImportMessages,
  dropRemovals,
  firstImportMessages,
  insertStoredFile,
  insertStoredFiles,
  type NewStoredFile,
  pageImportMessages,
  settleStamps,
  withClient,
} from '../../db/index.ts';
import { csvLine } from '../../format/index.ts';
import type { EngineContext, ImportKey } from '../context.ts';
import type { ImportRun } from '../import-run.ts';
import { isStoppedByGuard } from './clean-up.ts';

// Canvas: the inline lists end after 24 messages; a 25th pair tells how many are left out.
const INLINE_MESSAGES = 24;
const PAGE_ROWS = 5_000;

/** What the application of files leaves to be noted at the end. */
export interface AppliedFiles {
  /** Copies of what was uploaded, for people. */
  readonly copies: readonly NewStoredFile[];
  /** Copies of the diff that was applied instead. */
  readonly diff_copies: readonly NewStoredFile[];
  /** These copies as one zip. */
  readonly diff_zip: NewStoredFile | null;
  /** Whether rows were counted: not where diffing left nothing to apply. */
  readonly has_counts: boolean;
}

const nothing: AppliedFiles = { copies: [], diff_copies: [], diff_zip: null, has_counts: true };

/**
 * Ends an import whose rows are all in: stamps, final state, inline messages, statistics, the file of messages, and the
 * copies that were made of its files. One that `is_failed` has failed even without a message about it.
 */
export async function finish(
  run: ImportRun,
  applied: AppliedFiles = nothing,
  mode: { readonly is_failed?: boolean } = {},
): Promise<void> {
  const { root_account_id, sis_import_id } = run.key;
  const file = await withClient(run.context.pool, (client) => writeErrorsFile(run, client));
  await run.inChunk(async (client) => {
    await settleStamps(client, root_account_id, sis_import_id);
    if (run.options.batch_mode) await dropRemovals(client, root_account_id);
    const { errors, warnings } = await countImportMessages(client, root_account_id, sis_import_id);
    const isStopped = await isStoppedByGuard(run, client);
    const tally = run.late.plus(run.tally.state());
    const stored = file === null ? null : await insertStoredFile(client, file);
    const downloadable_attachment_ids = await insertStoredFiles(client, root_account_id, applied.copies);
    const diffed_attachment_ids = await insertStoredFiles(client, root_account_id, applied.diff_copies);
    const diff_zip = applied.diff_zip === null ? null : await insertStoredFile(client, applied.diff_zip);
    const workflow_state = isStopped ? 'aborted' : endState(errors, warnings, mode.is_failed === true);
    await run.move(client, {
      workflow_state,
      ...(workflow_state.startsWith('failed') ? {} : { progress: 100 }),
      data: {
        counts: {
          ...(applied.has_counts ? tally.counts() : {}),
          error_count: errors,
          warning_count: warnings,
        },
        ...(downloadable_attachment_ids.length === 0 ? {} : { downloadable_attachment_ids }),
        ...(diffed_attachment_ids.length === 0 ? {} : { diffed_attachment_ids }),
        ...(diff_zip === null ? {} : { diffed_zip_attachment_id: diff_zip.id }),
        outcomes: tally.outcomes(),
        statistics: tally.statistics(),
        phase: { name: 'finished', done_rows: 0, total_rows: 0 },
      },
      processing_errors: await inlineMessages(run, client, true, errors),
      processing_warnings: await inlineMessages(run, client, false, warnings),
      errors_file_id: stored?.id ?? null,
      ended: true,
    });
  });
}

function endState(errors: number, warnings: number, isFailed: boolean): string {
  if (errors > 0) return 'failed_with_messages';
  if (isFailed) return 'failed';
  return warnings > 0 ? 'imported_with_messages' : 'imported';
}

/** Where an import's messages are found and written down. */
interface Reported {
  readonly key: ImportKey;
  readonly context: Pick<EngineContext, 'pool' | 'storage'>;
}

/** The first messages of a kind as an import shows them itself. */
export async function inlineMessages(
  run: Reported,
  client: PoolClient,
  failure: boolean,
  total: number,
): Promise<(readonly [string | null, string])[]> {
  const { root_account_id, sis_import_id } = run.key;
  const first = await firstImportMessages(client, root_account_id, sis_import_id, failure, INLINE_MESSAGES);
  const pairs = first.map(({ file, message }) => [file, message] as const);
  const left = total - pairs.length;
  if (left === 0) return pairs;
  const kind = failure ? 'errors' : 'warnings';
  return [
    ...pairs,
    [`${left} more ${kind} left out of this list`, 'The errors file of the import holds all of them'],
  ];
}

/** Stores all messages as CSV; null when there are none. */
export async function writeErrorsFile(run: Reported, client: PoolClient) {
  const { root_account_id, sis_import_id } = run.key;
  const { errors, warnings } = await countImportMessages(client, root_account_id, sis_import_id);
  if (errors + warnings === 0) return null;
  const display_name = `sis_errors_attachment_${sis_import_id}.csv`;
  const storage_key = `${root_account_id}/imports/${sis_import_id}/${display_name}`;
  const { size_bytes } = await run.context.storage.write(storage_key, Readable.from(errorLines(run, client)));
  return { root_account_id, storage_key, display_name, content_type: 'csv', size_bytes };
}

async function* errorLines(run: Reported, client: PoolClient): AsyncGenerator<string> {
  const { root_account_id, sis_import_id } = run.key;
  yield csvLine(['sis_import_id', 'file', 'message', 'row']);
  for (let after = 0; ; ) {
    const page = await pageImportMessages(client, root_account_id, sis_import_id, after, PAGE_ROWS);
    const last = page.at(-1);
    if (last === undefined) return;
    for (const { file, message, row_number } of page) {
      yield csvLine([String(sis_import_id), file, message, row_number === null ? null : String(row_number)]);
    }
    after = last.id;
  }
}
