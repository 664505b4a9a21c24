import { isUtf8 } from 'node:buffer';
import { bytesBelow, bytesBeyondAscii, firstByte } from './byte-words.ts';
import { isGarbled } from './cell-findings.ts';
import { first_seed, lastWord, mixFirst, mixSecond, second_seed } from './cell-hash.ts';
import { ascii, type CellHashes, doubled_quotes, utf8 } from './record-cells.ts';

const line_feed = 10;
const carriage_return = 13;
const blank = 32;
const quote = 34;
const comma = 44;
const deleted = 127;

/** Records read ahead: what they look up is asked of the memory together. */
export const batch_rows = 64;

/**
 * Reads the plain records of a file: of one line, of as many cells as the header, of printable text without blanks
 * around. Most cells are read four letters at a time.
 */
export class PlainReader {
  /** The records read ahead. */
  readonly batch: readonly CellHashes[];
  #bytes: Buffer = Buffer.alloc(0);
  #view: DataView = new DataView(new ArrayBuffer(0));
  /** Of the bytes up to the last line feed; null while nobody has asked. */
  #is_utf8: boolean | null = null;

  constructor(columns: number) {
    this.batch = Array.from({ length: batch_rows }, () => ({
      bytes: this.#bytes,
      one: new Int32Array(columns),
      two: new Int32Array(columns),
      from: new Int32Array(columns),
      length: new Int32Array(columns),
      form: new Uint8Array(columns),
    }));
  }

  /** Goes on to the next bytes of the file, which begin with a record. */
  begin(bytes: Uint8Array): void {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#is_utf8 = null;
    for (const cells of this.batch) cells.bytes = this.#bytes;
  }

  /** Hashes the cells of the record that begins there; the index after it, 0 when it is not plain or not whole. */
  read(start: number, cells: CellHashes): number {
    const bytes = this.#bytes;
    const last_column = cells.length.length - 1;
    let at = start;
    for (let column = 0; column <= last_column; column += 1) {
      const end = this.#readCell(cells, column, at);
      if (end < 0) return 0;
      if (bytes[end] !== comma) {
        if (column < last_column) return 0;
        return bytes[end] === carriage_return ? end + 2 : end + 1;
      }
      at = end + 1;
    }
    return 0;
  }

  /** Reads a cell; the index of what ends it, -1 when it is not plain or not whole. */
  #readCell(cells: CellHashes, column: number, from: number): number {
    const bytes = this.#bytes;
    const view = this.#view;
    const last_word = bytes.length - 4;
    let first = first_seed;
    let second = second_seed;
    for (let at = from; at <= last_word; at += 4) {
      const word = view.getInt32(at, true);
      const odd = bytesBelow(word, comma + 1) | bytesBeyondAscii(word);
      if (odd === 0) {
        first = mixFirst(first, word);
        second = mixSecond(second, word);
        continue;
      }
      const count = firstByte(odd);
      const byte = bytes[at + count];
      if (byte !== comma && byte !== line_feed) break;
      const rest = lastWord(word & ((1 << (8 * count)) - 1), count);
      keep(cells, column, from, at + count, mixFirst(first, rest), mixSecond(second, rest));
      return at + count;
    }
    return this.#readOther(cells, column, from);
  }

  /** The same for any letters, one at a time, and for cells in quotes. */
  #readOther(cells: CellHashes, column: number, start: number): number {
    const bytes = this.#bytes;
    const is_quoted = bytes[start] === quote;
    const from = is_quoted ? start + 1 : start;
    let first = first_seed;
    let second = second_seed;
    let word = 0;
    let count = 0;
    let form = ascii;
    let to = from;
    for (; ; to += 1) {
      const byte = bytes[to];
      if (byte === undefined) return -1;
      if (byte === quote && is_quoted && bytes[to + 1] === quote) {
        form = doubled_quotes;
        to += 1;
      } else if (byte === quote || (!is_quoted && (byte === comma || byte < blank))) break;
      if (byte < blank || byte === deleted) return -1;
      if (byte > deleted && form === ascii) form = utf8;
      word |= byte << (8 * count);
      count += 1;
      if (count < 4) continue;
      first = mixFirst(first, word);
      second = mixSecond(second, word);
      word = 0;
      count = 0;
    }
    if (is_quoted !== (bytes[to] === quote)) return -1;
    const end = is_quoted ? to + 1 : to;
    const is_return = bytes[end] === carriage_return && bytes[end + 1] === line_feed;
    if (bytes[end] !== comma && bytes[end] !== line_feed && !is_return) return -1;
    if (to > from && (bytes[from] === blank || bytes[to - 1] === blank)) return -1;
    if (form !== ascii && !this.#isWell(from, to)) return -1;
    const rest = lastWord(word, count);
    keep(cells, column, from, to, mixFirst(first, rest), mixSecond(second, rest));
    cells.form[column] = form;
    return end;
  }

  /** Whether a text has neither blanks around it nor letters that no encoding should have brought. */
  #isWell(from: number, to: number): boolean {
    const bytes = this.#bytes;
    this.#is_utf8 ??= isUtf8(bytes.subarray(0, bytes.lastIndexOf(line_feed) + 1));
    if (!this.#is_utf8) return false;
    if (!mayBeOdd(bytes, from, to)) return true;
    const text = bytes.toString('utf8', from, to);
    return !isGarbled(text) && text.trim() === text;
  }
}

function keep(
  { one, two, from, length, form }: CellHashes,
  column: number,
  start: number,
  end: number,
  first: number,
  second: number,
): void {
  one[column] = first;
  two[column] = second;
  from[column] = start;
  length[column] = end - start;
  form[column] = ascii;
}

/** Whether bytes have to be looked at as text: all blanks beyond ASCII and all that is garbled begin with these. */
function mayBeOdd(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    if (byte < 0xc2) continue;
    if (byte === 0xc2 || (byte >= 0xe1 && byte <= 0xe3) || byte === 0xef) return true;
    const next = bytes[at + 1];
    if (byte === 0xc3 && (next === 0x82 || next === 0x83 || next === 0xa2)) return true;
  }
  return false;
}
