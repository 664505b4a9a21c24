import { hasEnded, isHeld, type SisImport } from '../../../client/index.ts';
import { fileTypes } from '../../../format/index.ts';
import { readCounts, readOutcomes } from '../../import/import-state.ts';
import { renderForeign } from '../../render.ts';

/** What a watcher looks at in an import, whatever release of whatever server has shown it. */
export interface WatchedImport {
  readonly id: number;
  readonly state: string;
  readonly has_ended: boolean;
  /** Whether the server took what it brought, and nobody has taken that back. */
  readonly is_accepted: boolean;
  readonly is_dry_run: boolean;
  readonly created_ms: number;
  readonly started_ms: number | null;
  /** Null while it goes on. */
  readonly ended_ms: number | null;
  readonly updated_ms: number;
  /** Since when it waits for approval; null when it does not. */
  readonly held_ms: number | null;
  /** When somebody let it go on; null when nobody had to. */
  readonly approved_ms: number | null;
  /** Whether it was ever held. */
  readonly was_held: boolean;
  readonly progress: number;
  readonly data_set: string | null;
  readonly is_batch: boolean;
  readonly is_remaster: boolean;
  /** The import that it was compared with. */
  readonly diffed_against: number | null;
  /** What could not be compared although it should, by plural; null stands for all of it. */
  readonly not_diffed: readonly (string | null)[];
  readonly threshold_exceeded: boolean;
  /** Singular names of its types of files; empty while nobody knows. */
  readonly types: readonly string[];
  /** Whether it counts rows at all: what diffing leaves nothing of does not. */
  readonly has_counts: boolean;
  /** Rows done, by plural. */
  readonly rows: ReadonlyMap<string, number>;
  readonly total_rows: number;
  /** Rows that were passed over; null on a server that does not tell. */
  readonly skipped_rows: number | null;
  readonly warnings: number;
  /** Bytes of the CSV files as they were uploaded; null on a server that does not tell. */
  readonly upload_bytes: number | null;
  /** Objects deleted, concluded or deactivated; null on a server that does not tell. */
  readonly removed: number | null;
  /** The first thing that went wrong; null when nothing is said. */
  readonly fault: string | null;
}

const momentOf = (text: string | null | undefined): number | null => {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? null : ms;
};

const numberOf = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : 0;

const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, one) => total + one, 0);

/** In batch mode what was cleaned up, which every server counts; else what changed its state for the worse. */
function countRemoved({ batch_mode, data }: SisImport): number | null {
  const counts = Object.entries(data.counts ?? {});
  const cleaned = counts.filter(([name]) => /^batch_.*_deleted$/.test(name));
  if (batch_mode === true) return data.counts ? sum(cleaned.map(([, count]) => numberOf(count))) : null;
  if (data.statistics === undefined) return null;
  return sum(
    Object.values(data.statistics as Readonly<Record<string, unknown>>).map((one) => {
      const { deleted, concluded, deactivated } = Object(one) as Readonly<Record<string, unknown>>;
      return numberOf(deleted) + numberOf(concluded) + numberOf(deactivated);
    }),
  );
}

function findFault({ processing_errors, data }: SisImport): string | null {
  const text = processing_errors?.[0]?.[1] ?? data.error_message ?? null;
  return text === null ? null : renderForeign(String(text)).trim().slice(0, 300);
}

function readTimes(shown: SisImport) {
  const created_ms = momentOf(shown.created_at) ?? 0;
  const updated_ms = momentOf(shown.updated_at) ?? created_ms;
  return {
    created_ms,
    updated_ms,
    started_ms: momentOf(shown.started_at),
    // Canvas: an import that somebody aborted, or that failed hard, has no `ended_at`.
    ended_ms: hasEnded(shown) ? (momentOf(shown.ended_at) ?? updated_ms) : null,
    held_ms: isHeld(shown) ? (momentOf(shown.data.hold?.held_at) ?? created_ms) : null,
    approved_ms: momentOf(shown.data.hold?.approved_at),
  };
}

function readDiffing(shown: SisImport) {
  const { data } = shown;
  return {
    data_set: shown.diffing_data_set_identifier,
    is_remaster: shown.diffing_remaster === true,
    diffed_against: shown.diffed_against_import_id ?? data.diffed_against_sis_batch_id ?? null,
    not_diffed: (data.not_diffed ?? []).map(({ kind }) => kind),
    threshold_exceeded: shown.diffing_threshold_exceeded === true,
  };
}

function readWork(shown: SisImport) {
  const { data, csv_attachments } = shown;
  const rows = readCounts(shown);
  const outcomes = [...readOutcomes(shown).values()];
  return {
    types: [...(data.supplied_batches ?? [])].sort(),
    has_counts: fileTypes.some(({ plural }) => data.counts?.[plural] !== undefined),
    rows,
    total_rows: sum(rows.values()),
    skipped_rows: outcomes.length === 0 ? null : sum(outcomes.map(({ skipped }) => skipped)),
    warnings: numberOf(data.counts?.warning_count ?? shown.processing_warnings?.length),
    upload_bytes: csv_attachments?.length ? sum(csv_attachments.map(({ size }) => numberOf(size))) : null,
    removed: countRemoved(shown),
  };
}

/** Reads an import; what a server does not tell is unknown, never wrong. */
export function readImport(shown: SisImport): WatchedImport {
  const { data } = shown;
  return {
    id: shown.id,
    state: shown.workflow_state,
    has_ended: hasEnded(shown),
    is_accepted:
      (shown.workflow_state === 'imported' || shown.workflow_state === 'imported_with_messages') &&
      data.undone_at === undefined,
    is_dry_run: data.dry_run === true,
    was_held: data.hold !== undefined,
    progress: shown.progress,
    is_batch: shown.batch_mode === true,
    fault: findFault(shown),
    ...readTimes(shown),
    ...readDiffing(shown),
    ...readWork(shown),
  };
}

/** Negative where one was made before another. Servers tell times to the second: within one their numbers tell. */
export const compareAge = (
  one: Pick<WatchedImport, 'created_ms' | 'id'>,
  other: Pick<WatchedImport, 'created_ms' | 'id'>,
): number => one.created_ms - other.created_ms || one.id - other.id;
