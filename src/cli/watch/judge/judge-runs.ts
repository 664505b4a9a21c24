import { renderForeign } from '../../render.ts';
import type { RunRecord } from '../../state/index.ts';
import type { Finding } from './finding.ts';
import type { WatchedImport } from './watched-import.ts';
import { renderMoment } from './zoned-time.ts';

/** What matters of a run of `rollcall submit` on this machine. */
export type WatchedRun = Pick<RunRecord, 'at' | 'outcome' | 'reason' | 'data_set' | 'dry_run'>;

const LONGEST_REASON = 300;

const verbs: Readonly<Partial<Record<RunRecord['outcome'], string>>> = {
  refused_by_check: 'sent nothing',
  refused_by_guard: 'sent nothing',
  not_submitted: 'could not submit anything',
};

/** The last run of each data set, in the order of the runs. */
function lastOfEach(runs: readonly WatchedRun[]): readonly WatchedRun[] {
  const last = new Map(runs.map((run) => [run.data_set, run]));
  return runs.filter((run) => last.get(run.data_set) === run);
}

/**
 * Uploads that this machine has kept back or could not get rid of since a time: no server knows of them. Whatever was
 * accepted later, by whomever, takes their place.
 */
export function judgeRuns(
  runs: readonly WatchedRun[],
  imports: readonly WatchedImport[],
  { since_ms, time_zone }: { readonly since_ms: number; readonly time_zone: string },
): readonly Finding[] {
  const real = runs.filter(({ dry_run }) => dry_run !== true);
  return lastOfEach(real).flatMap(({ at, outcome, reason, data_set }): Finding[] => {
    const verb = verbs[outcome];
    const at_ms = Date.parse(at);
    const is_made_good = imports.some(
      (one) => one.created_ms > at_ms && one.is_accepted && !one.is_dry_run && one.data_set === data_set,
    );
    if (verb === undefined || !(at_ms >= since_ms) || is_made_good) return [];
    const why = reason === null ? '' : `: ${renderForeign(reason).slice(0, LONGEST_REASON)}`;
    const text = `rollcall submit ${verb} at ${renderMoment(at_ms, time_zone)} (${time_zone})${why}`;
    const about = { sis_import_id: null, deadline: null, run_at: at };
    return [{ ...about, code: 'not_sent', severity: 'critical', text }];
  });
}
