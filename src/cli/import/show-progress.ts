import type { SisImport } from '../../client/index.ts';
import { renderCount } from '../render.ts';
import type { Output } from '../surroundings.ts';
import { type Phase, readPhases } from './import-state.ts';

/** Shows how far an import is while it runs. */
export interface ProgressView {
  readonly update: (state: SisImport) => void;
  /** Leaves the terminal as it was found. */
  readonly close: () => void;
}

const LINE_EVERY_MS = 5_000;
const BAR_WIDTH = 30;
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

function drawBar({ done_rows, total_rows, is_done }: Phase): string {
  const share = is_done ? 1 : total_rows > 0 ? Math.min(1, done_rows / total_rows) : 0;
  const full = Math.floor(share * BAR_WIDTH);
  return `[${'='.repeat(full)}${' '.repeat(BAR_WIDTH - full)}]`;
}

/** For a person at a terminal: a bar per phase. */
export async function createBars(stderr: Output, now: () => number = Date.now): Promise<ProgressView> {
  const { default: progress } = await import('cli-progress');
  type Bar = InstanceType<typeof progress.SingleBar>;
  const bars = new Map<string, Bar>();
  const started_ms = now();
  let has_said_waiting = false;
  let name_width = 0;
  const view = new progress.MultiBar({
    stream: stderr as NodeJS.WritableStream,
    // Cursor and line wrapping are left alone: nothing has to be put back when the process is killed.
    hideCursor: false,
    linewrap: true,
    forceRedraw: true,
    format: (_options, _params, payload: { readonly phase: Phase }) => {
      const { phase } = payload;
      return `${phase.name.padEnd(name_width)}  ${drawBar(phase)}  ${describeRows(phase)}`.trimEnd();
    },
  });
  return {
    update(state) {
      if (isWaiting(state) && !has_said_waiting && now() - started_ms >= PATIENCE_MS) {
        has_said_waiting = true;
        stderr.write(`${waiting}\n`);
      }
      const phases = readPhases(state);
      name_width = Math.max(name_width, ...phases.map(({ name }) => name.length));
      for (const phase of phases) {
        const bar = bars.get(phase.name);
        if (bar) bar.update(phase.done_rows, { phase });
        else bars.set(phase.name, view.create(Math.max(1, phase.total_rows), phase.done_rows, { phase }));
      }
    },
    close() {
      if (bars.size === 0) return;
      view.stop();
      stderr.write('\n');
    },
  };
}
