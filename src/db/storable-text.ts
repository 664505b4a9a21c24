/** A text as PostgreSQL can hold it: a NUL character is shown by its symbol. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\u2400');
}
