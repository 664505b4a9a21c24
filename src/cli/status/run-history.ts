import { csvLine } from '../../format/index.ts';
import { cutText } from '../display-width.ts';
import { exitStatus } from '../exit-status.ts';
import { locateTarget } from '../profiles/index.ts';
import { choosePaint, type Paint, renderCount, renderForeign, renderTable, renderWord } from '../render.ts';
import { type RunRecord, readHistory, stateFolder } from '../state/index.ts';
import type { Surroundings } from '../surroundings.ts';
import type { ListFormat } from './render-list.ts';
import { renderTime } from './times.ts';

export interface HistoryCommandOptions {
  readonly account: string | undefined;
  readonly color: boolean;
  readonly format: ListFormat;
  readonly limit: number;
}

function outcomeOf({ outcome, state, dry_run }: RunRecord): string {
  if (outcome === 'sending') return 'sending, end not seen';
  if (outcome !== 'submitted') return renderWord(outcome);
  const end = state === null ? 'sent, end not seen' : renderWord(state);
  return dry_run === true ? `${end} (dry run)` : end;
}

const renderKinds = ({ kinds }: RunRecord) =>
  Object.entries(kinds)
    .map(([kind, { rows }]) => `${renderWord(kind)} ${renderCount(rows)}`)
    .join(', ');

const noteOf = (run: RunRecord) => {
  const changes = run.changes === null ? '' : `${renderCount(run.changes)} changed since the last`;
  return [changes, renderForeign(run.reason ?? '')].filter((part) => part !== '').join('; ');
};

function renderText(runs: readonly RunRecord[], width: number | null, paint: Paint): string {
  if (runs.length === 0) return 'nothing was sent from here\n';
  const heads = ['at (UTC)', 'import', 'data set', 'what became of it', 'rows', ''];
  const rows = runs.map((run) => [
    renderTime(run.at).slice(0, 16),
    run.id === null ? '–' : String(run.id),
    renderForeign(run.data_set ?? '–'),
    outcomeOf(run),
    renderKinds(run),
    noteOf(run),
  ]);
  const [head = '', ...lines] = renderTable([heads, ...rows], 'left').map((line) =>
    width === null ? line : cutText(line, width),
  );
  return `${[paint.faint(head), ...lines].join('\n')}\n`;
}

function renderCsv(runs: readonly RunRecord[]): string {
  const heads = [
    'at',
    'sis_import_id',
    'data_set',
    'outcome',
    'state',
    'ended_at',
    'rows',
    'changes',
    'reason',
  ];
  const lines = runs.map((run) =>
    csvLine([
      run.at,
      String(run.id ?? ''),
      run.data_set ?? '',
      run.outcome,
      run.state ?? '',
      run.ended_at ?? '',
      String(Object.values(run.kinds).reduce((sum, { rows }) => sum + rows, 0)),
      String(run.changes ?? ''),
      run.reason ?? '',
    ]),
  );
  return [csvLine(heads), ...lines].join('');
}

/** Shows what `rollcall submit` has sent from this machine, newest first, and returns the exit status. */
export async function runHistory(
  profile: string | undefined,
  { account, color, format, limit }: HistoryCommandOptions,
  surroundings: Surroundings,
): Promise<number> {
  const { stdout, env } = surroundings;
  const target = await locateTarget(profile, { account }, surroundings);
  const all = await readHistory(stateFolder(target, env));
  const runs = all.slice(-limit).reverse();
  const width = stdout.isTTY ? stdout.columns || null : null;
  if (format === 'json') stdout.write(`${JSON.stringify(runs)}\n`);
  else if (format === 'csv') stdout.write(renderCsv(runs));
  else stdout.write(renderText(runs, width, choosePaint(stdout, env, color)));
  return exitStatus.done;
}
