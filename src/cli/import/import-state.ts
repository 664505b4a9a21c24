import { isHeld, type SisImport } from '../../client/index.ts';
import { fileTypeByName, fileTypes } from '../../format/index.ts';
import { exitStatus } from '../exit-status.ts';

/** What an import did to the rows of one file type. */
export interface Outcome {
  readonly rows: number;
  readonly created: number;
  readonly changed: number;
  readonly deleted: number;
  readonly unchanged: number;
  readonly skipped: number;
}

/** A step of an import: `reading`, the plural of a file type, `clean_up` in batch mode, or `finishing`. */
export interface Phase {
  readonly name: string;
  readonly done_rows: number;
  /** 0 while unknown. */
  readonly total_rows: number;
  readonly is_done: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const asFields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
const asNumber = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : 0;

const processingOrder: readonly string[] = fileTypes.map(({ plural }) => plural);
const rank = (plural: string) =>
  processingOrder.includes(plural) ? processingOrder.indexOf(plural) : Infinity;

/** Outcomes by plural file type in processing order; empty on a server that does not tell them. */
export function readOutcomes({ data }: SisImport): ReadonlyMap<string, Outcome> {
  const outcomes = Object.entries(asFields(asFields(data).outcomes)).map(
    ([name, value]): [string, Outcome] => {
      const { rows, created, changed, deleted, unchanged, skipped } = asFields(value);
      return [
        name,
        {
          rows: asNumber(rows),
          created: asNumber(created),
          changed: asNumber(changed),
          deleted: asNumber(deleted),
          unchanged: asNumber(unchanged),
          skipped: asNumber(skipped),
        },
      ];
    },
  );
  return new Map(outcomes.sort(([a], [b]) => rank(a) - rank(b)));
}

/** Rows done by plural file type, those with any; what every server tells. */
export function readCounts({ data }: SisImport): ReadonlyMap<string, number> {
  const supplied = (data.supplied_batches ?? []).map(pluralOf);
  return new Map(
    Object.entries(data.counts ?? {}).filter(
      ([name, rows]) => processingOrder.includes(name) && (rows > 0 || supplied.includes(name)),
    ),
  );
}

const pluralOf = (name: string) => fileTypeByName(name)?.plural ?? name;

/** The phases of an import in order, those to come included as soon as they are known. */
export function readPhases(state: SisImport): readonly Phase[] {
  const { name: running, done_rows, total_rows } = asFields(asFields(state.data).phase);
  const outcomes = readOutcomes(state);
  const kinds = (state.data.supplied_batches ?? []).map(pluralOf);
  const found = [...new Set([...kinds, ...outcomes.keys()])];
  // While the files are read nobody knows yet what comes between reading and finishing.
  const names =
    running === 'reading' && found.length === 0
      ? ['reading']
      : ['reading', ...found, ...(state.batch_mode ? ['clean_up'] : []), 'finishing'];
  const has_ended = state.workflow_state.startsWith('imported');
  if (typeof running !== 'string' && !has_ended) return [];
  const current = has_ended ? names.length : names.indexOf(String(running));
  return names.map((name, index): Phase => {
    if (name === running && !has_ended) {
      return { name, done_rows: asNumber(done_rows), total_rows: asNumber(total_rows), is_done: false };
    }
    const rows = outcomes.get(name)?.rows ?? 0;
    const is_done = index < current;
    return { name, done_rows: is_done ? rows : 0, total_rows: is_done ? rows : 0, is_done };
  });
}

/** The exit status that an ended import stands for. */
export function exitStatusOf(state: SisImport): number {
  if (isHeld(state)) return exitStatus.held;
  if (state.workflow_state === 'imported') return exitStatus.done;
  if (state.workflow_state !== 'imported_with_messages') return exitStatus.failed;
  const outcomes = [...readOutcomes(state).values()];
  // A server that does not tell what it skipped leaves only the cautious answer.
  const skipped = outcomes.length === 0 || outcomes.some((outcome) => outcome.skipped > 0);
  return skipped ? exitStatus.imported_with_skipped_rows : exitStatus.done;
}
