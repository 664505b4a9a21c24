/** Where the two hashes of a cell start. */
export const first_seed = 0x811c9dc5 | 0;
export const second_seed = 0x3c6ef372;
export const first_prime = 0x01000193;
export const second_prime = 0x5bd1e995;

/** The first hash of a cell: of ASCII text the same over its bytes. */
export function hashText(text: string): number {
  let hash = first_seed;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), first_prime);
  return hash;
}

/** The text hashed last: what is looked up is most often set, or looked up again, right afterwards. */
const last = { text: '', one: first_seed, two: second_seed ^ (second_seed >>> 15) };

/** Both hashes of a cell, in one pass over its text; they hold until the next call. */
export function hashBoth(text: string): Readonly<typeof last> {
  if (text === last.text) return last;
  let one = first_seed;
  let two = second_seed;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    one = Math.imul(one ^ unit, first_prime);
    two = Math.imul(two ^ unit, second_prime);
  }
  last.text = text;
  last.one = one;
  last.two = two ^ (two >>> 15);
  return last;
}

/** Adds the hash of a cell to that of the cells before it. */
export function joinHash(before: number, cell: number): number {
  return Math.imul((before << 5) ^ (before >>> 27) ^ cell, first_prime);
}

const nothing = -1;

/** Numbers from 0 by the two hashes of a cell, in one array: a look-up meets the memory once. */
export class CellIndex {
  #size = 0;
  #slots = new Int32Array(3 * 64).fill(nothing);
  #mask = 63;

  get size(): number {
    return this.#size;
  }

  /** Lets a text stand for a number. */
  setText(text: string, number: number): void {
    const { one, two } = hashBoth(text);
    this.set(one, two, number);
  }

  set(one: number, two: number, number: number): void {
    if (this.#size * 2 > this.#mask) this.#grow();
    let slot = (one ^ (two >>> 9)) & this.#mask;
    while (this.#slots[3 * slot + 2] !== nothing) {
      if (this.#slots[3 * slot] === one && this.#slots[3 * slot + 1] === two) break;
      slot = (slot + 1) & this.#mask;
    }
    if (this.#slots[3 * slot + 2] === nothing) this.#size += 1;
    this.#slots[3 * slot] = one;
    this.#slots[3 * slot + 1] = two;
    this.#slots[3 * slot + 2] = number;
  }

  /** The number that a text stands for, -1 without one. */
  getText(text: string): number {
    const { one, two } = hashBoth(text);
    return this.get(one, two);
  }

  /** The number under these hashes, -1 without one. */
  get(one: number, two: number): number {
    const slots = this.#slots;
    for (let slot = (one ^ (two >>> 9)) & this.#mask; ; slot = (slot + 1) & this.#mask) {
      const number = slots[3 * slot + 2] as number;
      if (number === nothing || (slots[3 * slot] === one && slots[3 * slot + 1] === two)) return number;
    }
  }

  #grow(): void {
    const before = this.#slots;
    this.#mask = this.#mask * 2 + 1;
    this.#slots = new Int32Array(3 * (this.#mask + 1)).fill(nothing);
    this.#size = 0;
    for (let at = 0; at < before.length; at += 3) {
      const number = before[at + 2] as number;
      if (number !== nothing) this.set(before[at] as number, before[at + 1] as number, number);
    }
  }
}
