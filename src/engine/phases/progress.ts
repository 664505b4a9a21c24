import type { ImportStep } from '../../db/index.ts';
import type { FileType } from '../../format/index.ts';
import type { Tally } from '../tally.ts';

/** How far an import has come, by rows: 0-100 for the API, rows of the kind in hand for whoever watches. */
export class Progress {
  readonly #total: number;
  readonly #totals: Readonly<Record<string, number>>;
  readonly #isInline: boolean;

  constructor(totals: Readonly<Record<string, number>>, isInline: boolean) {
    this.#totals = totals;
    this.#total = Object.values(totals).reduce((sum, rows) => sum + rows, 0);
    this.#isInline = isInline;
  }

  /** What a chunk writes of the import once its rows are in. */
  step(tally: Tally, file_type: FileType): ImportStep {
    const done = tally.outcomesOf(file_type.plural).rows;
    const overall = Object.values(tally.outcomes()).reduce((sum, entry) => sum + entry.rows, 0);
    const percent = this.#total === 0 ? 0 : Math.round((100 * overall) / this.#total);
    return {
      // A small import shows 0 until its end, as clients of the reference expect.
      ...(this.#isInline ? {} : { progress: Math.min(percent, 100) }),
      data: {
        counts: tally.counts(),
        outcomes: tally.outcomes(),
        phase: {
          name: file_type.plural,
          done_rows: done,
          total_rows: this.#totals[file_type.plural] ?? done,
        },
      },
      tally: tally.state(),
    };
  }
}
