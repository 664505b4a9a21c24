import { compareAge, type WatchedImport } from './watched-import.ts';

/** Of so few nothing is usual. */
export const LEAST_COMPARED = 3;

/** The one in the middle; between the two in the middle of an even number. Null of none. */
export function findMedian(numbers: readonly number[]): number | null {
  const sorted = [...numbers].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}

/** Whether two imports are of one kind: the same data set, or the same types of files in the same mode. */
export function areAlike(one: WatchedImport, other: WatchedImport): boolean {
  if (one.data_set !== null || other.data_set !== null) return one.data_set === other.data_set;
  return one.is_batch === other.is_batch && one.types.join() === other.types.join();
}

/** The last imports of the same kind before one that a server took, newest first. */
export function findComparable(
  one: WatchedImport,
  imports: readonly WatchedImport[],
  most: number,
): readonly WatchedImport[] {
  return imports
    .filter((other) => compareAge(other, one) < 0 && other.is_accepted && !other.is_dry_run)
    .filter((other) => areAlike(one, other))
    .sort((a, b) => compareAge(b, a))
    .slice(0, most);
}

/** What is usual of a number among imports; null where too few tell it. */
export function findUsual(
  compared: readonly WatchedImport[],
  read: (one: WatchedImport) => number | null,
): number | null {
  const numbers = compared.map(read).filter((number) => number !== null);
  return numbers.length < LEAST_COMPARED ? null : findMedian(numbers);
}
