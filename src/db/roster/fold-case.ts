// The one letter of Unicode of which JavaScript makes two.
const DOTTED_CAPITAL_I = '\u0130';

/**
 * Lower case as PostgreSQL's `lower` makes it, letter by letter: JavaScript makes of a capital sigma that ends a word
 * another letter than of one inside, and then a look-up would miss what the unique index holds.
 */
export function foldCase(text: string): string {
  let hasCapital = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7f) return foldLetters(text);
    hasCapital ||= unit >= 0x41 && unit <= 0x5a;
  }
  // Most ids are in lower case already.
  return hasCapital ? text.toLowerCase() : text;
}

function foldLetters(text: string): string {
  return Array.from(text, (letter) => (letter === DOTTED_CAPITAL_I ? 'i' : letter.toLowerCase())).join('');
}
