const DOTTED_CAPITAL_I = '\u0130';

/** Lower case as the store compares logins: letter by letter, so that a capital sigma at the end of a word is no other. */
export function foldCase(text: string): string {
  for (let at = 0; at < text.length; at += 1) {
    if (text.charCodeAt(at) > 0x7f)
      return Array.from(text, (letter) => (letter === DOTTED_CAPITAL_I ? 'i' : letter.toLowerCase())).join(
        '',
      );
  }
  return text.toLowerCase();
}
