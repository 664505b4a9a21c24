import { trimmedBytes } from './trimmed-bytes.ts';

const quote = 34;
const comma = 44;
const space = 32;
const first_beyond_ascii = 128;

/** What a column of a file is to a comparison. */
export interface HashedColumn {
  /** The same number for the same column of both files; null: the column is not compared. */
  readonly number: number | null;
  readonly is_key: boolean;
}

/** What a record is: of blank cells, which is none; a row; or no CSV, as a quote stands in the wrong place. */
export type RecordKind = 'blank' | 'row' | 'faulty';

/** The numbers that `RowHasher` writes for a row: four of its key, two of all its values. */
export const HASH_WORDS = 6;

/**
 * Turns records into hashes of 128 bits for the key and 64 bits for the values. Cells count as they are read
 * elsewhere: trimmed, without their quotes, and a blank cell like none at all. The hashes of the cells are summed up,
 * each with the number of its column, so that the order of the columns does not matter.
 *
 * Of ten million rows any two share a key's hash with a chance of 1 in 10^24. The hash is not made against people who
 * look for such pairs: they would only hide their own rows from their own diff.
 */
export class RowHasher {
  readonly #columns: readonly HashedColumn[];
  readonly #sums = new Int32Array(HASH_WORDS);

  constructor(columns: readonly HashedColumn[]) {
    this.#columns = columns;
  }

  /** Writes the hashes of the record in `bytes` from `from` to `to` into `words`, from `place` on. */
  hash(bytes: Buffer, from: number, to: number, words: Int32Array, place: number): RecordKind {
    const columns = this.#columns;
    this.#sums.fill(0);
    let kind: RecordKind = 'blank';
    let at = from;
    for (let column = 0; ; column += 1) {
      const is_quoted = at < to && bytes[at] === quote;
      let start = is_quoted ? at + 1 : at;
      let end = is_quoted ? closingQuote(bytes, start, to) : cellEnd(bytes, start, to);
      if (end < 0) return 'faulty';
      at = is_quoted ? end + 1 : end;
      if (at < to && bytes[at] !== comma) return 'faulty';
      while (start < end && isBlank(bytes[start] as number)) start += 1;
      while (start < end && isBlank(bytes[end - 1] as number)) end -= 1;
      if (start < end) {
        const compared = columns[column];
        if (isOdd(bytes, start, end, is_quoted)) {
          const cell = trimmedBytes(bytes.subarray(start, end), is_quoted);
          if (cell.length > 0) {
            kind = 'row';
            if (compared !== undefined) this.#add(compared, cell, 0, cell.length);
          }
        } else {
          kind = 'row';
          if (compared !== undefined) this.#add(compared, bytes, start, end);
        }
      }
      if (at >= to) break;
      at += 1;
    }
    words.set(this.#sums, place);
    return kind;
  }

  /** Adds a cell that is not blank. */
  #add({ number, is_key }: HashedColumn, bytes: Uint8Array, from: number, to: number): void {
    if (number === null) return;
    const sums = this.#sums;
    const salt = Math.imul(number + 1, 0x9e3779b1) ^ (to - from);
    let a = salt ^ 0x243f6a88;
    let b = salt ^ 0x13198a2e;
    let c = salt ^ 0x03707344;
    let d = salt ^ 0x299f31d0;
    for (let at = from; at < to; at += 4) {
      const word = at + 4 <= to ? wordAt(bytes, at) : lastWord(bytes, at, to);
      a = Math.imul(a ^ word, 0x85ebca6b);
      a ^= a >>> 15;
      b = Math.imul(b ^ word, 0xc2b2ae35);
      b ^= b >>> 13;
      if (is_key) {
        c = Math.imul(c ^ word, 0x27d4eb2f);
        c ^= c >>> 16;
        d = Math.imul(d ^ word, 0x165667b1);
        d ^= d >>> 14;
      }
    }
    a = mixed(a);
    b = mixed(b);
    sums[4] = (sums[4] as number) + a;
    sums[5] = (sums[5] as number) + b;
    if (!is_key) return;
    sums[0] = (sums[0] as number) + a;
    sums[1] = (sums[1] as number) + b;
    sums[2] = (sums[2] as number) + mixed(c);
    sums[3] = (sums[3] as number) + mixed(d);
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  );
}

/** Up to three bytes; the length of the cell, which is in its salt, tells them from bytes that are 0. */
function lastWord(bytes: Uint8Array, from: number, to: number): number {
  let word = 0;
  for (let at = to - 1; at >= from; at -= 1) word = (word << 8) | (bytes[at] as number);
  return word;
}

function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = Math.imul(bits, 0x7feb352d);
  bits ^= bits >>> 15;
  bits = Math.imul(bits, 0x846ca68b);
  return bits ^ (bits >>> 16);
}

/** Where an unquoted cell ends; -1 when a quote stands in it. */
function cellEnd(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    if (byte > comma) continue;
    if (byte === comma) return at;
    if (byte === quote) return -1;
  }
  return to;
}

/** Where the quote is that closes a cell; -1 without one. */
function closingQuote(bytes: Uint8Array, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    if (bytes[at] !== quote) continue;
    if (at + 1 >= to || bytes[at + 1] !== quote) return at;
    at += 1;
  }
  return -1;
}

function isBlank(byte: number): boolean {
  return byte === space || (byte >= 9 && byte <= 13);
}

/** Whether a cell may differ from its bytes: by doubled quotes, or by blanks beyond ASCII at its ends. */
function isOdd(bytes: Buffer, from: number, to: number, is_quoted: boolean): boolean {
  if ((bytes[from] as number) >= first_beyond_ascii || (bytes[to - 1] as number) >= first_beyond_ascii)
    return true;
  if (!is_quoted) return false;
  for (let at = from; at < to; at += 1) if (bytes[at] === quote) return true;
  return false;
}
