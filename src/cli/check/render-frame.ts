import { type Excerpt, type Finding, secret_columns } from '../../check/index.ts';
import { displayWidth } from '../display-width.ts';
import { type Paint, renderForeign } from '../render.ts';
import type { CheckResult } from './check-result.ts';
import { lineOf } from './collect-excerpts.ts';

/** A place as editors open it: file, line and the character in it. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
}

/** A line without the cells that nobody may see, and the part of it that is at fault. */
interface Marked {
  readonly line: number;
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const hidden = '***';
const ellipsis = '...';

/** Where a finding is. */
export function placeOf(finding: Finding, result: CheckResult): SourcePlace {
  const file = finding.file ?? '';
  const excerpt = excerptOf(finding, result);
  if (excerpt === undefined) return { file, line: lineOf(finding), column: null };
  const { from } = rangeOf(finding, excerpt, result.headers.get(file) ?? []);
  return { file, line: excerpt.line, column: from + 1 };
}

function excerptOf({ file, row, column, params }: Finding, { excerpts }: CheckResult): Excerpt | undefined {
  const of_file = excerpts.get(file ?? '');
  if (row !== null) return of_file?.rows.get(row);
  if (typeof params.line === 'number') return of_file?.lines.get(params.line);
  return column === null ? undefined : of_file?.rows.get(1);
}

/** The characters that are at fault: a cell, what a broken file names, or the whole line. */
function rangeOf(finding: Finding, { text, cells }: Excerpt, header: readonly string[]) {
  const { row, column, params } = finding;
  if (row === null && typeof params.column === 'number') {
    const from = Math.min(params.column - 1, text.length);
    return { from, to: from + 1 };
  }
  const cell = column === null ? undefined : cells[header.indexOf(column)];
  return cell ?? { from: 0, to: text.length };
}

/** Takes out the cells of secret columns; null where nobody can tell which cells those are. */
function markedOf(finding: Finding, excerpt: Excerpt, header: readonly string[]): Marked | null {
  const { line, text, cells } = excerpt;
  let { from, to } = rangeOf(finding, excerpt, header);
  const secrets = header.flatMap((name, at) => (secret_columns.has(name) ? [at] : []));
  if (secrets.length === 0 || finding.row === 1) return { line, text, from, to };
  if (finding.row === null || cells.length !== header.length) return null;
  let shown = text;
  for (const at of secrets.reverse()) {
    const cell = cells[at];
    if (cell === undefined || cell.from === cell.to) continue;
    shown = shown.slice(0, cell.from) + hidden + shown.slice(cell.to);
    const longer = hidden.length - (cell.to - cell.from);
    if (cell.from < from) from += longer;
    if (cell.from < to) to += longer;
  }
  return { line, text: shown, from, to };
}

/** Cuts a line so that the marked part is seen in so many cells of a terminal. */
function cut({ line, text, from, to }: Marked, width: number): Marked {
  const letters = Array.from(text);
  if (displayWidth(text) <= width) return { line, text, from, to };
  // A third of the room goes to what stands before the fault.
  let start = Array.from(text.slice(0, from)).length;
  for (
    let room = Math.floor(width / 3);
    start > 0 && room > 0;
    room -= displayWidth(letters[start - 1] ?? '')
  )
    start -= 1;
  const before = letters.slice(0, start).join('').length;
  const lead = start > 0 ? ellipsis : '';
  let shown = '';
  let end = start;
  const most = width - lead.length - ellipsis.length;
  for (; end < letters.length && displayWidth(shown + letters[end]) <= most; end += 1) shown += letters[end];
  const shift = lead.length - before;
  return {
    line,
    text: lead + shown + (end < letters.length ? ellipsis : ''),
    from: from + shift,
    to: Math.min(to + shift, lead.length + shown.length),
  };
}

/** The line of a finding with its number, and below it a mark under what is at fault; nothing where there is no line. */
export function renderFrame(
  finding: Finding,
  result: CheckResult,
  { width, gutter, paint }: { readonly width: number; readonly gutter: number; readonly paint: Paint },
): readonly string[] {
  const excerpt = excerptOf(finding, result);
  if (excerpt === undefined) return [];
  const marked = markedOf(finding, excerpt, result.headers.get(finding.file ?? '') ?? []);
  if (marked === null) return [];
  const { line, text, from, to } = cut(marked, Math.max(20, width - gutter - 4));
  const before = renderForeign(text.slice(0, from));
  const fault = renderForeign(text.slice(from, to));
  const border = paint.faint('|');
  const mark = '^'.repeat(Math.max(1, displayWidth(fault)));
  return [
    `${paint.faint(String(line).padStart(gutter))} ${border} ${before}${fault}${renderForeign(text.slice(to))}`,
    `${' '.repeat(gutter)} ${border} ${' '.repeat(displayWidth(before))}${paint.bad(mark)}`,
  ];
}
