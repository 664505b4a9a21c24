import { hashBoth } from './cell-hash.ts';

const nothing = -1;
const first_capacity = 64;

/** Numbers from 0 by the two hashes of a cell, in one array: a look-up meets the memory once. */
export class CellIndex {
  #size = 0;
  #slots = new Int32Array(3 * first_capacity).fill(nothing);
  #mask = first_capacity - 1;

  get size(): number {
    return this.#size;
  }

  /** Lets a text stand for a number. */
  setText(text: string, number: number): void {
    const { one, two } = hashBoth(text);
    this.set(one, two, number);
  }

  set(one: number, two: number, number: number): void {
    if (this.#size * 2 > this.#mask) this.#grow(this.#mask * 2 + 2);
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

  /** Has the memory bring what `get` will look at. Many such calls in a row cost hardly more than one. */
  touch(one: number, two: number): number {
    return this.#slots[3 * ((one ^ (two >>> 9)) & this.#mask) + 2] as number;
  }

  /** Makes room for so many more: cheaper than to grow in steps. */
  expect(count: number): void {
    const wanted = 2 * (this.#size + count);
    if (wanted > this.#mask) this.#grow(2 ** Math.ceil(Math.log2(wanted)));
  }

  #grow(capacity: number): void {
    const before = this.#slots;
    this.#mask = capacity - 1;
    this.#slots = new Int32Array(3 * capacity).fill(nothing);
    this.#size = 0;
    for (let at = 0; at < before.length; at += 3) {
      const number = before[at + 2] as number;
      if (number !== nothing) this.set(before[at] as number, before[at + 1] as number, number);
    }
  }
}
