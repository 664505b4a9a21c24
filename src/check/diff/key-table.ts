const KEY_WORDS = 4;
const FEWEST_SLOTS = 1024;

/** Numbers keys by their hashes, from 0 in the order in which they come. */
export class KeyTable {
  #slots = new Int32Array(FEWEST_SLOTS);
  #keys = new Int32Array((FEWEST_SLOTS / 2) * KEY_WORDS);
  size = 0;

  /** The number of the key that stands in `words` from `at` on, a new one if need be. */
  add(words: Int32Array, at: number): number {
    const slot = this.#slotOf(words, at);
    const taken = this.#slots[slot] as number;
    if (taken > 0) return taken - 1;
    for (let word = 0; word < KEY_WORDS; word += 1) {
      this.#keys[this.size * KEY_WORDS + word] = words[at + word] as number;
    }
    this.size += 1;
    this.#slots[slot] = this.size;
    if (this.size * 2 === this.#slots.length) this.#grow();
    return this.size - 1;
  }

  has(words: Int32Array, at: number): boolean {
    return this.#slots[this.#slotOf(words, at)] !== 0;
  }

  /** Forgets all keys and keeps the memory. */
  clear(): void {
    this.#slots.fill(0);
    this.size = 0;
  }

  /** The slot of the key, or the free one where it would go. */
  #slotOf(words: Int32Array, at: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = (words[at + 1] as number) & mask; ; slot = (slot + 1) & mask) {
      const taken = this.#slots[slot] as number;
      if (taken === 0 || this.#isKey(taken - 1, words, at)) return slot;
    }
  }

  #isKey(number: number, words: Int32Array, at: number): boolean {
    const key = number * KEY_WORDS;
    for (let word = 0; word < KEY_WORDS; word += 1) {
      if (this.#keys[key + word] !== words[at + word]) return false;
    }
    return true;
  }

  #grow(): void {
    const keys = new Int32Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let number = 0; number < this.size; number += 1) {
      this.#slots[this.#slotOf(keys, number * KEY_WORDS)] = number + 1;
    }
  }
}
