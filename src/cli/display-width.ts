/** Made when it is needed: to load its tables takes as long as to check a thousand rows. */
let graphemes: Intl.Segmenter | null = null;

const plain = /^[ -~]*$/;

// What terminals draw two cells wide: the writings of East Asia, full-width forms (but not half-width ones), emoji.
const wide =
  /^(?![\uff61-\uffdc])(?:\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}|[\u3000-\u303e\u30fb\u30fc\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation})|\ufe0f/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

function widthOf(grapheme: string): number {
  if (invisible.test(grapheme)) return 0;
  return wide.test(grapheme) ? 2 : 1;
}

function lettersOf(text: string): readonly string[] {
  if (plain.test(text)) return [...text];
  graphemes ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return [...graphemes.segment(text)].map(({ segment }) => segment);
}

/** How many cells a terminal takes for a text. */
export function displayWidth(text: string): number {
  return lettersOf(text).reduce((sum, letter) => sum + widthOf(letter), 0);
}

/** A word in pieces that fit; most words are one. */
function breakWord(word: string, width: number): readonly string[] {
  if (displayWidth(word) <= width) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const letter of lettersOf(word)) {
    if (displayWidth(piece + letter) > width && piece !== '') {
      pieces.push(piece);
      piece = '';
    }
    piece += letter;
  }
  return [...pieces, piece];
}

/** A text in lines of at most `width` cells, broken between words where that is possible. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.split(' ').flatMap((word) => breakWord(word, width))) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(piece) > width) {
      lines.push(line);
      line = piece;
    } else line = line === '' ? piece : `${line} ${piece}`;
  }
  return [...lines, line];
}

/** A line that fits into so many cells; what does not ends with an ellipsis. */
export function cutText(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let cut = '';
  for (const letter of lettersOf(text)) {
    if (displayWidth(cut + letter) > width - 1) break;
    cut += letter;
  }
  return `${cut.trimEnd()}…`;
}
