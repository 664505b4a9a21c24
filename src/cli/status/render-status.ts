import { hasEnded, importOptions, isHeld, type SisImport } from '../../client/index.ts';
import { wrapText } from '../display-width.ts';
import { readPhases } from '../import/import-state.ts';
import type { Messages } from '../import/read-messages.ts';
import { renderHold, type Whereabouts } from '../import/render-hold.ts';
import { renderMessages } from '../import/render-messages.ts';
import { paintState, renderKinds } from '../import/render-result.ts';
import {
  type Paint,
  renderCount,
  renderDuration,
  renderForeign,
  renderTable,
  renderWord,
} from '../render.ts';
import { judgeEnd, readImport } from '../watch/judge/index.ts';
import { renderTime, timeBetween } from './times.ts';

/** What is known of an import, and how much of it is shown. */
export interface ShownStatus {
  readonly state: SisImport;
  readonly messages: Messages;
  readonly limit: number;
  /** Of the terminal that shows it; null where none does. */
  readonly width: number | null;
  readonly now_ms: number;
  /** Where another command finds it. */
  readonly where: Whereabouts;
}

const fates = ['created', 'concluded', 'deactivated', 'restored', 'deleted'] as const;

/** The options that were asked for, as the API names them. */
export function renderOptions(state: SisImport): string {
  const shown: Readonly<Record<string, unknown>> = { ...state };
  return Object.keys(importOptions)
    .filter((name) => ![null, undefined, false, ''].includes(shown[name] as null))
    .map((name) => (shown[name] === true ? name : `${name}=${renderForeign(String(shown[name]))}`))
    .join(', ');
}

function renderBase({ diffing_data_set_identifier, diffed_against_import_id, data }: SisImport): string {
  if (!diffing_data_set_identifier) return '';
  const base = diffed_against_import_id ?? data.diffed_against_sis_batch_id ?? null;
  return base === null ? 'nothing: it was applied whole' : `SIS import ${base}`;
}

function renderStarted({ created_at, started_at }: SisImport, now_ms: number): string {
  const waited = renderDuration(timeBetween(created_at, started_at, now_ms));
  return started_at === null
    ? `not yet, waiting for ${waited}`
    : `${renderTime(started_at)}, after ${waited}`;
}

function renderEnded(state: SisImport, now_ms: number): string {
  const { started_at, ended_at } = state;
  if (started_at === null) return ended_at === null ? '' : renderTime(ended_at);
  const took = renderDuration(timeBetween(started_at, ended_at, now_ms));
  if (ended_at !== null) return `${renderTime(ended_at)}, after ${took}`;
  return hasEnded(state) ? '' : `not yet, going on for ${took}`;
}

/** What is known of it in a line each. */
function renderFacts(state: SisImport, now_ms: number): readonly string[] {
  const files = (state.csv_attachments ?? []).map(
    ({ display_name, size }) => `${renderForeign(display_name)} (${renderCount(size)} bytes)`,
  );
  const facts = [
    ['by', renderForeign(state.user?.name ?? '')],
    ['created', renderTime(state.created_at)],
    ['started', isHeld(state) ? '' : renderStarted(state, now_ms)],
    ['ended', renderEnded(state, now_ms)],
    ['options', renderOptions(state)],
    ['compared with', renderBase(state)],
    ['files', files.join(', ')],
  ];
  return renderTable(
    facts.filter(([, value]) => value !== ''),
    'left',
  );
}

function renderProgress(state: SisImport): string {
  if (hasEnded(state) || isHeld(state)) return '';
  const phase = readPhases(state).find(({ is_done }) => !is_done);
  if (phase === undefined || phase.total_rows === 0) return `, ${state.progress} %`;
  const rows = `${renderCount(phase.done_rows)} of ${renderCount(phase.total_rows)} rows`;
  return `, ${state.progress} %, ${renderWord(phase.name)}: ${rows}`;
}

/** What changed its state, by class; Canvas names them so. */
function renderStatistics({ data }: SisImport): readonly string[] {
  const rows = Object.entries(data.statistics ?? {}).flatMap(([name, counts]) => {
    if (typeof counts !== 'object') return [];
    const known: Readonly<Record<string, number | undefined>> = { ...counts };
    const cells = fates.map((fate) => known[fate] ?? 0);
    return cells.some((count) => count > 0) ? [[name, ...cells.map(renderCount)]] : [];
  });
  return rows.length > 0 ? renderTable([['', ...fates], ...rows]) : [];
}

function renderTableBelow([head, ...rows]: readonly string[], paint: Paint): readonly string[] {
  return head === undefined ? [] : ['', paint.faint(head), ...rows];
}

/** Everything about an import for a person: its life, what it did, whether that is what it seems, its messages. */
export function renderStatus(
  { state, messages, limit, width, now_ms, where }: ShownStatus,
  paint: Paint,
): string {
  const one = readImport(state);
  const findings = one.has_ended ? judgeEnd(one, [one], 1) : [];
  const fault = renderForeign(state.data.error_message ?? '');
  const alarms = [...findings.map(({ text }) => text), ...(fault === '' ? [] : [fault])];
  const undone = state.data.undone_at === undefined ? '' : `, undone ${renderTime(state.data.undone_at)}`;
  const lines = [
    `${paint.bold(`SIS import ${state.id}`)}: ${paintState(state, paint)}${renderProgress(state)}${undone}`,
    ...renderFacts(state, now_ms),
    ...(alarms.length > 0 ? [''] : []),
    ...alarms.flatMap((text) => (width ? wrapText(text, width) : [text])).map(paint.bad),
    ...renderTableBelow(renderKinds(state), paint),
    ...renderTableBelow(renderStatistics(state), paint),
    ...renderHold(state, where, paint),
    ...renderMessages(messages, { id: state.id, limit, width, paint }),
  ];
  return `${lines.join('\n')}\n`;
}
