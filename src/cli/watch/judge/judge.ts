import type { Schedule } from '../../profiles/index.ts';
import { findLastDeadline } from './deadline.ts';
import { type Finding, sortFindings } from './finding.ts';
import { judgeEnd } from './judge-end.ts';
import { judgeMotion, type Patience, type Sightings } from './judge-motion.ts';
import { judgeRuns, type WatchedRun } from './judge-runs.ts';
import { judgeSchedule } from './judge-schedule.ts';
import { judgeSize, type SizeLimits } from './judge-size.ts';
import { compareAge, type WatchedImport } from './watched-import.ts';
import { ownTimeZone } from './zoned-time.ts';

/** What is expected of the imports of a server. */
export interface Expectations extends Patience, SizeLimits {
  readonly schedule: Schedule | null;
  /** Only imports of this data set are judged by their time and their end; null: all. */
  readonly data_set: string | null;
}

/** What a look has shown. */
export interface Judgement {
  readonly findings: readonly Finding[];
  /** The imports whose end is still judged; what was found of others is forgotten. */
  readonly recent: ReadonlySet<number>;
  /** The newest import that the server took; null when none is known. */
  readonly last_good: WatchedImport | null;
}

const DAY_MS = 24 * 60 * 60_000;

/** From when on imports are judged: for a day, and from the last deadline on, however many holidays ago that is. */
export function findHorizon(schedule: Schedule | null, now_ms: number): number {
  const deadline = schedule === null ? null : findLastDeadline(schedule, now_ms);
  return Math.min(now_ms - DAY_MS, deadline?.from_ms ?? now_ms);
}

/** Whether a later import has taken the place of one: it brought the same, whatever became of it. */
function isReplaced(one: WatchedImport, imports: readonly WatchedImport[]): boolean {
  return imports.some(
    (later) =>
      compareAge(later, one) > 0 &&
      later.has_ended &&
      !later.is_dry_run &&
      later.data_set === one.data_set &&
      later.is_batch === one.is_batch &&
      (one.data_set !== null || one.types.every((type) => later.types.includes(type))) &&
      // Of a failed one nobody may know what it brought; that takes the place of nothing.
      (later.is_accepted || later.types.length > 0 || one.types.length === 0),
  );
}

/** Judges the imports of a server, in any order, as they stand now, and the runs that were to make some. */
export function judge(
  imports: readonly WatchedImport[],
  expectations: Expectations,
  sightings: Sightings,
  now_ms: number,
  runs: readonly WatchedRun[] = [],
): Judgement {
  const { schedule, data_set, least_rows } = expectations;
  const time_zone = schedule?.time_zone ?? ownTimeZone();
  const since_ms = findHorizon(schedule, now_ms);
  const own = imports.filter((one) => data_set === null || one.data_set === data_set);
  const recent = own.filter(({ ended_ms, is_dry_run }) => (ended_ms ?? 0) >= since_ms && !is_dry_run);
  const newest = recent.filter((one) => !isReplaced(one, imports));
  const ends = newest.flatMap((one) => [
    ...judgeEnd(one, imports, least_rows),
    ...judgeSize(one, imports, expectations),
  ]);
  const deadline = schedule === null ? null : findLastDeadline(schedule, now_ms);
  const scheduled = deadline === null ? [] : judgeSchedule(own, deadline, { now_ms, time_zone });
  // That an import is missing which has failed is said by the failure.
  const missing = scheduled.filter(
    ({ code, sis_import_id }) =>
      code !== 'missing' ||
      sis_import_id === null ||
      !ends.some((end) => end.sis_import_id === sis_import_id),
  );
  const moving = judgeMotion(imports, sightings, expectations, { now_ms, since_ms });
  const own_runs = runs.filter((one) => data_set === null || one.data_set === data_set);
  const kept_back = judgeRuns(own_runs, own, { since_ms, time_zone });
  const good = own.filter(({ is_accepted, is_dry_run }) => is_accepted && !is_dry_run);
  const last_good = good.sort((a, b) => compareAge(b, a))[0] ?? null;
  return {
    findings: sortFindings([...missing, ...kept_back, ...moving, ...ends]),
    recent: new Set(recent.map(({ id }) => id)),
    last_good,
  };
}
