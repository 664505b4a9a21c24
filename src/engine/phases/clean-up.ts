import type { PoolClient } from 'pg';
import {
  dropRemovals,
  finishRemoval,
  hasImportMessage,
  type LeftOut,
  listImportFiles,
  listRemovals,
  listStampedTerms,
  type RemovableTable,
  type Removal,
  readRemovalIds,
  removableTables,
  removePiece,
  storeLeftOut,
} from '../../db/index.ts';
import { draftMessage, type MessageDraft, toMessage } from '../../format/index.ts';
import { timestampOf } from '../context.ts';
import type { ImportRun } from '../import-run.ts';
import { stopIfAsked } from './apply-rows.ts';
import { interruptible } from './interruptible.ts';

// A transaction of a second or so even where a machine is slow: an abort waits for no longer.
const PIECE_ROWS = 10_000;

const PHASE = 'clean_up';

/** What each kind is called where it was supplied, and what `data.counts` calls its removals. */
const kinds: Readonly<Record<RemovableTable, { readonly file_type: string; readonly plural: string }>> = {
  courses: { file_type: 'course', plural: 'courses' },
  course_sections: { file_type: 'section', plural: 'sections' },
  enrollments: { file_type: 'enrollment', plural: 'enrollments' },
};

// Canvas: courses are judged before sections, these before enrollments; removal goes the other way round.
const judged: readonly RemovableTable[] = ['courses', 'course_sections', 'enrollments'];

const guard_codes = ['batch.threshold_exceeded', 'batch.no_terms'];

const countName = (table: RemovableTable) => `batch_${kinds[table].plural}_deleted`;

/** Whether batch mode found something wrong with the import as a whole, so that it ends aborted. */
export async function isStoppedByGuard(run: ImportRun, client: PoolClient): Promise<boolean> {
  const { root_account_id, sis_import_id } = run.key;
  if (!run.options.batch_mode) return false;
  return await hasImportMessage(client, root_account_id, sis_import_id, guard_codes);
}

/**
 * Batch mode, once every row is in: removes what an earlier import managed in the terms and this one left out, of
 * the kinds that it brought. First it is decided what that is, once; then it is removed piece by piece, each in one
 * transaction with its counts and its place, so that a run that ended early is gone on with.
 */
export async function cleanUp(run: ImportRun): Promise<void> {
  const { batch_mode_term_id = null, multi_term_batch_mode = null } = run.options;
  if (!run.options.batch_mode || (batch_mode_term_id === null && multi_term_batch_mode !== true)) return;
  const tables = await run.inChunk((client) => begin(run, client));
  if (tables.length === 0) return;
  if (removableTables.every((table) => run.tally.countOf(countName(table)) === null)) {
    if (!(await decide(run, tables))) return;
  }
  const { root_account_id, sis_import_id } = run.key;
  const removals = await run.read((db) => listRemovals(db, root_account_id, sis_import_id));
  const total_rows = removals.reduce((sum, { object_count }) => sum + object_count, 0);
  let done_rows = 0;
  for (const removal of removals) {
    done_rows += removal.object_count;
    if (removal.finished) continue;
    for (let is_over = false; !is_over; ) {
      stopIfAsked(run);
      is_over = await removeSome(run, removal, { done_rows, total_rows });
    }
  }
}

/** Turns to the clean-up, with progress from 0 again; the kinds to clean, none where nothing is to be done. */
async function begin(run: ImportRun, client: PoolClient): Promise<readonly RemovableTable[]> {
  const { root_account_id, sis_import_id } = run.key;
  if (await isStoppedByGuard(run, client)) return [];
  const files = await listImportFiles(client, root_account_id, sis_import_id);
  const supplied = new Set(files.map(({ file_type }) => file_type));
  const tables = removableTables.filter((table) => supplied.has(kinds[table].file_type));
  const isBegun = tables.some((table) => run.tally.countOf(countName(table)) !== null);
  if (tables.length > 0 && !isBegun) {
    const phase = { name: PHASE, done_rows: 0, total_rows: 0 };
    await run.move(client, { workflow_state: 'cleanup_batch', progress: 0, data: { phase } });
  }
  return tables;
}

type Findings = ReadonlyMap<RemovableTable, LeftOut>;

/** Decides what is to be removed; false when a guard forbids all of it. */
async function decide(run: ImportRun, tables: readonly RemovableTable[]): Promise<boolean> {
  const { root_account_id } = run.key;
  let fault: MessageDraft | null = null;
  return await run.inChunk(
    async (client) => {
      if (fault !== null) {
        await dropRemovals(client, root_account_id);
        await run.storeMessages(client, [{ message: toMessage(fault, null, null), row_info: null }]);
        return false;
      }
      for (const table of tables) run.tally.count(countName(table), 0);
      await note(run, client);
      return true;
    },
    {
      ahead: async (client) => {
        fault = await interruptible(run, client, () => findFault(run, client, tables));
      },
    },
  );
}

/** Finds what is to be removed; why nothing of it may be, if that is so. */
async function findFault(
  run: ImportRun,
  client: PoolClient,
  tables: readonly RemovableTable[],
): Promise<MessageDraft | null> {
  await dropRemovals(client, run.key.root_account_id);
  const { batch_mode_term_id = null } = run.options;
  const terms = batch_mode_term_id === null ? await listStampedTerms(client, run.key) : [batch_mode_term_id];
  if (terms.length === 0) return draftMessage('batch.no_terms', {});
  return judge(run, await find(run, client, tables, terms));
}

async function find(
  run: ImportRun,
  client: PoolClient,
  tables: readonly RemovableTable[],
  terms: readonly number[],
): Promise<Findings> {
  const findings = new Map<RemovableTable, LeftOut>();
  let after_position = 0;
  for (const table of tables) {
    // All that is in scope matters to the guard alone.
    const counts_scope = (run.options.change_threshold ?? null) !== null;
    const pieces = { piece_rows: pieceRows(run), after_position, counts_scope };
    const found = await storeLeftOut(client, run.key, table, terms, pieces);
    findings.set(table, found);
    after_position += found.left_out;
  }
  return findings;
}

/** The first kind of which too large a share would go; null when all is well. */
function judge(run: ImportRun, findings: Findings): MessageDraft | null {
  const { change_threshold = null } = run.options;
  if (change_threshold === null) return null;
  for (const table of judged) {
    const { in_scope, left_out } = findings.get(table) ?? { in_scope: 0, left_out: 0 };
    if (in_scope === 0 || (left_out / in_scope) * 100 <= change_threshold) continue;
    return draftMessage('batch.threshold_exceeded', {
      count: left_out,
      kind: kinds[table].plural,
      threshold: change_threshold,
    });
  }
  return null;
}

interface Place {
  readonly done_rows: number;
  readonly total_rows: number;
}

/** Writes what the import has come to, and how far the clean-up is. */
async function note(run: ImportRun, client: PoolClient, place: Place | null = null): Promise<void> {
  const sum = run.late.plus(run.tally.state());
  await run.move(client, {
    tally: sum.state(),
    ...(place === null ? {} : { progress: Math.round((100 * place.done_rows) / place.total_rows) }),
    data: { counts: sum.counts(), ...(place === null ? {} : { phase: { name: PHASE, ...place } }) },
  });
}

const pieceRows = (run: ImportRun) => run.context.chunk_rows ?? PIECE_ROWS;

/** Removes a piece, or of one with very much in it a part; false when more of it is left. */
async function removeSome(run: ImportRun, { position, table }: Removal, place: Place): Promise<boolean> {
  const { root_account_id, sis_import_id } = run.key;
  const work = async (client: PoolClient) => {
    const turn = {
      client,
      origin: { root_account_id, sis_import_id, user_id: null, batch_mode: true },
      now: timestampOf(run.context.now()),
      most_rows: pieceRows(run),
    };
    const ids = await readRemovalIds(client, root_account_id, sis_import_id, position);
    const drop_status = run.options.batch_mode_enrollment_drop_status ?? 'deleted';
    const { removed, changes, is_over } = await removePiece(turn, table, ids, drop_status);
    run.late.addCounts(changes);
    run.tally.count(countName(table), removed);
    if (is_over) await finishRemoval(client, root_account_id, sis_import_id, position);
    await note(run, client, is_over ? place : null);
    return is_over;
  };
  return await run.inChunk(work, { loose: true });
}
