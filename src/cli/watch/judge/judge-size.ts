import type { Limit } from '../../profiles/index.ts';
import { renderCount } from '../../render.ts';
import type { Finding } from './finding.ts';
import { findComparable, findUsual } from './usual.ts';
import type { WatchedImport } from './watched-import.ts';

/** What counts as unusual. */
export interface SizeLimits {
  /** By how much an import may be smaller than the median of those before it. */
  readonly max_shrink: Limit;
  /** With how many it is compared. */
  readonly history: number;
  /** Below so many rows, or removals, nothing is said. */
  readonly least_rows: number;
}

// Where a server tells bytes and no rows: a row of a SIS file is hardly ever shorter.
const LEAST_BYTES_OF_ROW = 20;
const FAR_BEYOND = 5;

/** A number of an import beside what is usual. */
interface Measure {
  readonly name: string;
  readonly size: number;
  readonly usual: number;
}

function isShrunk({ size, usual }: Measure, max_shrink: Limit): boolean {
  const lost = usual - size;
  return 'percent' in max_shrink ? lost * 100 > max_shrink.percent * usual : lost > max_shrink.rows;
}

/** Rows by kind. What was compared with another import holds only changes, and is no measure. */
function measureRows(
  one: WatchedImport,
  before: readonly WatchedImport[],
  least_rows: number,
): readonly Measure[] {
  if (one.diffed_against !== null || !one.has_counts) return [];
  const whole = before.filter(({ diffed_against, has_counts }) => diffed_against === null && has_counts);
  const kinds = [...new Set([one, ...whole].flatMap(({ rows }) => [...rows.keys()]))];
  return kinds.flatMap((name) => {
    const usual = findUsual(whole, ({ rows }) => rows.get(name) ?? 0);
    return usual === null || usual < least_rows ? [] : [{ name, size: one.rows.get(name) ?? 0, usual }];
  });
}

/** Bytes of the upload, whatever was made of it. */
function measureBytes(
  one: WatchedImport,
  before: readonly WatchedImport[],
  { least_rows, max_shrink }: SizeLimits,
): readonly Measure[] {
  const usual = findUsual(before, ({ upload_bytes }) => upload_bytes);
  // A limit in rows says nothing of bytes.
  if (one.upload_bytes === null || usual === null || 'rows' in max_shrink) return [];
  return usual < least_rows * LEAST_BYTES_OF_ROW ? [] : [{ name: 'bytes', size: one.upload_bytes, usual }];
}

function judgeShrinking(one: WatchedImport, before: readonly WatchedImport[], limits: SizeLimits) {
  const rows = measureRows(one, before, limits.least_rows);
  const measures = rows.length > 0 ? rows : measureBytes(one, before, limits);
  const shrunk = measures.filter((measure) => isShrunk(measure, limits.max_shrink));
  if (shrunk.length === 0) return [];
  const said = shrunk.map(
    ({ name, size, usual }) => `${renderCount(size)} instead of ${renderCount(usual)} ${name}`,
  );
  const severity = shrunk.some(({ size }) => size === 0) ? ('critical' as const) : ('warning' as const);
  const text = `SIS import ${one.id} is smaller than usual: ${said.join(', ')}.`;
  return [{ code: 'smaller_than_usual' as const, severity, text }];
}

function judgeRemovals(one: WatchedImport, before: readonly WatchedImport[], least: number) {
  const usual = findUsual(before, ({ removed }) => removed);
  if (one.removed === null || usual === null) return [];
  if (one.removed < least || one.removed <= usual * FAR_BEYOND) return [];
  const text = `SIS import ${one.id} has deleted or concluded ${renderCount(one.removed)} objects; usual are ${renderCount(usual)}.`;
  return [{ code: 'deleted_more_than_usual' as const, severity: 'critical' as const, text }];
}

/** An import beside those of its kind before it. Without three of them nothing is said. */
export function judgeSize(
  one: WatchedImport,
  imports: readonly WatchedImport[],
  limits: SizeLimits,
): readonly Finding[] {
  if (!one.is_accepted) return [];
  const before = findComparable(one, imports, limits.history);
  return [...judgeShrinking(one, before, limits), ...judgeRemovals(one, before, limits.least_rows)].map(
    (found) => ({ ...found, sis_import_id: one.id, deadline: null }),
  );
}
