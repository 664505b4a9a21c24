import { hasEnded, isHeld, type SisImport } from '../../client/index.ts';
import { csvLine } from '../../format/index.ts';
import { cutText } from '../display-width.ts';
import { paintState } from '../import/render-result.ts';
import {
  type Paint,
  renderCount,
  renderDuration,
  renderForeign,
  renderTable,
  renderWord,
} from '../render.ts';
import { readImport } from '../watch/judge/index.ts';
import { renderOptions } from './render-status.ts';
import { renderTime, timeBetween } from './times.ts';

export const listFormats = ['text', 'json', 'csv'] as const;
export type ListFormat = (typeof listFormats)[number];

interface ListView {
  readonly format: ListFormat;
  /** Of the terminal that shows it; null where none does. */
  readonly width: number | null;
  readonly paint: Paint;
  readonly now_ms: number;
}

/** `null` where the server does not tell. */
function countMessages({ data }: SisImport): { readonly errors: number; readonly warnings: number } {
  return { errors: data.counts?.error_count ?? 0, warnings: data.counts?.warning_count ?? 0 };
}

function tookOf(shown: SisImport, now_ms: number): number | null {
  if (shown.started_at === null || (shown.ended_at === null && hasEnded(shown))) return null;
  return timeBetween(shown.started_at, shown.ended_at, now_ms);
}

const stateOf = (shown: SisImport) => (isHeld(shown) ? 'held' : shown.workflow_state);

function renderTextRow(shown: SisImport, now_ms: number): readonly string[] {
  const { errors, warnings } = countMessages(shown);
  const took = tookOf(shown, now_ms);
  const going = hasEnded(shown) || isHeld(shown) ? '' : ` ${shown.progress} %`;
  return [
    String(shown.id),
    renderTime(shown.created_at).slice(0, 16),
    `${renderWord(stateOf(shown))}${going}`,
    took === null ? '' : renderDuration(took),
    renderCount(readImport(shown).total_rows),
    renderCount(errors + warnings),
    renderOptions(shown),
  ];
}

function renderText(imports: readonly SisImport[], { width, paint, now_ms }: ListView): string {
  if (imports.length === 0) return 'no SIS imports\n';
  const heads = ['id', 'created (UTC)', 'state', 'took', 'rows', 'messages', 'options'];
  const [head = '', ...lines] = alignRight(
    [heads, ...imports.map((shown) => renderTextRow(shown, now_ms))],
    [0, 3, 4, 5],
  ).map((line) => (width === null ? line : cutText(line, width)));
  const painted = lines.map((line, at) => {
    const shown = imports[at] as SisImport;
    const word = renderWord(stateOf(shown));
    const is_plain = hasEnded(shown) || isHeld(shown);
    return is_plain && shown.data.dry_run !== true ? line.replace(word, paintState(shown, paint)) : line;
  });
  return `${[paint.faint(head), ...painted].join('\n')}\n`;
}

/** A table whose columns of numbers stand to the right. */
function alignRight(rows: readonly (readonly string[])[], columns: readonly number[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const padded = rows.map((row) =>
    row.map((cell, at) => (columns.includes(at) ? cell.padStart(widths[at] ?? 0) : cell)),
  );
  return renderTable(padded, 'left');
}

function renderCsv(imports: readonly SisImport[], now_ms: number): string {
  const heads = [
    'id',
    'created_at',
    'started_at',
    'ended_at',
    'workflow_state',
    'progress',
    'seconds',
    'rows',
  ];
  const lines = imports.map((shown) => {
    const { errors, warnings } = countMessages(shown);
    const took = tookOf(shown, now_ms);
    return csvLine([
      String(shown.id),
      shown.created_at,
      shown.started_at ?? '',
      shown.ended_at ?? '',
      stateOf(shown),
      String(shown.progress),
      took === null ? '' : String(took / 1000),
      String(readImport(shown).total_rows),
      String(errors),
      String(warnings),
      renderOptions(shown),
      renderForeign(shown.user?.name ?? ''),
    ]);
  });
  return [csvLine([...heads, 'errors', 'warnings', 'options', 'user']), ...lines].join('');
}

/** Imports as a table, as JSON (the objects of the API) or as CSV. */
export function renderList(imports: readonly SisImport[], view: ListView): string {
  if (view.format === 'json') return `${JSON.stringify(imports)}\n`;
  return view.format === 'csv' ? renderCsv(imports, view.now_ms) : renderText(imports, view);
}
