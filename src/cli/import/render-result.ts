import type { SisImport, SisImportError } from '../../client/index.ts';
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

/** Everything the result of an import says. */
export interface ImportResult {
  readonly state: SisImport;
  readonly messages: Messages;
  readonly duration_ms: number;
  /** How many messages are shown. */
  readonly limit: number;
}

const columns = ['rows', 'created', 'changed', 'deleted', 'unchanged', 'skipped'] as const;

function countRows(state: SisImport): number {
  const outcomes = [...readOutcomes(state).values()].map(({ rows }) => rows);
  const rows = outcomes.length > 0 ? outcomes : [...readCounts(state).values()];
  return rows.reduce((sum, count) => sum + count, 0);
}

function renderKinds(state: SisImport): readonly string[] {
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

function paintState(state: SisImport, paint: Paint): string {
  const text = renderWord(state.workflow_state);
  if (state.workflow_state === 'imported') return paint.good(text);
  return state.workflow_state === 'imported_with_messages' ? paint.warning(text) : paint.bad(text);
}

function renderMessage({ file, row, message }: SisImportError): string {
  const place = file === null ? '' : `${renderForeign(file)}${row === null ? '' : `:${row}`}`;
  return `  ${place ? `${place}  ` : ''}${renderForeign(message)}`;
}

function renderMessages({ state, messages, limit }: ImportResult, paint: Paint): readonly string[] {
  const { failures, warnings, total } = messages;
  const shown_failures = failures.slice(0, limit);
  const shown_warnings = warnings.slice(0, limit - shown_failures.length);
  const shown = shown_failures.length + shown_warnings.length;
  const lines: string[] = [];
  if (shown_failures.length > 0) lines.push('', paint.bad('Failures'), ...shown_failures.map(renderMessage));
  if (shown_warnings.length > 0)
    lines.push('', paint.warning('Warnings'), ...shown_warnings.map(renderMessage));
  if (total > shown) {
    const all = `GET /api/v1/accounts/self/sis_imports/${state.id}/errors`;
    lines.push(
      '',
      `${renderCount(shown)} of ${renderCount(total)} messages are shown; --messages all shows every one.`,
      paint.faint(`They are kept for 30 days: rollcall serve, then ${all}`),
    );
  }
  return lines;
}

/** The result of an import for a person: state, time, what became of the rows, messages with file and row. */
export function renderResult(result: ImportResult, paint: Paint): string {
  const { state, duration_ms } = result;
  const rows = countRows(state);
  const per_second = duration_ms > 0 ? `, ${renderCount((rows * 1000) / duration_ms)} rows/s` : '';
  const [head, ...kinds] = renderKinds(state);
  const lines = [
    `${paint.bold(`SIS import ${state.id}`)}: ${paintState(state, paint)}`,
    `${renderDuration(duration_ms)}, ${renderCount(rows)} ${rows === 1 ? 'row' : 'rows'}${per_second}`,
    ...(state.data.error_message ? ['', paint.bad(renderForeign(state.data.error_message))] : []),
    ...(head === undefined ? [] : ['', paint.faint(head), ...kinds]),
    ...renderMessages(result, paint),
  ];
  return `${lines.join('\n')}\n`;
}
