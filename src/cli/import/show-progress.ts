import type { SisImport } from '../../client/index.ts';
import { renderCount } from '../render.ts';
import type { Output, Surroundings } from '../surroundings.ts';
import { type Phase, readPhases } from './import-state.ts';

/** Shows how far an import is while it runs. */
export interface ProgressView {
  readonly update: (state: SisImport) => void;
  /** Leaves the terminal as it was found. */
  readonly close: () => void;
}

const LINE_EVERY_MS = 5_000;
const BAR_WIDTH = 30;
const NARROWEST_BAR = 5;
// Where the terminal does not say, or says 0.
const DEFAULT_COLUMNS = 80;
const CLEAR_REST_OF_LINE = '\u001b[K';
// An import is taken up at once unless another one is running.
const PATIENCE_MS = 2_000;
const waiting = 'waiting for the imports before this one';

const describeRows = ({ done_rows, total_rows, is_done }: Phase) => {
  if (total_rows === 0 && done_rows === 0) return '';
  const rows = total_rows === 1 ? 'row' : 'rows';
  if (is_done || done_rows >= total_rows) return `${renderCount(done_rows)} ${rows}`;
  return `${renderCount(done_rows)} of ${renderCount(total_rows)} ${rows}`;
};

const isWaiting = (state: SisImport) =>
  state.workflow_state === 'created' || state.workflow_state === 'initializing';

/** For logs: a line when a phase is done, and now and then one on the phase that runs. */
export function createLines(stderr: Output, now: () => number = Date.now): ProgressView {
  const told = new Set<string>();
  let last_line_ms = now();
  const tell = (key: string, line: string) => {
    if (told.has(key)) return;
    told.add(key);
    last_line_ms = now();
    stderr.write(`${line}\n`);
  };
  return {
    update(state) {
      const is_time = now() - last_line_ms >= LINE_EVERY_MS;
      if (isWaiting(state) && is_time) tell('waiting', waiting);
      for (const phase of readPhases(state)) {
        const rows = describeRows(phase);
        const line = rows ? `${phase.name}: ${rows}` : phase.name;
        if (phase.is_done) tell(`done ${phase.name}`, line);
        else if (is_time && (rows || phase.done_rows > 0)) tell(line, line);
      }
    },
    close() {},
  };
}

/** A bar of that width, `share` of it full. */
export function drawShare(share: number, width: number): string {
  const full = Math.floor(share * width);
  return `[${'='.repeat(full)}${' '.repeat(width - full)}]`;
}

function drawBar({ done_rows, total_rows, is_done }: Phase, width: number): string {
  return drawShare(is_done ? 1 : total_rows > 0 ? Math.min(1, done_rows / total_rows) : 0, width);
}

/** Name, bar and rows in a line that a terminal of that width does not break. */
function drawPhase(phase: Phase, name_width: number, columns: number): string {
  const name = phase.name.padEnd(name_width);
  const rows = describeRows(phase);
  // The last column stays free: some terminals go to the next line as soon as it is written to.
  const room = columns - 1 - name.length - rows.length - '  []  '.length;
  const bar = room < NARROWEST_BAR ? '' : `${drawBar(phase, Math.min(BAR_WIDTH, room))}  `;
  return `${name}  ${bar}${rows}`.trimEnd().slice(0, columns - 1);
}

/**
 * For a person at a terminal: a bar per phase. Only the line of the running phase is drawn again and again, so
 * that nothing is lost where a terminal has fewer lines than an import phases.
 */
export function createBars(stderr: Output, now: () => number = Date.now): ProgressView {
  const finished = new Set<string>();
  const started_ms = now();
  let has_said_waiting = false;
  let live = '';
  const draw = (line: string) => {
    if (line !== live) stderr.write(`\r${line}${CLEAR_REST_OF_LINE}`);
    live = line;
  };
  const finishLine = (line: string) => {
    draw(line);
    stderr.write('\n');
    live = '';
  };
  return {
    update(state) {
      if (isWaiting(state) && !has_said_waiting && now() - started_ms >= PATIENCE_MS) {
        has_said_waiting = true;
        finishLine(waiting);
      }
      const phases = readPhases(state);
      const name_width = Math.max(0, ...phases.map(({ name }) => name.length));
      for (const phase of phases) {
        if (finished.has(phase.name)) continue;
        const line = drawPhase(phase, name_width, stderr.columns || DEFAULT_COLUMNS);
        if (!phase.is_done) return draw(line);
        finishLine(line);
        finished.add(phase.name);
      }
    },
    close() {
      if (live !== '') stderr.write('\n');
      live = '';
    },
  };
}

const silent: ProgressView = { update() {}, close() {} };

/** What suits the place where the progress is shown; nothing where a program reads the result. */
export function chooseView(is_silent: boolean, { stderr, env }: Surroundings): ProgressView {
  if (is_silent) return silent;
  // A bar is drawn over itself, which takes a terminal that can go back to the start of a line and clear it.
  return stderr.isTTY && env.TERM !== 'dumb' ? createBars(stderr) : createLines(stderr);
}
