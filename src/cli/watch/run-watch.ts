import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandError, exitStatus } from '../exit-status.ts';
import { choosePaint, type Paint, renderCount } from '../render.ts';
import { takeLock } from '../state/index.ts';
import { Interruption, leadOf, type Surroundings } from '../surroundings.ts';
import { makeAlert, renderFinding, renderOver, worstOf } from './alerts/alert.ts';
import type { News } from './compare-findings.ts';
import { type Finding, ownTimeZone, renderMoment } from './judge/index.ts';
import { emptyMemory, type Memory, readMemory, writeMemory } from './memory.ts';
import { openWatch, type Watch, type WatchOptions } from './open-watch.ts';
import { type Look, newsOf, takeLook, tellAll } from './take-look.ts';

export interface WatchCommandOptions extends WatchOptions {
  readonly follow: boolean;
  readonly every_seconds: number;
  /** Print only what was not printed before. */
  readonly quiet: boolean;
  readonly json: boolean;
  readonly color: boolean;
}

const LINES = 'lines';

const statuses = {
  ok: exitStatus.done,
  warning: exitStatus.found_warnings,
  critical: exitStatus.failed,
  unknown: exitStatus.not_started,
} as const;

function paintFinding(finding: Finding, paint: Paint): string {
  const [word = '', ...rest] = renderFinding(finding).split(' ');
  const color = finding.severity === 'warning' ? paint.warning : paint.bad;
  return [color(word), ...rest].join(' ');
}

function paintOver(finding: Finding, paint: Paint): string {
  const [word = '', ...rest] = renderOver(finding).split(' ');
  return [paint.good(word), ...rest].join(' ');
}

function renderWell({ subject, expectations }: Watch, { judgement }: Look, paint: Paint): string {
  const last = judgement?.last_good ?? null;
  const zone = expectations.schedule?.time_zone ?? ownTimeZone();
  const ended = last?.ended_ms ? ` ended ${renderMoment(last.ended_ms, zone)}` : ' has ended';
  const said = last
    ? `SIS import ${last.id}${ended} with ${renderCount(last.total_rows)} rows.`
    : 'no import is known.';
  return `${paint.good('OK')} ${subject.name}: ${said}`;
}

function renderJson({ subject }: Watch, { findings, judgement, now_ms }: Look): string {
  const last = judgement?.last_good ?? null;
  return JSON.stringify({
    severity: worstOf(findings),
    time: new Date(now_ms).toISOString(),
    watch: subject,
    findings,
    last_good: last && {
      sis_import_id: last.id,
      ended_at: last.ended_ms === null ? null : new Date(last.ended_ms).toISOString(),
      rows: last.total_rows,
    },
  });
}

const renderNews = ({ found, over }: News, paint: Paint): readonly string[] => [
  ...found.map((one) => paintFinding(one, paint)),
  ...over.map((one) => paintOver(one, paint)),
];

/** Looks, tells, and returns what to remember. */
async function watchOnce(
  watch: Watch,
  memory: Memory,
  signal: AbortSignal,
  print: (seen: Look, news: News) => void,
  complain: (fault: string) => void,
) {
  const seen = await takeLook(watch, memory, Date.now(), signal);
  const news = newsOf(LINES, watch, memory, seen);
  print(seen, news);
  const { told, faults } = await tellAll(watch, memory, seen, signal);
  for (const fault of faults) complain(fault);
  const next: Memory = { told: new Map([...told, [LINES, news.open]]), sightings: seen.sightings };
  return { seen, next, is_told: faults.length === 0 };
}

/** Prints findings: all of them, or with `quiet` and `follow` those that are news. */
function makePrinter(watch: Watch, options: WatchCommandOptions, { stdout, env }: Surroundings) {
  const { quiet, json, follow } = options;
  const paint = choosePaint(stdout, env, options.color);
  return (seen: Look, news: News) => {
    const has_news = news.found.length + news.over.length > 0;
    if (follow) {
      const time = new Date(seen.now_ms).toISOString();
      const alert = has_news ? [JSON.stringify(makeAlert(news, watch.subject, seen.now_ms))] : [];
      const lines = json ? alert : renderNews(news, paint).map((line) => `${time} ${line}`);
      for (const line of lines) stdout.write(`${line}\n`);
      return;
    }
    if (quiet && !has_news) return;
    if (json) return void stdout.write(`${renderJson(watch, seen)}\n`);
    const found = seen.findings.map((one) => paintFinding(one, paint));
    const well = found.length === 0 ? [renderWell(watch, seen, paint)] : found;
    for (const line of quiet ? renderNews(news, paint) : well) stdout.write(`${line}\n`);
  };
}

/** The folder in which a watch remembers what it has told; null where nothing is told. */
async function openFolder(watch: Watch, { quiet }: WatchCommandOptions) {
  if (watch.receivers.length === 0 && !quiet) return null;
  const folder = join(watch.folder, 'watch');
  const lock = await takeLock(folder);
  if ('release' in lock) return { folder, release: lock.release };
  const { pid, host, since } = lock.held_by;
  throw new CommandError(
    `Another watch of ${watch.subject.name} tells of it since ${since} (process ${pid} on ${host}).`,
  );
}

/** Looks at the imports of a server, once or again and again, tells what is wrong, and returns the exit status. */
export async function runWatch(
  word: string | undefined,
  options: WatchCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { stderr } = surroundings;
  const signal = surroundings.listenForInterrupt();
  const watch = await openWatch(word, options, surroundings);
  const kept = await openFolder(watch, options);
  const print = makePrinter(watch, options, surroundings);
  const complain = (fault: string) => void stderr.write(`rollcall: not told: ${fault}\n`);
  try {
    let memory = kept === null ? emptyMemory : await readMemory(kept.folder);
    for (;;) {
      const { seen, next, is_told } = await watchOnce(watch, memory, signal, print, complain);
      memory = next;
      if (kept !== null) await writeMemory(kept.folder, memory);
      if (!options.follow) {
        const status = statuses[worstOf(seen.findings)];
        return status === exitStatus.done && !is_told ? exitStatus.not_started : status;
      }
      await sleep(options.every_seconds * 1000, undefined, { signal });
    }
  } catch (error) {
    const { reason } = signal;
    if (!signal.aborted || !(reason instanceof Interruption)) throw error;
    // Whoever follows ends it like this.
    if (!options.follow) throw reason;
    stderr.write(leadOf(reason, stderr));
    return exitStatus.done;
  } finally {
    await kept?.release();
  }
}
