import { ConnectionError } from '../../client/index.ts';
import { renderForeign } from '../render.ts';
import { readHistory } from '../state/index.ts';
import { makeAlert } from './alerts/alert.ts';
import type { Receiver } from './alerts/open-receivers.ts';
import { compareFindings, type News, type OpenAlerts, type Seen } from './compare-findings.ts';
import { findHorizon, judge, noteSightings } from './judge/index.ts';
import { look } from './look.ts';
import type { Memory } from './memory.ts';
import type { Watch } from './open-watch.ts';

/** A look, and what to know of it at the next one. */
export interface Look extends Seen {
  readonly now_ms: number;
  readonly sightings: Memory['sightings'];
}

/** The runs of `rollcall submit` to a server; none where they cannot be read, as it may be another user who sends. */
async function readRuns({ folder, target }: Watch) {
  const runs = await readHistory(folder).catch(() => []);
  return runs.filter(({ server }) => server === undefined || server === target.base_url);
}

/** Looks at the imports of a server; that they cannot be seen is a finding, too. */
export async function takeLook(
  watch: Watch,
  { sightings }: Memory,
  now_ms: number,
  signal: AbortSignal,
): Promise<Look> {
  const { client, expectations, subject } = watch;
  try {
    const imports = await look(client, findHorizon(expectations.schedule, now_ms), signal);
    const judgement = judge(imports, expectations, sightings, now_ms, await readRuns(watch));
    const { findings } = judgement;
    return { findings, judgement, now_ms, sightings: noteSightings(imports, sightings, now_ms) };
  } catch (error) {
    signal.throwIfAborted();
    const reason = renderForeign(error instanceof Error ? error.message : String(error));
    const text =
      error instanceof ConnectionError
        ? reason
        : `The imports of ${subject.base_url} cannot be seen: ${reason}`;
    const about = { sis_import_id: null, deadline: null };
    return {
      findings: [{ ...about, code: 'unreachable', severity: 'unknown', text }],
      judgement: null,
      now_ms,
      sightings,
    };
  }
}

/** What a look is news of to a receiver of that name. */
export const newsOf = (name: string, { repeat_after_ms }: Watch, { told }: Memory, seen: Look): News =>
  compareFindings(told.get(name) ?? new Map(), seen, { now_ms: seen.now_ms, repeat_after_ms });

/**
 * Tells a receiver what is new. Whoever could not be told is told with the next look.
 * @returns What they know now, and why they could not be told; null when they were.
 */
async function tellOne(
  receiver: Receiver,
  watch: Watch,
  memory: Memory,
  seen: Look,
  signal: AbortSignal,
): Promise<{ readonly open: OpenAlerts; readonly fault: string | null }> {
  const news = newsOf(receiver.name, watch, memory, seen);
  if (news.found.length + news.over.length === 0) return { open: news.open, fault: null };
  const fault = await receiver.tell(makeAlert(news, watch.subject, seen.now_ms), signal);
  return { open: fault === null ? news.open : (memory.told.get(receiver.name) ?? new Map()), fault };
}

/** Tells every receiver what is new to them. */
export async function tellAll(
  watch: Watch,
  memory: Memory,
  seen: Look,
  signal: AbortSignal,
): Promise<{ readonly told: Memory['told']; readonly faults: readonly string[] }> {
  const told = new Map(memory.told);
  const faults: string[] = [];
  for (const receiver of watch.receivers) {
    const { open, fault } = await tellOne(receiver, watch, memory, seen, signal);
    told.set(receiver.name, open);
    if (fault !== null) faults.push(fault);
  }
  return { told, faults };
}
