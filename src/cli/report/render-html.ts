import { renderCount, renderWord } from '../render.ts';
import { style } from './style.ts';
import type { ReportState, SubmitReport } from './submit-report.ts';
import {
  isNumeric,
  type ReportTable,
  tabulateHold,
  tabulateKinds,
  tellDuration,
  tellFacts,
  tellMoment,
  tellMoreCauses,
  tellPlace,
} from './tell-report.ts';

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text that means nothing to HTML but itself. */
const plain = (text: string) =>
  text.replaceAll(/\p{Cc}/gu, ' ').replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? '');

const tones: Readonly<Record<ReportState, 'good' | 'warning' | 'bad'>> = {
  imported: 'good',
  submitted: 'good',
  imported_with_messages: 'warning',
  held: 'warning',
  unknown: 'warning',
  not_sent: 'bad',
  not_submitted: 'bad',
  failed: 'bad',
};

const tonesOfSeverity: Readonly<Record<string, string>> = { error: 'error', warning: 'warn' };

const section = (title: string, body: string) => `<section><h2>${plain(title)}</h2>${body}</section>`;

const list = (items: readonly string[]) => `<ul>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;

function renderTable({ heads, rows }: ReportTable): string {
  // Numbers stand one below the other to the right, words to the left.
  const sideOf = (column: number) => (isNumeric(rows, column) ? '' : ' class="words"');
  const head = heads.map((text, at) => `<th scope="col"${sideOf(at)}>${plain(text)}</th>`).join('');
  const body = rows.map(([first = '', ...rest]) => {
    const cells = rest.map((text, at) => `<td${sideOf(at + 1)}>${plain(text)}</td>`).join('');
    return `<tr><th scope="row">${plain(first)}</th>${cells}</tr>`;
  });
  return `<div class="wide"><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

function renderMessages({ messages: { total, read, groups } }: SubmitReport): string {
  if (total === 0) return '';
  const some = read < total ? `<p>Grouped are ${renderCount(read)} of them.</p>` : '';
  const causes = groups.map(({ cause, count, examples }, at) => {
    const items = examples.map(
      (one) => `<span class="place">${plain(tellPlace(one))}</span> ${plain(one.message)}`,
    );
    if (count === 1) return `<p class="one">${items.join('')}</p>`;
    const more =
      count > examples.length ? `<p class="more">and ${renderCount(count - examples.length)} more</p>` : '';
    const summary = `<summary><span class="count">${renderCount(count)}</span> ${plain(cause)}</summary>`;
    return `<details${at === 0 ? ' open' : ''}>${summary}${list(items)}${more}</details>`;
  });
  return section(`Messages: ${renderCount(total)}`, some + causes.join(''));
}

function renderCheck({ check }: SubmitReport): string {
  if (check === null || check.causes.length === 0) return '';
  const items = check.causes.map(
    ({ severity, code, message }) =>
      `<span class="${tonesOfSeverity[severity] ?? 'place'}">${plain(severity)}</span> ${plain(message)} <code>${plain(code)}</code>`,
  );
  const more = tellMoreCauses(check);
  return section(
    'Found before sending',
    `${list(items)}${more === null ? '' : `<p class="more">${plain(more)}</p>`}`,
  );
}

function renderTimes({ timings }: SubmitReport): string {
  if (timings.length === 0) return '';
  const whole = Math.max(1, ...timings.map(({ ms }) => ms));
  const rows = timings.map(
    ({ step, ms }) =>
      `<tr><th scope="row">${plain(renderWord(step))}</th><td>${tellDuration(ms)}</td><td class="bar"><meter min="0" max="${whole}" value="${ms}"></meter></td></tr>`,
  );
  return section('Times', `<table class="times"><tbody>${rows.join('')}</tbody></table>`);
}

/** A report as a page that needs nothing else: no script, and nothing is fetched. */
export function renderHtml(report: SubmitReport): string {
  const { summary, state, reasons, kinds, ended_at, profile, server } = report;
  const hold = tabulateHold(report);
  const facts = tellFacts(report).map(([name, value]) => `<dt>${plain(name)}</dt><dd>${plain(value)}</dd>`);
  const parts = [
    hold === null ? '' : section('Held before anything was applied', renderTable(hold)),
    kinds.length > 0 ? section('Rows', renderTable(tabulateKinds(report))) : '',
    renderMessages(report),
    renderCheck(report),
    renderTimes(report),
    section('The run', `<dl>${facts.join('')}</dl>`),
  ];
  const why = reasons.length > 0 ? list(reasons.map(plain)) : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${plain(summary)}</title>
<style>${style}</style>
</head>
<body>
<main>
<header class="${tones[state]}"><p class="state">${plain(renderWord(state))}</p><h1>${plain(summary)}</h1>${why}<p class="when">${plain(profile ?? server)}, ${plain(tellMoment(ended_at))}</p></header>
${parts.filter((part) => part !== '').join('\n')}
</main>
</body>
</html>
`;
}
