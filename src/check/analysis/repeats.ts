import type { FileType } from '../../format/index.ts';
import { type CellHash, first_seed, hashBoth, joinHash, second_seed } from './cell-hash.ts';
import type { CellHashes } from './record-cells.ts';

/** Where a row stood before. */
export interface Place {
  readonly file: number;
  readonly row: number;
  readonly is_same: boolean;
}

/** The columns that tell one object of a type from another; a term has a row for each of its date overrides, too. */
export function keyColumns({ name, identified_by }: FileType): readonly string[] {
  return name === 'term' ? [...identified_by, 'date_override_enrollment_type'] : identified_by;
}

const empty = hashBoth('').one;

/** A hash of cells and of the borders between them; those beyond the record are blank. */
export function hashContent(cells: readonly string[], places: readonly number[]): number {
  let hash = 0;
  for (const place of places) hash = joinHash(hash, hashBoth(cells[place] ?? '').one);
  return hash;
}

/** The same from the hashes of the cells. */
export function joinContent({ one }: CellHashes, places: readonly number[]): number {
  let hash = 0;
  for (const place of places) hash = joinHash(hash, one[place] ?? empty);
  return hash;
}

/** Both hashes of the cells that make up a key. */
export function hashKey(cells: readonly string[], places: readonly number[]): CellHash {
  let one = first_seed;
  let two = second_seed;
  for (const place of places) {
    const hash = hashBoth(cells[place] ?? '');
    one = joinHash(one, hash.one);
    two = joinHash(two, hash.two);
  }
  return { one, two };
}

/** One of both hashes of a key, from those of its cells. */
export function joinKey(hashes: Int32Array, places: readonly number[], seed: number): number {
  let hash = seed;
  for (const place of places) hash = joinHash(hash, hashes[place] as number);
  return hash;
}

const fields = 5;
const [at_one, at_two, at_content, at_row, at_file] = [0, 1, 2, 3, 4];
const free = 0;

/**
 * Which rows have been about the same object before. Keeps 64 bits of a hash of each key, 20 bytes in all, not the
 * key: of a million rows two with different keys fall together once in a hundred million files.
 */
export class Repeats {
  #size = 0;
  #mask = 511;
  #slots = new Int32Array(512 * fields);

  /** Notes a row and tells where the one before it about the same object stood, null for the first. */
  note(one: number, two: number, content: number, file: number, row: number): Place | null {
    if (this.#size * 2 > this.#mask) this.#grow(this.#mask * 2 + 2);
    const slots = this.#slots;
    const slot = this.#slotOf(one, two);
    const before =
      slots[slot + at_row] === free
        ? null
        : {
            file: slots[slot + at_file] as number,
            row: slots[slot + at_row] as number,
            is_same: slots[slot + at_content] === content,
          };
    if (before === null) this.#size += 1;
    slots[slot + at_one] = one;
    slots[slot + at_two] = two;
    slots[slot + at_content] = content;
    slots[slot + at_row] = row;
    slots[slot + at_file] = file;
    return before;
  }

  /** Whether a row before was about the same object. */
  has(one: number, two: number): boolean {
    return this.#slots[this.#slotOf(one, two) + at_row] !== free;
  }

  /** Has the memory bring what `note` will look at; as `CellIndex.touch`. */
  touch(one: number, two: number): number {
    return this.#slots[((one ^ (two >>> 7)) & this.#mask) * fields + at_row] as number;
  }

  /** Where the fields of a key begin, or where they would. */
  #slotOf(one: number, two: number): number {
    const slots = this.#slots;
    for (let slot = (one ^ (two >>> 7)) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const at = slot * fields;
      if (slots[at + at_row] === free || (slots[at + at_one] === one && slots[at + at_two] === two))
        return at;
    }
  }

  /** Makes room for so many more: cheaper than to grow in steps. */
  expect(count: number): void {
    const wanted = 2 * (this.#size + count);
    if (wanted > this.#mask) this.#grow(2 ** Math.ceil(Math.log2(wanted)));
  }

  #grow(capacity: number): void {
    const before = this.#slots;
    this.#mask = capacity - 1;
    this.#slots = new Int32Array(capacity * fields);
    for (let from = 0; from < before.length; from += fields) {
      if (before[from + at_row] === free) continue;
      const to = this.#slotOf(before[from + at_one] as number, before[from + at_two] as number);
      for (let field = 0; field < fields; field += 1)
        this.#slots[to + field] = before[from + field] as number;
    }
  }
}
