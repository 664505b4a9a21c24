import { renderCount, renderWord } from '../render.ts';
import type { SubmitReport } from './submit-report.ts';
import {
  isNumeric,
  type ReportTable,
  tabulateHold,
  tabulateKinds,
  tellDuration,
  tellFacts,
  tellMoreCauses,
  tellPlace,
} from './tell-report.ts';

/** A text that means nothing to Markdown but itself, in one line. */
const plain = (text: string) =>
  text.replaceAll(/\p{Cc}+/gu, ' ').replaceAll(/[\\`*_{}[\]<>()#+!|~&]/g, (sign) => `\\${sign}`);

const line = (cells: readonly string[]) => `| ${cells.map(plain).join(' | ')} |`;

function renderTable({ heads, rows }: ReportTable): readonly string[] {
  const rule = `|${heads.map((_, at) => (isNumeric(rows, at) ? '---:|' : '---|')).join('')}`;
  return [line(heads), rule, ...rows.map(line), ''];
}

/** A report as Markdown. */
export function renderMarkdown(report: SubmitReport): string {
  const { summary, reasons, check, kinds, messages, timings } = report;
  const hold = tabulateHold(report);
  const lines = [`# ${plain(summary)}`, ''];
  if (reasons.length > 0) lines.push(...reasons.map((reason) => `- ${plain(reason)}`), '');
  if (hold !== null) lines.push('## Held', '', ...renderTable(hold));
  if (kinds.length > 0) lines.push('## Rows', '', ...renderTable(tabulateKinds(report)));
  if (messages.total > 0) {
    lines.push(`## Messages: ${renderCount(messages.total)}`, '');
    if (messages.read < messages.total) lines.push(`Grouped are ${renderCount(messages.read)} of them.`, '');
    for (const { cause, count, examples } of messages.groups) {
      lines.push(`### ${renderCount(count)} × ${plain(cause)}`, '');
      for (const one of examples) lines.push(`- ${plain(tellPlace(one))}: ${plain(one.message)}`);
      lines.push('');
    }
  }
  if (check !== null && check.causes.length > 0) {
    lines.push('## Found before sending', '');
    for (const { severity, code, message } of check.causes)
      lines.push(`- ${plain(severity)}: ${plain(message)} (${plain(code)})`);
    const more = tellMoreCauses(check);
    lines.push(...(more === null ? [] : [`- ${plain(more)}`]), '');
  }
  lines.push('## Times', '');
  for (const { step, ms } of timings) lines.push(`- ${plain(renderWord(step))}: ${tellDuration(ms)}`);
  lines.push('', '## The run', '');
  for (const [name, value] of tellFacts(report)) lines.push(`- ${name}: ${plain(value)}`);
  return `${lines.join('\n')}\n`;
}
