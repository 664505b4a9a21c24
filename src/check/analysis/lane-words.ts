import type { Column, FileType } from '../../format/index.ts';
import { isBooleanWord } from './cell-findings.ts';
import { CellIndex } from './cell-index.ts';
import { type CellHashes, cellText } from './record-cells.ts';

/** What a word about which there is something to say stands for. */
export const strange = 1_000_000;

/** Words repeat; where they do not, they must not fill the memory. */
const most_words = 10_000;

/** What the words of a column stand for, each read the first time it comes. */
export class WordIndex {
  readonly #known = new CellIndex();
  readonly #readText: (text: string) => number;
  /** The word read last: in most columns it is the next one, too. */
  #last_one = 0;
  #last_two = 0;
  #last = -1;

  constructor(readText: (text: string) => number) {
    this.#readText = readText;
  }

  /** The number that a cell stands for, `strange` where it is left to the plan. */
  read(cells: CellHashes, at: number): number {
    const one = cells.one[at] as number;
    const two = cells.two[at] as number;
    if (one === this.#last_one && two === this.#last_two && this.#last >= 0) return this.#last;
    let number = this.#known.get(one, two);
    if (number < 0) {
      number = this.#readText(cellText(cells, at));
      if (this.#known.size < most_words) this.#known.set(one, two, number);
    }
    this.#last_one = one;
    this.#last_two = two;
    this.#last = number;
    return number;
  }
}

/** Reads a word for yes or no. */
export function readYesOrNo(text: string): number {
  return isBooleanWord(text) ? 0 : strange;
}

/** Where a record of the file has words for yes or no. */
export function booleanPlaces({ columns }: FileType, header: readonly string[]): readonly number[] {
  return Object.entries<Column>(columns)
    .filter(([, { kind }]) => kind === 'boolean')
    .map(([name]) => header.indexOf(name))
    .filter((at) => at >= 0);
}
