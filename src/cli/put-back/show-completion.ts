import type { Progress } from '../../client/index.ts';
import { drawShare } from '../import/show-progress.ts';
import type { Output, Surroundings } from '../surroundings.ts';

/** Shows how far work is while it runs. */
export interface CompletionView {
  readonly update: (progress: Progress) => void;
  /** Leaves the terminal as it was found. */
  readonly close: () => void;
}

const LINE_EVERY_MS = 5_000;
// It is taken up at once unless an import is running.
const PATIENCE_MS = 2_000;
const BAR_WIDTH = 30;
const waiting = 'waiting for the imports before this one';

/** For logs: now and then a line. */
function createLines(label: string, stderr: Output): CompletionView {
  let last_line_ms = Date.now();
  let last_line = '';
  return {
    update({ workflow_state, completion }) {
      const line = workflow_state === 'queued' ? waiting : `${label}: ${completion ?? 0} %`;
      if (line === last_line || Date.now() - last_line_ms < LINE_EVERY_MS) return;
      stderr.write(`${line}\n`);
      last_line = line;
      last_line_ms = Date.now();
    },
    close() {},
  };
}

/** For a person at a terminal: a bar that is drawn over itself. */
function createBar(label: string, stderr: Output): CompletionView {
  const started_ms = Date.now();
  let live = '';
  const draw = (line: string) => {
    if (line !== live) stderr.write(`\r${line}\u001b[K`);
    live = line;
  };
  return {
    update({ workflow_state, completion }) {
      if (workflow_state === 'running')
        draw(`${label}  ${drawShare((completion ?? 0) / 100, BAR_WIDTH)}  ${completion ?? 0} %`);
      if (workflow_state === 'queued' && Date.now() - started_ms >= PATIENCE_MS) draw(waiting);
    },
    close() {
      if (live !== '') stderr.write('\r\u001b[K');
      live = '';
    },
  };
}

/** The view that fits whoever reads stderr; with `is_quiet` none. */
export function createCompletionView(
  label: string,
  is_quiet: boolean,
  { stderr, env }: Pick<Surroundings, 'stderr' | 'env'>,
): CompletionView {
  if (is_quiet) return { update() {}, close() {} };
  return stderr.isTTY && env.TERM !== 'dumb' ? createBar(label, stderr) : createLines(label, stderr);
}
