import { renderDuration, renderWord } from '../../render.ts';
import type { Finding } from './finding.ts';
import { findUsual } from './usual.ts';
import type { WatchedImport } from './watched-import.ts';

/** How an import looked, and since when it has looked like that. */
export interface Sighting {
  readonly trace: string;
  readonly since_ms: number;
}

/** How long an import may stand still. */
export interface Patience {
  readonly stuck_after_ms: number;
  readonly held_after_ms: number;
}

/** What earlier looks have shown, by the id of the import. */
export type Sightings = ReadonlyMap<number, Sighting>;

// Canvas: after an abort the next import may begin ten minutes later.
const LEAST_WAIT_MS = 15 * 60_000;
const FAR_BEYOND = 5;

/** Two looks with the same text show that nothing has moved. */
export const traceOf = ({ state, progress, updated_ms, total_rows }: WatchedImport): string =>
  JSON.stringify([state, progress, updated_ms, total_rows]);

/** What to know of this look at the next one: the imports that go on. */
export function noteSightings(
  imports: readonly WatchedImport[],
  before: Sightings,
  now_ms: number,
): Sightings {
  const going = imports.filter(({ has_ended }) => !has_ended);
  return new Map(
    going.map((one) => {
      const [trace, known] = [traceOf(one), before.get(one.id)];
      return [one.id, { trace, since_ms: known?.trace === trace ? known.since_ms : now_ms }];
    }),
  );
}

/** When something last moved: by the server's word, or by what earlier looks have shown. */
function lastMoved(one: WatchedImport, sightings: Sightings, now_ms: number): number {
  const known = sightings.get(one.id);
  const seen_ms = known === undefined ? 0 : known.trace === traceOf(one) ? known.since_ms : now_ms;
  return Math.max(one.updated_ms, one.started_ms ?? 0, seen_ms);
}

/** How long imports usually wait until they are taken up, and how long is too long. */
function limitOfWait(imports: readonly WatchedImport[], { stuck_after_ms }: Patience): number {
  const ended = imports.filter(({ has_ended, was_held }) => has_ended && !was_held);
  const usual = findUsual(ended, ({ created_ms, started_ms }) =>
    started_ms === null ? null : started_ms - created_ms,
  );
  if (usual === null) return stuck_after_ms;
  return Math.min(stuck_after_ms, Math.max(LEAST_WAIT_MS, usual * FAR_BEYOND));
}

/** The imports that go on, and do not get on. Those that began before `since_ms` and never got their upload are no matter. */
export function judgeMotion(
  imports: readonly WatchedImport[],
  sightings: Sightings,
  patience: Patience,
  { now_ms, since_ms }: { readonly now_ms: number; readonly since_ms: number },
): readonly Finding[] {
  const going = imports.filter(({ has_ended }) => !has_ended);
  const running = going.filter(({ state }) => !['initializing', 'created'].includes(state));
  const limit_ms = limitOfWait(imports, patience);
  const is_jammed = running.some(
    (one) => now_ms - lastMoved(one, sightings, now_ms) >= patience.stuck_after_ms,
  );
  const judgeOne = (one: WatchedImport): Omit<Finding, 'sis_import_id' | 'deadline'> | null => {
    const name = `SIS import ${one.id}`;
    if (one.held_ms !== null) {
      const waited_ms = now_ms - one.held_ms;
      const text = `${name} has waited for approval for ${renderDuration(waited_ms)}.`;
      return waited_ms >= patience.held_after_ms ? { code: 'held', severity: 'warning', text } : null;
    }
    if (running.includes(one)) {
      const idle_ms = now_ms - lastMoved(one, sightings, now_ms);
      const text = `${name} is ${renderWord(one.state)} at ${one.progress} %, and nothing has moved for ${renderDuration(idle_ms)}.`;
      return idle_ms >= patience.stuck_after_ms ? { code: 'stuck', severity: 'critical', text } : null;
    }
    // Who waits behind a stuck import has no trouble of their own.
    if (is_jammed) return null;
    const waited_ms = now_ms - Math.max(one.created_ms, one.approved_ms ?? 0);
    if (one.state === 'initializing') {
      const text = `${name} has waited for its upload for ${renderDuration(waited_ms)}.`;
      const is_due = waited_ms >= limit_ms && one.created_ms >= since_ms;
      return is_due ? { code: 'waiting', severity: 'warning', text } : null;
    }
    const is_busy = running.length > 0;
    const behind = is_busy ? `, behind SIS import ${running[0]?.id}` : '';
    const text = `${name} has waited to be taken up for ${renderDuration(waited_ms)}${behind}.`;
    const most_ms = is_busy ? patience.stuck_after_ms : limit_ms;
    return waited_ms >= most_ms ? { code: 'waiting', severity: 'warning', text } : null;
  };
  return going.flatMap((one) => {
    const found = judgeOne(one);
    return found === null ? [] : [{ ...found, sis_import_id: one.id, deadline: null }];
  });
}
