import type { FileType } from '../../format/index.ts';
import { first_seed, hashText, joinHash } from './cell-hash.ts';

/** Where a row stood before. */
export interface Place {
  readonly file: number;
  readonly row: number;
  readonly is_same: boolean;
}

/** A hash of cells and of the borders between them. */
export function hashCells(cells: readonly string[], places: readonly number[], seed: number): number {
  let hash = seed | 0;
  for (const place of places) hash = joinHash(hash, hashText(cells[place] ?? '') ^ seed);
  return hash;
}

/** The same from the first hashes of the cells; those beyond them are blank. */
export function joinCells(hashes: Int32Array, places: readonly number[], seed: number): number {
  let hash = seed | 0;
  for (const place of places) hash = joinHash(hash, (hashes[place] ?? first_seed) ^ seed);
  return hash;
}

/** Where the two hashes of a key start. */
export const key_seeds = [0x811c9dc5, 0x3c6ef372] as const;

/** The columns that tell one object of a type from another; a term has a row for each of its date overrides, too. */
export function keyColumns({ name, identified_by }: FileType): readonly string[] {
  return name === 'term' ? [...identified_by, 'date_override_enrollment_type'] : identified_by;
}

const empty = 0;

/**
 * Which rows have been about the same object before. Keeps 64 bits of a hash of each key, 24 bytes in all, not the
 * key: of a million rows two with different keys fall together once in a hundred million files.
 */
export class Repeats {
  #size = 0;
  #one = new Int32Array(1024);
  #two = new Int32Array(1024);
  #content = new Int32Array(1024);
  #row = new Int32Array(1024);
  #file = new Uint16Array(1024);

  /** Whether a row before was about the same object. */
  has(one: number, two: number): boolean {
    const mask = this.#one.length - 1;
    for (let slot = (one ^ (two >>> 7)) & mask; this.#row[slot] !== empty; slot = (slot + 1) & mask)
      if (this.#one[slot] === one && this.#two[slot] === two) return true;
    return false;
  }

  /** Notes a row and tells where the one before it about the same object stood, null for the first. */
  note(one: number, two: number, content: number, file: number, row: number): Place | null {
    if (this.#size * 2 >= this.#one.length) this.#grow();
    const mask = this.#one.length - 1;
    let slot = (one ^ (two >>> 7)) & mask;
    for (; this.#row[slot] !== empty; slot = (slot + 1) & mask) {
      if (this.#one[slot] !== one || this.#two[slot] !== two) continue;
      const before = {
        file: this.#file[slot] ?? 0,
        row: this.#row[slot] ?? 0,
        is_same: this.#content[slot] === content,
      };
      this.#set(slot, one, two, content, file, row);
      return before;
    }
    this.#size += 1;
    this.#set(slot, one, two, content, file, row);
    return null;
  }

  #set(slot: number, one: number, two: number, content: number, file: number, row: number): void {
    this.#one[slot] = one;
    this.#two[slot] = two;
    this.#content[slot] = content;
    this.#file[slot] = file;
    this.#row[slot] = row;
  }

  #grow(): void {
    const [one, two, content, row, file] = [this.#one, this.#two, this.#content, this.#row, this.#file];
    const capacity = one.length * 2;
    this.#one = new Int32Array(capacity);
    this.#two = new Int32Array(capacity);
    this.#content = new Int32Array(capacity);
    this.#row = new Int32Array(capacity);
    this.#file = new Uint16Array(capacity);
    for (let from = 0; from < row.length; from += 1) {
      if (row[from] === empty) continue;
      let slot = ((one[from] ?? 0) ^ ((two[from] ?? 0) >>> 7)) & (capacity - 1);
      while (this.#row[slot] !== empty) slot = (slot + 1) & (capacity - 1);
      this.#set(slot, one[from] ?? 0, two[from] ?? 0, content[from] ?? 0, file[from] ?? 0, row[from] ?? 0);
    }
  }
}
