import { join } from 'node:path';
import type { ConversionReport, Loss, Problem } from '../../convert/index.ts';
import { choosePaint, type Paint, renderCount, renderForeign, renderTable } from '../render.ts';
import type { Surroundings } from '../surroundings.ts';

/** So many problems are shown; `--json` and `--report` have them all. */
const MOST_SHOWN = 50;

const plural = (count: number, one: string) => `${renderCount(count)} ${one}${count === 1 ? '' : 's'}`;

function renderLosses({ lost }: ConversionReport, { faint }: Paint): readonly string[] {
  const place = ({ file, first_row }: Loss) => `${file}${first_row === null ? '' : `:${first_row}`}`;
  const lines = [
    ...lost.files.map((loss) => [loss.file, plural(loss.count, 'row'), loss.reason]),
    ...lost.columns.map((loss) => [`${loss.file} ${loss.column}`, plural(loss.count, 'value'), loss.reason]),
    ...lost.rows.map((loss) => [place(loss), plural(loss.count, 'row'), loss.reason]),
  ];
  return renderTable(
    lines.map((line) => line.map(renderForeign)),
    'left',
  ).map((line) => faint(`  ${line}`));
}

function renderProblem({ file, row, column, value, text }: Problem): string {
  const place = `${file}${row === null ? '' : `:${row}`}`;
  const cell = [column, value === null ? null : `"${value}"`].filter((part) => part !== null).join(' ');
  return renderForeign(`  ${place}  ${cell}${cell ? ': ' : ''}${text}`);
}

/** The report as a person reads it. */
export function renderReport(
  report: ConversionReport,
  out: string,
  { stdout, env, color }: Pick<Surroundings, 'stdout' | 'env'> & { readonly color: boolean },
): string {
  const paint = choosePaint(stdout, env, color);
  const { version, read, written, problems, problem_count } = report;
  const losses = renderLosses(report, paint);
  const shown = problems.slice(0, MOST_SHOWN);
  const hidden = problem_count - shown.length;
  return [
    paint.bold(`OneRoster ${version}`),
    ...renderTable(read.map(({ file, mode, rows }) => [`  ${file}`, mode, renderCount(rows)])),
    '',
    paint.bold('Written'),
    ...renderTable(written.map(({ file, rows }) => [`  ${join(out, file)}`, renderCount(rows)])),
    ...(losses.length > 0 ? ['', paint.warning('Without a counterpart'), ...losses] : []),
    ...(problem_count > 0 ? ['', paint.bad('Could not be used'), ...shown.map(renderProblem)] : []),
    ...(hidden > 0 ? [`  and ${renderCount(hidden)} more: --report <file> has them`] : []),
    '',
  ].join('\n');
}
