/** A text as pattern of what contains it, in which no character means more than itself. */
export function searchPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
