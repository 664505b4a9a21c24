// The one letter of Unicode of which JavaScript makes two.
const DOTTED_CAPITAL_I = '\u0130';

/**
 * Lower case as PostgreSQL's `lower` makes it, letter by letter: JavaScript makes of a capital sigma that ends a word
 * another letter than of one inside, and then a look-up would miss what the unique index holds.
 */
export function foldCase(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII, where both rules are the same
  if (/^[\x00-\x7f]*$/.test(text)) return text.toLowerCase();
  return Array.from(text, (letter) => (letter === DOTTED_CAPITAL_I ? 'i' : letter.toLowerCase())).join('');
}
