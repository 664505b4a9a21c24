import { isHeld, type SisImport } from '../../client/index.ts';
import { wrapText } from '../display-width.ts';
import {
  type Paint,
  renderCount,
  renderDuration,
  renderForeign,
  renderTable,
  renderWord,
} from '../render.ts';
import { readCounts, readOutcomes } from './import-state.ts';
import type { Messages } from './read-messages.ts';
import { renderHold, type Whereabouts } from './render-hold.ts';
import { renderMessages } from './render-messages.ts';

/** Everything the result of an import says. */
export interface ImportResult {
  readonly state: SisImport;
  readonly messages: Messages;
  readonly duration_ms: number;
  /** For commands that a person may go on with. */
  readonly where: Whereabouts;
  /** How many messages are shown. */
  readonly limit: number;
  /** Of the terminal that shows it; null where none does. */
  readonly width: number | null;
}

const columns = ['rows', 'created', 'changed', 'deleted', 'unchanged', 'skipped'] as const;

function countRows(state: SisImport): number {
  const outcomes = [...readOutcomes(state).values()].map(({ rows }) => rows);
  const rows = outcomes.length > 0 ? outcomes : [...readCounts(state).values()];
  return rows.reduce((sum, count) => sum + count, 0);
}

/** What became of the rows of each file type as a table, its heads first; empty while nothing is known. */
export function renderKinds(state: SisImport): readonly string[] {
  const outcomes = [...readOutcomes(state)];
  if (outcomes.length > 0) {
    const rows = outcomes.map(([name, outcome]) => [
      renderWord(name),
      ...columns.map((column) => renderCount(outcome[column])),
    ]);
    return renderTable([['', ...columns], ...rows]);
  }
  const counts = [...readCounts(state)].map(([name, rows]) => [renderWord(name), renderCount(rows)]);
  return counts.length > 0 ? renderTable([['', 'rows'], ...counts]) : [];
}

/** The state of an import in words. */
export function paintState(state: SisImport, paint: Paint): string {
  const dry = state.data.dry_run === true ? ' (dry run: nothing was applied)' : '';
  const text = isHeld(state) ? 'held' : `${renderWord(state.workflow_state)}${dry}`;
  if (state.workflow_state === 'imported') return paint.good(text);
  return state.workflow_state === 'imported_with_messages' ? paint.warning(text) : paint.bad(text);
}

function renderPace(rows: number, duration_ms: number): string {
  const duration = renderDuration(duration_ms);
  if (rows === 0) return `${duration}, no rows`;
  const per_second = duration_ms > 0 ? `, ${renderCount((rows * 1000) / duration_ms)} rows/s` : '';
  return `${duration}, ${renderCount(rows)} ${rows === 1 ? 'row' : 'rows'}${per_second}`;
}

/** The result of an import for a person: state, time, what became of the rows, messages with file and row. */
export function renderResult(result: ImportResult, paint: Paint): string {
  const { state, where, messages, limit, width } = result;
  const [head, ...kinds] = renderKinds(state);
  const fault = renderForeign(state.data.error_message ?? '');
  const lines = [
    `${paint.bold(`SIS import ${state.id}`)}: ${paintState(state, paint)}`,
    renderPace(countRows(state), result.duration_ms),
    ...(fault ? ['', ...(width ? wrapText(fault, width) : [fault]).map(paint.bad)] : []),
    ...(head === undefined ? [] : ['', paint.faint(head), ...kinds]),
    ...renderHold(state, where, paint),
    ...renderMessages(messages, { id: state.id, limit, width, paint }),
  ];
  return `${lines.join('\n')}\n`;
}
