import { isBooleanWord } from './cell-findings.ts';
import { CellIndex } from './cell-hash.ts';
import { type CellHashes, cellText } from './plain-reader.ts';

/** What a word about which there is something to say stands for. */
export const strange = 1_000_000;

/** Words repeat; where they do not, they must not fill the memory. */
const most_words = 10_000;

/** What the words of a column stand for, each read the first time it comes. */
export class WordIndex {
  readonly #known = new CellIndex();
  readonly #readText: (text: string) => number;

  constructor(readText: (text: string) => number) {
    this.#readText = readText;
  }

  /** The number that a cell stands for, `strange` where it is left to the plan. */
  read(cells: CellHashes, at: number): number {
    const one = cells.one[at] as number;
    const two = cells.two[at] as number;
    const known = this.#known.get(one, two);
    if (known >= 0) return known;
    const number = this.#readText(cellText(cells, at));
    if (this.#known.size < most_words) this.#known.set(one, two, number);
    return number;
  }
}

/** Reads a word for yes or no. */
export function readYesOrNo(text: string): number {
  return isBooleanWord(text) ? 0 : strange;
}
