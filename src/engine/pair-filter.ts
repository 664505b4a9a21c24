/**
 * Remembers pairs of ids in a fixed amount of memory: `mayHave` is never wrongly false, and rarely wrongly true
 * (a Bloom filter, three bits a pair: one in a hundred at 8,000,000 pairs).
 */
export class PairFilter {
  readonly #bits = new Uint32Array(1 << 21);

  add(first: number, second: number): void {
    let hash = mix(first, second);
    for (let turn = 0; turn < 3; turn += 1) {
      const at = (hash >>> 5) & 0x1f_ffff;
      this.#bits[at] = (this.#bits[at] ?? 0) | (1 << (hash & 31));
      hash = mix(hash, second + turn);
    }
  }

  mayHave(first: number, second: number): boolean {
    let hash = mix(first, second);
    for (let turn = 0; turn < 3; turn += 1) {
      if (((this.#bits[(hash >>> 5) & 0x1f_ffff] ?? 0) & (1 << (hash & 31))) === 0) return false;
      hash = mix(hash, second + turn);
    }
    return true;
  }
}

function mix(first: number, second: number): number {
  let hash = Math.imul(first ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(second + 0x7f4a_7c15, 0xc2b2_ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b_3c6d);
  return hash ^ (hash >>> 13);
}
