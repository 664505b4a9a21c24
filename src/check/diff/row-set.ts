const PAGE_BITS = 4096;

/**
 * Numbers of rows, a bit each, in pages that exist only where a number is: all of 100 million rows take 12 MB, a few
 * next to nothing.
 */
export class RowSet {
  readonly #pages = new Map<number, Uint8Array>();
  size = 0;

  add(number: number): void {
    const at = Math.floor(number / PAGE_BITS);
    let page = this.#pages.get(at);
    if (page === undefined) {
      page = new Uint8Array(PAGE_BITS / 8);
      this.#pages.set(at, page);
    }
    const bit = number % PAGE_BITS;
    const before = page[bit >> 3] as number;
    const after = before | (1 << (bit & 7));
    if (after === before) return;
    page[bit >> 3] = after;
    this.size += 1;
  }

  has(number: number): boolean {
    const bit = number % PAGE_BITS;
    const byte = this.#pages.get(Math.floor(number / PAGE_BITS))?.[bit >> 3] ?? 0;
    return (byte & (1 << (bit & 7))) !== 0;
  }
}
