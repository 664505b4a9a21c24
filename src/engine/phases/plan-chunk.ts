import type { PoolClient } from 'pg';
import { checkRow, rowInfo } from '../../check/index.ts';
import type { RosterTable } from '../../db/index.ts';
import { type AnyRow, type FileType, type MessageDraft, toMessage } from '../../format/index.ts';
import type { ImportRun, StoredMessage } from '../import-run.ts';
import type { Importer } from '../importers/define-importer.ts';
import { Plan, type PlanOptions } from '../plan.ts';
import type { Outcomes } from '../tally.ts';
import { inSlices } from './in-slices.ts';
import { lookUp } from './look-up.ts';
import { gatherWrites, type Writes } from './write-plan.ts';

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

/** Rows in the order of the file, and how many of its rows are done with them. */
export interface Chunk {
  readonly rows: readonly AnyRow[];
  readonly done_rows: number;
}

/** A chunk of which nothing is written yet. */
export interface PlannedChunk extends Chunk {
  readonly plan: Plan;
  readonly writes: Writes;
  readonly messages: readonly StoredMessage[];
}

// The rows of a file are of the type that its importer names: the pipeline pairs them by that name.
type UnitsOfImporter = readonly never[];

function unitsOf({ open }: Importer<never>, rows: readonly AnyRow[]): UnitsOfImporter {
  const own = rows as unknown as UnitsOfImporter;
  return open ? (own.map(open) as unknown as UnitsOfImporter) : own;
}

/**
 * Decides what the rows of a chunk do: rules, look-ups, then the importer, row by row. `unwritten` is the chunk
 * before, where its writes have yet to reach the database and the look-ups cannot see them.
 */
export async function planChunk(
  client: PoolClient,
  run: ImportRun,
  file: FileInHand,
  chunk: Chunk,
  unwritten: PlannedChunk | null,
): Promise<PlannedChunk> {
  const { rows } = chunk;
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
  const open: AnyRow[] = [];
  await inSlices(rows, (slice) => {
    for (const row of slice) if (isOpen(row, file, options, outcomes, tell)) open.push(row);
  });
  const units = unitsOf(file.importer, open);
  const { needs, keeps } = file.importer;
  await lookUp(client, needs, units, run.found, options, keeps, (tables) => {
    if (unwritten !== null) addUnwritten(run, unwritten.writes, tables);
  });
  const plan = await startPlan(client, run, options, file.importer, units);
  let at = 0;
  await inSlices(open, (slice) => {
    planRows(run, file, plan, slice, units.slice(at, at + slice.length), tell);
    at += slice.length;
  });
  for (const change of plan.changes) run.tally.addChange(change);
  // Rules speak of all rows before the importer does: told by rows, the size of chunks does not show.
  messages.sort((a, b) => (a.message.row ?? 0) - (b.message.row ?? 0));
  return { ...chunk, plan, writes: await gatherWrites(plan), messages };
}

/** Adds to what was just looked up what the chunk before has yet to write. */
function addUnwritten(run: ImportRun, writes: Writes, tables: readonly RosterTable[]): void {
  for (const table of tables) {
    const unwritten = writes.get(table);
    if (!unwritten) continue;
    for (const record of unwritten.created) run.found.putIfAsked(table, record);
    for (const record of unwritten.updated.values()) run.found.putIfAsked(table, record);
  }
}

/** Whether the row goes on to the importer: the rules let it, and `skip_deletes` does not drop it. */
function isOpen(
  row: AnyRow,
  file: FileInHand,
  options: PlanOptions,
  outcomes: Outcomes,
  tell: (draft: MessageDraft, row: AnyRow) => void,
): boolean {
  const check = checkRow(file.file_type, row, options);
  for (const draft of check.messages) tell(draft, row);
  const status = options.skip_deletes ? (row as { readonly status?: unknown }).status : null;
  const isDropped = typeof status === 'string' && status.toLowerCase().includes('deleted');
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
  units: UnitsOfImporter,
): Promise<Plan> {
  const { creates } = importer;
  const isTotal = typeof creates === 'function';
  const counts = isTotal ? creates(units, run.found, options) : creates;
  for (const [table, count] of Object.entries(counts)) {
    const needed = isTotal ? count : count * units.length;
    if (needed > 0) await run.ids.fill(client, table as RosterTable, needed);
  }
  return new Plan(run.found, options, (table) => run.ids.take(table));
}

function planRows(
  run: ImportRun,
  file: FileInHand,
  plan: Plan,
  rows: readonly AnyRow[],
  units: UnitsOfImporter,
  tell: (draft: MessageDraft, row: AnyRow) => void,
): void {
  const outcomes = run.tally.outcomesOf(file.file_type.plural);
  let counted = 0;
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] as AnyRow;
    plan.row = row.row;
    const changes = plan.changes.length;
    const deferred = plan.deferred.length;
    const warnings = plan.warnings.length;
    const result = file.importer.planRow(units[at] as never, plan);
    if (file.importer.finish?.keeps_rows && plan.deferred.length > deferred)
      keepRow(plan, deferred, rowInfo(file.file_type, row as never));
    if (plan.warnings.length > warnings) {
      for (const { draft } of plan.warnings.slice(warnings)) tell(draft, row);
    }
    if (result === 'counted') counted += 1;
    else if (result !== 'dropped') tell(result, row);
    outcomes[outcomeOf(plan, file.importer.table, changes, deferred, result !== 'counted')] += 1;
  }
  run.tally.count(file.file_type.plural, counted);
}

/** Lets the work that a row has just put off tell what the row held. */
function keepRow(plan: Plan, from: number, row_info: string): void {
  for (let at = from; at < plan.deferred.length; at += 1) {
    const entry = plan.deferred[at];
    if (entry) plan.deferred[at] = { ...entry, payload: { ...entry.payload, row_info } };
  }
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
