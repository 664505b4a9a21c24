import type { Progress } from '../../client/index.ts';
import { exitStatus } from '../exit-status.ts';
import { type Paint, renderCount, renderForeign, renderTable } from '../render.ts';

/** What is to be put back of an import. */
export type PutBackChoices =
  | { readonly kind: 'undo'; readonly force: boolean }
  | {
      readonly kind: 'restore';
      readonly batch_mode: boolean;
      readonly undelete_only: boolean;
      readonly unconclude_only: boolean;
    };

/** What came of the work. */
export interface Outcome {
  readonly id: number;
  readonly kind: PutBackChoices['kind'];
  readonly progress: Progress;
}

type Fields = Readonly<Record<string, unknown>>;

const asFields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};

function numberIn({ results }: Progress, name: string): number {
  const value = asFields(results)[name];
  return typeof value === 'number' ? value : 0;
}

const objects = (count: number) => `${renderCount(count)} ${count === 1 ? 'object' : 'objects'}`;

/** What is in the way, or stays: a line each. */
function renderObstacles(progress: Progress, total: number, heading: string): readonly string[] {
  const { obstacles } = asFields(progress.results);
  if (!Array.isArray(obstacles) || obstacles.length === 0) return [];
  const rows = obstacles.map((obstacle: unknown) => {
    const { kind, id, sis_id, text } = asFields(obstacle);
    return [renderForeign(`  ${kind} ${sis_id ?? id}`), renderForeign(String(text))];
  });
  const rest = total - obstacles.length;
  const more = rest > 0 ? [`  and ${renderCount(rest)} more, among the messages of the import`] : [];
  return ['', heading, ...renderTable(rows, 'left'), ...more];
}

function renderDone({ kind, progress }: Outcome): readonly string[] {
  if (kind === 'undo') {
    const left = numberIn(progress, 'left');
    return [
      `${objects(numberIn(progress, 'removed'))} taken away, ${renderCount(numberIn(progress, 'put_back'))} put back`,
      ...renderObstacles(progress, left, 'Left as they are'),
    ];
  }
  const failed = numberIn(progress, 'failed');
  return [
    `${objects(numberIn(progress, 'restored'))} back in the former state`,
    ...(failed > 0 ? [`${objects(failed)} could not be restored: the messages of the import tell why`] : []),
  ];
}

const words = { undo: ['undone', 'not undone'], restore: ['restored', 'not restored'] } as const;

/** What came of the work, for a person. */
export function renderOutcome(outcome: Outcome, paint: Paint): string {
  const { id, kind, progress } = outcome;
  const [good, bad] = words[kind];
  const is_done = progress.workflow_state === 'completed';
  const state = is_done ? (exitStatusOf(outcome) === 0 ? paint.good : paint.warning)(good) : paint.bad(bad);
  const details = is_done
    ? renderDone(outcome)
    : [
        ...(progress.message ? [renderForeign(progress.message)] : []),
        ...renderObstacles(progress, numberIn(progress, 'obstacle_count'), 'In the way'),
      ];
  return `${[`${paint.bold(`SIS import ${id}`)}: ${state}`, ...details].join('\n')}\n`;
}

/** The exit status that ended work stands for. */
export function exitStatusOf({ progress }: Outcome): number {
  if (progress.workflow_state !== 'completed') return exitStatus.failed;
  const is_whole = numberIn(progress, 'left') === 0 && numberIn(progress, 'failed') === 0;
  return is_whole ? exitStatus.done : exitStatus.done_in_part;
}
