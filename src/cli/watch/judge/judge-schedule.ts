import { renderWord } from '../../render.ts';
import type { Deadline } from './deadline.ts';
import type { Finding } from './finding.ts';
import { compareAge, type WatchedImport } from './watched-import.ts';
import { renderMoment } from './zoned-time.ts';

/** When it is, and what clocks show it. */
export interface Now {
  readonly now_ms: number;
  readonly time_zone: string;
}

const MINUTE_MS = 60_000;
// Canvas: an import whose options were refused stays `initializing` for good; it is none.
const ABANDONED_AFTER_MS = 60 * MINUTE_MS;

const isUnderWay = (one: WatchedImport, now_ms: number) =>
  !one.has_ended && !(one.state === 'initializing' && now_ms - one.updated_ms > ABANDONED_AFTER_MS);

function describeLast(imports: readonly WatchedImport[], time_zone: string): string {
  const last = imports.filter(({ is_accepted }) => is_accepted).sort((a, b) => compareAge(b, a))[0];
  if (last?.ended_ms === undefined || last.ended_ms === null) return 'None before it is known.';
  return `The last good one, SIS import ${last.id}, ended ${renderMoment(last.ended_ms, time_zone)}.`;
}

/**
 * Whether the import that was expected by a deadline is there. Imports count from `deadline.from_ms` on; one that comes
 * after the deadline ends the silence, and is late.
 */
export function judgeSchedule(
  imports: readonly WatchedImport[],
  { from_ms, by_ms }: Deadline,
  { now_ms, time_zone }: Now,
): readonly Finding[] {
  const about = { deadline: new Date(by_ms).toISOString() };
  const by = `${renderMoment(by_ms, time_zone)} (${time_zone})`;
  const expected = imports
    .filter(({ created_ms, is_dry_run }) => created_ms >= from_ms && !is_dry_run)
    .sort((a, b) => compareAge(b, a));
  const ends = expected
    .filter(({ is_accepted }) => is_accepted)
    .map(({ id, ended_ms }) => ({ sis_import_id: id, ended_ms: ended_ms ?? now_ms }))
    .sort((a, b) => a.ended_ms - b.ended_ms);
  const [first] = ends;
  if (first !== undefined && first.ended_ms <= by_ms) return [];
  if (first !== undefined) {
    const minutes = Math.ceil((first.ended_ms - by_ms) / MINUTE_MS);
    const text = `SIS import ${first.sis_import_id} ended ${minutes} min after ${by}.`;
    return [{ ...about, code: 'ended_late', severity: 'warning', sis_import_id: first.sis_import_id, text }];
  }
  const running = expected.find((one) => isUnderWay(one, now_ms));
  if (running !== undefined) {
    const is_held = running.held_ms !== null;
    const state = is_held ? 'waits for approval' : `is still ${renderWord(running.state)}`;
    const text = `SIS import ${running.id} should have ended by ${by}, and ${state}.`;
    const severity = is_held ? 'critical' : 'warning';
    return [{ ...about, code: 'late', severity, sis_import_id: running.id, text }];
  }
  const bad = expected.find(({ has_ended }) => has_ended);
  const text = bad
    ? `No import has ended well by ${by}: SIS import ${bad.id} is ${renderWord(bad.state)}.`
    : `No import was made by ${by}. ${describeLast(imports, time_zone)}`;
  return [{ ...about, code: 'missing', severity: 'critical', sis_import_id: bad?.id ?? null, text }];
}
