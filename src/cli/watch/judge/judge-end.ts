import { renderCount } from '../../render.ts';
import type { Finding } from './finding.ts';
import { areAlike } from './usual.ts';
import { compareAge, type WatchedImport } from './watched-import.ts';

type Found = Omit<Finding, 'sis_import_id' | 'deadline'>;

const critical = (code: Finding['code'], text: string): Found => ({ code, severity: 'critical', text });
const warning = (code: Finding['code'], text: string): Found => ({ code, severity: 'warning', text });

function judgeAborted(one: WatchedImport): Found | null {
  const name = `SIS import ${one.id}`;
  // Whoever aborts what was held has looked at it.
  if (one.was_held) return null;
  if (one.progress < 100)
    return warning('aborted', `${name} was aborted at ${one.progress} %; what it had applied stays.`);
  // Canvas: a guard of batch mode aborts when all rows are applied, and leaves 100 % behind.
  const what =
    one.started_ms === null
      ? 'before it began'
      : 'at its end: its rows are applied, and nothing was cleaned up';
  return critical('aborted_at_100', `${name} shows 100 %, and was aborted ${what}.`);
}

function judgeSkipped(one: WatchedImport, least_rows: number): Found | null {
  const name = `SIS import ${one.id}`;
  const warnings = `${renderCount(one.warnings)} ${one.warnings === 1 ? 'warning' : 'warnings'}`;
  const skipped = one.skipped_rows ?? one.warnings;
  if (one.total_rows === 0 && skipped > 0)
    return critical(
      'all_rows_skipped',
      `${name} was imported, and every row of it was skipped: ${warnings}.`,
    );
  const half = one.skipped_rows === null ? one.total_rows : one.total_rows + skipped;
  const many = one.skipped_rows === null ? one.warnings >= half : skipped * 2 >= half;
  if (many && skipped >= least_rows)
    return warning(
      'mostly_skipped',
      `${name} was imported with ${renderCount(one.total_rows)} rows and ${warnings}.`,
    );
  return null;
}

/** Whether diffing may have left nothing of an import: such a one counts no rows, and says no more about it. */
const isWithoutChanges = (one: WatchedImport, has_base: boolean) =>
  one.data_set !== null &&
  !one.is_remaster &&
  !one.threshold_exceeded &&
  (one.diffed_against !== null || (has_base && !one.has_counts && one.warnings === 0));

function judgeDiffing(one: WatchedImport, has_base: boolean): Found | null {
  const name = `SIS import ${one.id}`;
  const rest = 'it was applied whole, and removed nothing that is gone';
  if (one.threshold_exceeded) return warning('not_diffed', `${name} went beyond a threshold: ${rest}.`);
  if (one.not_diffed.length > 0) {
    const kinds = one.not_diffed.filter((kind) => kind !== null);
    const what = kinds.length === 0 || kinds.length < one.not_diffed.length ? 'It' : kinds.join(', ');
    return warning('not_diffed', `${name} could not be compared. Concerned: ${what}; ${rest}.`);
  }
  const should = one.data_set !== null && !one.is_remaster && has_base;
  if (!should || one.diffed_against !== null || isWithoutChanges(one, has_base)) return null;
  return warning('not_diffed', `${name} names a data set and was compared with nothing: ${rest}.`);
}

/** How an import has ended: badly, or in a way that looks fine and is not. */
export function judgeEnd(
  one: WatchedImport,
  imports: readonly WatchedImport[],
  least_rows: number,
): readonly Finding[] {
  const found: (Found | null)[] = [];
  if (one.state === 'aborted') found.push(judgeAborted(one));
  else if (one.state.startsWith('failed')) {
    const fault = one.fault === null ? '.' : `: ${one.fault}`;
    found.push(critical('failed', `SIS import ${one.id} failed${fault}`));
  } else if (one.is_accepted) {
    const has_base = imports.some(
      (other) => compareAge(other, one) < 0 && other.is_accepted && !other.is_dry_run && areAlike(one, other),
    );
    const skipped = judgeSkipped(one, least_rows);
    const is_empty = one.total_rows === 0 && skipped === null && !isWithoutChanges(one, has_base);
    const empty = critical('no_rows', `SIS import ${one.id} was imported, and not a single row was in it.`);
    found.push(skipped, is_empty ? empty : null, judgeDiffing(one, has_base));
  }
  return found.flatMap((one_found) =>
    one_found === null ? [] : [{ ...one_found, sis_import_id: one.id, deadline: null }],
  );
}
