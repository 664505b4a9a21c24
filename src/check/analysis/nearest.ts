/** How far apart two names are: letters to add, take away, change, or swap with their neighbour. */
export function distance(one: string, other: string): number {
  let before: number[] = [];
  let last = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const isSame = one[i - 1] === other[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    before = last;
    last = row;
  }
  return last[other.length] ?? 0;
}

const letters = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/** The candidate that a name is probably a misspelling of; null when none is near, or two are as near. */
export function nearest(name: string, candidates: readonly string[]): string | null {
  const plain = letters(name);
  if (plain === '') return null;
  const near = candidates
    .map((candidate) => ({ candidate, far: distance(plain, letters(candidate)) }))
    .filter(({ candidate, far }) => far <= (letters(candidate).length < 6 ? 1 : 2))
    .sort((a, b) => a.far - b.far);
  const [first, second] = near;
  if (first === undefined || (second !== undefined && second.far === first.far)) return null;
  return first.candidate;
}
