/** Where the two hashes of a cell start. */
export const first_seed = 0x811c9dc5 | 0;
export const second_seed = 0x3c6ef372;

/** Takes the next four letters into the first hash. */
export function mixFirst(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** Takes the next four letters into the second hash. */
export function mixSecond(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x5bd1e995);
  return mixed ^ (mixed >>> 13);
}

/** What is taken in last: the up to three letters that are left, and how many they are. */
export function lastWord(letters: number, count: number): number {
  return letters | (count << 24);
}

/** Both hashes of a cell. */
export interface CellHash {
  one: number;
  two: number;
}

/** Letters as they are, by their bytes. */
export const letters: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => byte);
/** ASCII letters in lower case. */
export const small_letters: Uint8Array = letters.map((byte) => (byte >= 65 && byte <= 90 ? byte + 32 : byte));

/** The hashes of a text given as bytes, each of which stands for a letter of the alphabet. */
export function hashBytes(
  bytes: Uint8Array,
  from: number,
  length: number,
  alphabet: Uint8Array,
  into: CellHash,
): void {
  let one = first_seed;
  let two = second_seed;
  let word = 0;
  let count = 0;
  for (let at = from; at < from + length; at += 1) {
    word |= (alphabet[bytes[at] as number] as number) << (8 * count);
    count += 1;
    if (count < 4) continue;
    one = mixFirst(one, word);
    two = mixSecond(two, word);
    word = 0;
    count = 0;
  }
  into.one = mixFirst(one, lastWord(word, count));
  into.two = mixSecond(two, lastWord(word, count));
}

/** The text hashed last: what is looked up is most often set, or looked up again, right afterwards. */
const last = { text: '', one: mixFirst(first_seed, 0), two: mixSecond(second_seed, 0) };
/** A Buffer as the bytes of files are: code that meets one kind of array alone is quicker. */
const ascii = Buffer.alloc(256);

/** Both hashes of a text, those of its bytes in UTF-8; they hold until the next call. */
export function hashBoth(text: string): Readonly<CellHash> {
  if (text === last.text) return last;
  last.text = text;
  let at = 0;
  for (; at < text.length && at < ascii.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > 127) break;
    ascii[at] = unit;
  }
  if (at === text.length) hashBytes(ascii, 0, at, letters, last);
  else {
    const bytes = Buffer.from(text);
    hashBytes(bytes, 0, bytes.length, letters, last);
  }
  return last;
}

/** Adds the hash of a cell to that of the cells before it. */
export function joinHash(before: number, cell: number): number {
  return mixFirst((before << 5) ^ (before >>> 27), cell);
}
