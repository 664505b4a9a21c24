/** Small readings of cells that rules, importers and the check without a server share. */

/** The longest text that the columns for names and ids hold. */
export const MAX_TEXT_LENGTH = 255;

export function tooLong(...values: readonly (string | null)[]): boolean {
  return values.some((value) => value !== null && value.length > MAX_TEXT_LENGTH);
}

/** The first word that the status begins with, in any case; null when none fits. */
export function statusWord<T extends string>(status: string | null, words: readonly T[]): T | null {
  const lower = status?.toLowerCase() ?? '';
  return words.find((word) => lower.startsWith(word)) ?? null;
}

export function endsBeforeStart(start: string | null, end: string | null): boolean {
  // Both are canonical UTC text, so that they compare as text.
  return start !== null && end !== null && end < start;
}

/** The number of an object in the store; null for what cannot be one. */
export function numberOf(cell: string | null): number | null {
  if (cell === null || !/^\d+$/.test(cell)) return null;
  const number = Number(cell);
  return Number.isSafeInteger(number) ? number : null;
}

/** What a row's status makes of a course: `active` alone never publishes a course that is not yet. */
export function courseState(
  status: string | null,
  before: string | null,
): 'claimed' | 'available' | 'completed' | 'deleted' {
  const word = statusWord(status, ['active', 'deleted', 'completed', 'unpublished', 'published']);
  if (word === 'deleted' || word === 'completed') return word;
  if (word === 'published') return 'available';
  return before === 'available' || before === 'completed' ? 'available' : 'claimed';
}
