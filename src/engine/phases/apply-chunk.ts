import type { PoolClient } from 'pg';
import { checkRow, rowInfo } from '../../check/index.ts';
import { moveImportFile, type RosterTable } from '../../db/index.ts';
import { type AnyRow, type FileType, type MessageDraft, toMessage } from '../../format/index.ts';
import type { ImportRun, StoredMessage } from '../import-run.ts';
import type { Importer } from '../importers/define-importer.ts';
import { Plan, type PlanOptions } from '../plan.ts';
import type { Outcomes } from '../tally.ts';
import { lookUp } from './look-up.ts';
import { writePlan } from './write-plan.ts';

/** A file while its rows are applied. */
export interface FileInHand {
  readonly position: number;
  /** As messages name it. */
  readonly name: string;
  readonly file_type: FileType;
  readonly importer: Importer<never>;
  readonly given: ReadonlySet<string>;
  readonly watermark_id: number;
}

// The rows of a file are of the type that its importer names: the pipeline pairs them by that name.
type RowsOfImporter = readonly never[];

/**
 * Applies a chunk of rows in one transaction: rules, look-ups, plan, writes, messages, counts and the position
 * that says how far the file has come.
 */
export async function applyChunk(
  run: ImportRun,
  file: FileInHand,
  rows: readonly AnyRow[],
  done_rows: number,
  step: (client: PoolClient) => Promise<void>,
): Promise<void> {
  await run.inChunk(async (client) => {
    const options = await run.planOptions(client, file.watermark_id, file.given);
    const messages: StoredMessage[] = [];
    const tell = (draft: MessageDraft, row: AnyRow) => {
      messages.push({
        message: toMessage(draft, file.name, row.row),
        row_info: rowInfo(file.file_type, row as never),
      });
    };
    const outcomes = run.tally.outcomesOf(file.file_type.plural);
    outcomes.rows += rows.length;
    const open = rows.filter((row) => isOpen(row, file, options, outcomes, tell));
    await lookUp(client, file.importer.needs, open as unknown as RowsOfImporter, run.found, options);
    const plan = await startPlan(client, run, options, file.importer, open);
    planRows(run, file, plan, open, tell);
    await writePlan(client, plan, run, file.position);
    await run.storeMessages(client, messages);
    await moveImportFile(client, run.key.root_account_id, run.key.sis_import_id, file.position, {
      done_rows,
    });
    await step(client);
  });
  keepFlat(run);
}

/** Whether the row goes on to the importer: the rules let it, and `skip_deletes` does not drop it. */
function isOpen(
  row: AnyRow,
  file: FileInHand,
  options: PlanOptions,
  outcomes: Outcomes,
  tell: (draft: MessageDraft, row: AnyRow) => void,
): boolean {
  const check = checkRow(file.file_type, row, file);
  for (const draft of check.messages) tell(draft, row);
  const status = (row as { readonly status?: unknown }).status;
  const isDropped =
    options.skip_deletes && typeof status === 'string' && status.toLowerCase().includes('deleted');
  if (!check.skipped && !isDropped) return true;
  outcomes.skipped += 1;
  return false;
}

/** A plan with as many ids as its rows can need. */
export async function startPlan(
  client: PoolClient,
  run: ImportRun,
  options: PlanOptions,
  importer: Importer<never>,
  rows: readonly AnyRow[],
): Promise<Plan> {
  const { creates } = importer;
  const isTotal = typeof creates === 'function';
  const counts = isTotal ? creates(rows as unknown as RowsOfImporter, run.found, options) : creates;
  for (const [table, count] of Object.entries(counts)) {
    const needed = isTotal ? count : count * rows.length;
    if (needed > 0) await run.ids.fill(client, table as RosterTable, needed);
  }
  return new Plan(run.found, options, (table) => run.ids.take(table));
}

function planRows(
  run: ImportRun,
  file: FileInHand,
  plan: Plan,
  rows: readonly AnyRow[],
  tell: (draft: MessageDraft, row: AnyRow) => void,
): void {
  const outcomes = run.tally.outcomesOf(file.file_type.plural);
  let counted = 0;
  for (const row of rows) {
    plan.row = row.row;
    const changes = plan.changes.length;
    const deferred = plan.deferred.length;
    const warnings = plan.warnings.length;
    const result = file.importer.planRow(row as never, plan);
    for (const { draft } of plan.warnings.slice(warnings)) tell(draft, row);
    if (result === 'counted') counted += 1;
    else if (result !== 'dropped') tell(result, row);
    outcomes[outcomeOf(plan, file.importer.table, changes, deferred, result !== 'counted')] += 1;
  }
  run.tally.count(file.file_type.plural, counted);
}

/**
 * What the changes since `from` made of the row's object: the first one of the table that the row changes. Others
 * only follow it, such as the enrollments of observers.
 */
function outcomeOf(
  plan: Plan,
  table: RosterTable | null,
  from: number,
  deferredFrom: number,
  isSkipped: boolean,
): Exclude<keyof Outcomes, 'rows'> {
  let outcome: Exclude<keyof Outcomes, 'rows'> = isSkipped ? 'skipped' : 'unchanged';
  let own: number | null = null;
  for (let at = from; at < plan.changes.length; at += 1) {
    const change = plan.changes[at];
    if (change === undefined) continue;
    if (change.table === table) own ??= change.id;
    const isOwn = change.table === table && change.id === own;
    if (isOwn && change.after.workflow_state === 'deleted') return 'deleted';
    if (isOwn && change.before === null) outcome = 'created';
    else if (outcome === 'unchanged') outcome = 'changed';
  }
  if (plan.deferred.length > deferredFrom && table === 'enrollments') return 'deleted';
  return outcome;
}

// What a file's rows refer to again and again (people, courses, sections) is worth keeping; what grows with the
// rows is not. The limits hold an import's memory flat whatever the size of the file.
const KEPT_RECORDS: Partial<Record<RosterTable, number>> = {
  pseudonyms: 100_000,
  courses: 50_000,
  course_sections: 50_000,
};
const KEPT_OTHERWISE = 20_000;
const KEPT_FACTS = 200_000;

function keepFlat(run: ImportRun): void {
  for (const table of run.found.tables()) {
    if (run.found.size(table) > (KEPT_RECORDS[table] ?? KEPT_OTHERWISE)) run.found.forget(table);
  }
  if (run.found.factSize() > KEPT_FACTS) run.found.forgetFacts();
}
