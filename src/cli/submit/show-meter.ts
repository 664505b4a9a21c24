import type { SisImport, WaitEvent } from '../../client/index.ts';
import { renderDuration, renderWord } from '../render.ts';
import type { Output } from '../surroundings.ts';

/** Shows how far an import is, on whatever server. */
export interface Meter {
  readonly update: (event: WaitEvent<SisImport>) => void;
  /** Leaves the terminal as it was found. */
  readonly close: () => void;
}

const BAR_WIDTH = 30;
const DEFAULT_COLUMNS = 80;
const CLEAR_REST_OF_LINE = '\u001b[K';
const LINE_EVERY_PERCENT = 10;

/** Shows nothing. */
export const silentMeter: Meter = { update() {}, close() {} };

const leftOf = ({ left_ms }: WaitEvent<SisImport>) =>
  left_ms === null || left_ms <= 0 ? '' : `, about ${renderDuration(left_ms)} left`;

/** For a person at a terminal: one bar, drawn again and again. */
export function createBar(stderr: Output): Meter {
  let live = '';
  return {
    update(event) {
      const percent = Math.floor(event.percent ?? 0);
      const full = Math.floor((percent * BAR_WIDTH) / 100);
      const bar = `[${'='.repeat(full)}${' '.repeat(BAR_WIDTH - full)}]`;
      const text = `${bar} ${String(percent).padStart(3)} %  ${renderWord(event.state.workflow_state)}${leftOf(event)}`;
      const line = text.slice(0, (stderr.columns || DEFAULT_COLUMNS) - 1);
      if (line !== live) stderr.write(`\r${line}${CLEAR_REST_OF_LINE}`);
      live = line;
    },
    close() {
      if (live !== '') stderr.write('\n');
      live = '';
    },
  };
}

/** For logs: a line for each new state, and for each tenth of the way. */
export function createMeterLines(stderr: Output): Meter {
  let told = '';
  return {
    update(event) {
      const tenth = Math.floor((event.percent ?? 0) / LINE_EVERY_PERCENT) * LINE_EVERY_PERCENT;
      const key = `${event.state.workflow_state} ${tenth}`;
      if (key === told) return;
      told = key;
      stderr.write(`${renderWord(event.state.workflow_state)}: ${tenth} %${leftOf(event)}\n`);
    },
    close() {},
  };
}
