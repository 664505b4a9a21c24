/** Numbers that come one by one, without an object for each. */
export class NumberList {
  length = 0;
  #numbers = new Float64Array(1024);

  push(number: number): void {
    if (this.length === this.#numbers.length) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this.#numbers);
      this.#numbers = larger;
    }
    this.#numbers[this.length++] = number;
  }

  get numbers(): Float64Array {
    return this.#numbers.subarray(0, this.length);
  }
}

/** The numbers of all lists, sorted, each once. */
export function uniteLists(lists: readonly NumberList[]): Float64Array {
  const all = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const { numbers, length } of lists) {
    all.set(numbers, end);
    end += length;
  }
  all.sort();
  let kept = 0;
  for (let at = 0; at < all.length; at++) {
    if (at > 0 && all[at] === all[at - 1]) continue;
    all[kept++] = all[at] ?? 0;
  }
  return all.subarray(0, kept);
}

/** How many numbers of one sorted set are not in another. */
export function countMissing(set: Float64Array, from: Float64Array): number {
  let missing = 0;
  let at = 0;
  for (const number of set) {
    while (at < from.length && (from[at] ?? 0) < number) at++;
    if (from[at] !== number) missing++;
  }
  return missing;
}
