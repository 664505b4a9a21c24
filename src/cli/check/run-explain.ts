import { findingCodes, findingEntry, nearest } from '../../check/index.ts';
import { wrapText } from '../display-width.ts';
import { CommandError, exitStatus } from '../exit-status.ts';
import { choosePaint, renderTable } from '../render.ts';
import type { Surroundings } from '../surroundings.ts';

const default_columns = 80;

/** Shows what is declared about a code, or lists all codes, and returns the exit status. */
export function runExplain(code: string | null, color: boolean, { stdout, env }: Surroundings): number {
  if (code === null) {
    const rows = [...findingCodes].sort().map((each) => [each, findingEntry(each)?.summary ?? '']);
    stdout.write(`${renderTable(rows, 'left').join('\n')}\n`);
    return exitStatus.done;
  }
  const entry = findingEntry(code);
  if (entry === null) {
    const meant = nearest(code, findingCodes);
    const hint = meant === null ? 'rollcall explain lists all of them' : `perhaps ${meant} is meant`;
    throw new CommandError(`There is no code ${code}; ${hint}.`);
  }
  const paint = choosePaint(stdout, env, color);
  const width = stdout.columns || default_columns;
  const part = (title: string, text: string) => [
    paint.bold(title),
    ...wrapText(text, width - 2).map((line) => `  ${line}`),
    '',
  ];
  const lines = [
    `${paint.bold(code)} (${entry.severity})`,
    '',
    ...part('What it says', entry.text),
    ...part('What it means', entry.summary),
    ...part('Why it matters', entry.why),
    ...part('What to do', entry.fix),
    ...(entry.repair === undefined ? [] : part('What --fix does', entry.repair)),
  ];
  stdout.write(`${lines.join('\n')}`);
  return exitStatus.done;
}
