import { renderCount, renderDuration, renderWord } from '../render.ts';
import type { SubmitReport } from './submit-report.ts';

/** A table of a report: heads and rows, all plain text. */
export interface ReportTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Whether all cells of a column are numbers, or dashes for numbers that nobody knows. The first one names the row. */
export const isNumeric = (rows: ReportTable['rows'], column: number): boolean =>
  column > 0 && rows.every((cells) => /^(?:[\d.,]+|–)$/.test(cells[column] ?? ''));

/** `2026-11-24 02:30:05 UTC` */
export const tellMoment = (time: string): string => `${time.slice(0, 19).replace('T', ' ')} UTC`;

/** How long a step took; most take no tenth of a second. */
export const tellDuration = (ms: number): string => (ms < 100 ? `${ms} ms` : renderDuration(ms));

/** What the check found besides the causes that are named; null where that was all. */
export function tellMoreCauses({ causes, cause_count }: NonNullable<SubmitReport['check']>): string | null {
  const more = cause_count - causes.length;
  return more > 0 ? `and ${renderCount(more)} more; rollcall check shows all of it` : null;
}

const orDash = (count: number | null | undefined) =>
  count === null || count === undefined ? '–' : renderCount(count);

/** Rows by file type: sent, beside the last upload, and what the server made of them, as far as that is known. */
export function tabulateKinds({ kinds }: SubmitReport): ReportTable {
  const has_last = kinds.some(({ last_rows }) => last_rows !== null);
  const has_done = kinds.some(({ done }) => done !== null);
  return {
    heads: [
      '',
      'rows',
      'asking for a delete',
      ...(has_last ? ['last time', 'new', 'different', 'left out'] : []),
      ...(has_done ? ['created', 'changed', 'deleted', 'unchanged', 'skipped'] : []),
    ],
    rows: kinds.map(({ kind, rows, deletes, last_rows, added, changed, gone, done }) => [
      renderWord(kind),
      renderCount(rows),
      renderCount(deletes),
      ...(has_last ? [orDash(last_rows), renderCount(added), renderCount(changed), renderCount(gone)] : []),
      ...(has_done
        ? [done?.created, done?.changed, done?.deleted, done?.unchanged, done?.skipped].map(orDash)
        : []),
    ]),
  };
}

/** What a server has held, and by which limits; null where it has not. */
export function tabulateHold({ import: shown, state }: SubmitReport): ReportTable | null {
  const hold = shown?.data.hold;
  if (state !== 'held' || hold === undefined) return null;
  return {
    heads: ['', 'count', 'of', 'percent', 'where', 'limit'],
    rows: hold.limits.map(({ kind, count, of, percent, term, account, limit, allows }) => [
      renderWord(kind),
      renderCount(count),
      renderCount(of),
      String(percent),
      (term ?? account)?.name ?? 'everywhere',
      `${limit}=${allows}`,
    ]),
  };
}

/** Facts about a run, a name and a value each. */
export function tellFacts(report: SubmitReport): readonly (readonly [name: string, value: string])[] {
  const { profile, server, account, started_at, ended_at, exit_status, options, ignores_guards } = report;
  const { max_deletes, max_change, max_shrink, min_rows } = report.guards;
  const limits = Object.entries({ max_deletes, max_change, max_shrink }).flatMap(([name, limit]) =>
    limit === null ? [] : [`${name} ${'rows' in limit ? renderCount(limit.rows) : `${limit.percent}%`}`],
  );
  const least = Object.entries(min_rows).map(([kind, rows]) => `min_rows ${kind}=${renderCount(rows)}`);
  const guards = [...limits, ...least].join(', ') || 'none';
  const chosen = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  return [
    ['Server', server],
    ['Profile', profile ?? '–'],
    ['Account', account],
    ['Began', tellMoment(started_at)],
    ['Ended', tellMoment(ended_at)],
    ['Options', chosen.join(', ') || 'none'],
    ['Guards', ignores_guards ? `${guards} (not asked: --no-guards)` : guards],
    ['Exit status', String(exit_status)],
  ];
}

/** Where a message points: `users.csv, row 12`. */
export const tellPlace = ({
  file,
  row,
}: {
  readonly file: string | null;
  readonly row: number | null;
}): string => [file, row === null ? null : `row ${row}`].filter((part) => part !== null).join(', ');
