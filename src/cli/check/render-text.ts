import {
  type Finding,
  type FindingGroup,
  type Followers,
  findingEntry,
  renderFinding,
  type Severity,
} from '../../check/index.ts';
import { wrapText } from '../display-width.ts';
import { type Paint, renderCount, renderDuration, renderForeign } from '../render.ts';
import { type CheckResult, countRows, countSkipped } from './check-result.ts';
import { placeOf, renderFrame } from './render-frame.ts';

/** How a result is shown to a person. */
export interface TextOptions {
  readonly paint: Paint;
  /** Cells of the terminal. */
  readonly width: number;
  /** How many groups are shown. */
  readonly limit: number;
}

const plural = (count: number, noun: string) => `${renderCount(count)} ${noun}${count === 1 ? '' : 's'}`;

function paintOf(severity: Severity, paint: Paint): (text: string) => string {
  if (severity === 'error') return paint.bad;
  return severity === 'warning' ? paint.warning : paint.bold;
}

/** The result for a person: each cause with a few of its places, the gravest first, then the sums. */
export function renderText(result: CheckResult, options: TextOptions): string {
  const { groups } = result;
  const { limit, paint } = options;
  const blocks = groups.slice(0, limit).map((group) => renderGroup(group, result, options));
  if (groups.length > limit) {
    blocks.push([
      `${renderCount(limit)} of ${renderCount(groups.length)} causes are shown; --limit all shows every one.`,
    ]);
  }
  blocks.push([renderSums(result, paint)]);
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function renderGroup(group: FindingGroup, result: CheckResult, options: TextOptions): readonly string[] {
  const { paint, width } = options;
  const color = paintOf(group.severity, paint);
  const followers = group.followers.reduce((sum, { count }) => sum + count, 0);
  const times = group.count > 1 ? ` (${renderCount(group.count)} times)` : '';
  const head = wrapText(
    renderForeign(`${group.message}${times}`),
    Math.max(40, width - group.severity.length - 2),
  );
  const [first = '', ...rest] = head;
  const lines = [`${color(group.severity)}: ${paint.bold(first)}`, ...rest.map((line) => `  ${line}`)];
  const shown = group.examples.length > 0 ? group.examples : (group.followers[0]?.examples ?? []);
  const gutter = String(Math.max(1, ...shown.map((one) => placeOf(one, result).line ?? 1))).length;
  for (const finding of shown) lines.push(...renderPlace(finding, group, result, { ...options, gutter }));
  const of_shown = group.examples.length > 0 ? group.count : (group.followers[0]?.count ?? 0);
  if (of_shown > shown.length)
    lines.push(note(gutter, `and ${renderCount(of_shown - shown.length)} more like these`));
  if (followers > 0) lines.push(...renderFollowers(group.followers, gutter));
  const fix = findingEntry(group.code)?.fix;
  if (fix !== undefined) lines.push(...wrapNote(gutter, `help: ${fix}`, width));
  lines.push(note(gutter, paint.faint(`rollcall explain ${group.code}`)));
  return lines;
}

const note = (gutter: number, text: string) => `${' '.repeat(gutter)} = ${text}`;

function wrapNote(gutter: number, text: string, width: number): readonly string[] {
  const [first = '', ...rest] = wrapText(text, Math.max(40, width - gutter - 3));
  return [note(gutter, first), ...rest.map((line) => `${' '.repeat(gutter + 3)}${line}`)];
}

function renderPlace(
  finding: Finding,
  group: FindingGroup,
  result: CheckResult,
  options: TextOptions & { readonly gutter: number },
): readonly string[] {
  const { file, line, column } = placeOf(finding, result);
  const { row } = finding;
  const at = [file, line, column].filter((part) => part !== null).join(':');
  const of_row = row === null || row === line ? '' : `, row ${row}`;
  const said = renderFinding(finding);
  const arrow = `${' '.repeat(options.gutter)}${options.paint.faint('-->')} ${renderForeign(at)}${of_row}`;
  const what = said === group.message ? [] : wrapNote(options.gutter, renderForeign(said), options.width);
  return [arrow, ...renderFrame(finding, result, options), ...what];
}

function renderFollowers(followers: readonly Followers[], gutter: number): readonly string[] {
  const words = followers.map(({ code, count }) => `${renderCount(count)} ${code}`);
  return [note(gutter, `follows from it: ${words.join(', ')}`)];
}

function renderSums(result: CheckResult, paint: Paint): string {
  const { counts, files, broken, duration_ms } = result;
  const rows = countRows(result);
  const pace = duration_ms > 0 && rows > 0 ? `, ${renderCount((rows * 1000) / duration_ms)} rows/s` : '';
  const sums = [
    counts.error > 0 ? paint.bad(plural(counts.error, 'error')) : null,
    counts.warning > 0 ? paint.warning(plural(counts.warning, 'warning')) : null,
    counts.note > 0 ? plural(counts.note, 'note') : null,
  ].filter((part) => part !== null);
  const left_out = broken.length > 0 ? `, ${plural(broken.length, 'file')} left out` : '';
  const skipped = countSkipped(result);
  return [
    sums.length > 0 ? sums.join(', ') : paint.good('nothing found'),
    `${plural(rows, 'row')} in ${plural(files.length, 'file')}${left_out}; ${renderDuration(duration_ms)}${pace}`,
    ...(skipped > 0 ? [`an import into an empty account would skip ${plural(skipped, 'row')}`] : []),
  ].join('\n');
}
