import { isGarbled } from './cell-findings.ts';
import { first_prime, first_seed, hashBoth, second_prime, second_seed } from './cell-hash.ts';

/** The cells of a record in the bytes of its file. */
export interface CellHashes {
  bytes: Buffer;
  /** The bytes as text of one letter each, once it is asked for: right for ASCII. A cell cut from it keeps it alive. */
  text: string | null;
  /** The text of the cells that are not ASCII, null for the others. */
  readonly wide: (string | null)[];
  readonly one: Int32Array;
  readonly two: Int32Array;
  readonly from: Int32Array;
  readonly length: Int32Array;
}

/** The text of a cell. */
export function cellText(cells: CellHashes, at: number): string {
  const wide = cells.wide[at];
  if (wide) return wide;
  cells.text ??= cells.bytes.toString('latin1');
  const from = cells.from[at] as number;
  return cells.text.slice(from, from + (cells.length[at] as number));
}

const line_feed = 10;
const carriage_return = 13;
const blank = 32;
const quote = 34;
const comma = 44;
const last_printable = 126;
const deleted = 127;

/** Reads the plain records of a file: of one line, of as many cells as the header, of printable text without blanks around. */
export class PlainReader {
  readonly cells: CellHashes;

  constructor(columns: number) {
    this.cells = {
      bytes: Buffer.alloc(0),
      text: null,
      wide: new Array<string | null>(columns).fill(null),
      one: new Int32Array(columns),
      two: new Int32Array(columns),
      from: new Int32Array(columns),
      length: new Int32Array(columns),
    };
  }

  /** Goes on to the next bytes of the file. */
  begin(bytes: Uint8Array): void {
    this.cells.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.cells.text = null;
  }

  /** Hashes the cells of the record that begins there; the index after it, 0 when it is not plain or not whole. */
  read(start: number): number {
    const { bytes } = this.cells;
    const last_column = this.cells.length.length - 1;
    let column = 0;
    let cell_from = start;
    let quoted_to = 0;
    let is_wide = false;
    let first = first_seed;
    let second = second_seed;
    for (let at = start; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte > comma && byte <= last_printable) {
        first = Math.imul(first ^ byte, first_prime);
        second = Math.imul(second ^ byte, second_prime);
        continue;
      }
      const is_return = byte === carriage_return && bytes[at + 1] === line_feed;
      if (byte === comma || byte === line_feed || is_return) {
        const is_end = byte !== comma;
        if (is_end ? column !== last_column : column === last_column) return 0;
        if (quoted_to === 0 && !this.#keep(column, cell_from, at, first, second, is_wide)) return 0;
        if (is_end) return is_return ? at + 2 : at + 1;
        column += 1;
        cell_from = at + 1;
        quoted_to = 0;
        is_wide = false;
        first = first_seed;
        second = second_seed;
      } else if (byte === quote) {
        quoted_to = at === cell_from && column <= last_column ? this.#readQuoted(column, at + 1) : 0;
        if (quoted_to === 0) return 0;
        at = quoted_to;
      } else if (byte < blank || byte === deleted) return 0;
      else {
        is_wide ||= byte > deleted;
        first = Math.imul(first ^ byte, first_prime);
        second = Math.imul(second ^ byte, second_prime);
      }
    }
    return 0;
  }

  /** Hashes a cell in quotes, behind the first one; the index of the last one, 0 when it is not plain or not whole. */
  #readQuoted(column: number, from: number): number {
    const { bytes } = this.cells;
    let is_wide = false;
    let first = first_seed;
    let second = second_seed;
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte === quote) {
        const next = bytes[at + 1];
        const is_end = next === comma || next === line_feed;
        if (!is_end && !(next === carriage_return && bytes[at + 2] === line_feed)) return 0;
        return this.#keep(column, from, at, first, second, is_wide) ? at : 0;
      }
      if (byte < blank || byte === deleted) return 0;
      is_wide ||= byte > deleted;
      first = Math.imul(first ^ byte, first_prime);
      second = Math.imul(second ^ byte, second_prime);
    }
    return 0;
  }

  /** Keeps a cell; false when there are blanks around it, or letters that no encoding should have brought. */
  #keep(column: number, from: number, to: number, first: number, second: number, is_wide: boolean): boolean {
    const cells = this.cells;
    const { bytes } = cells;
    if (to > from && (bytes[from] === blank || bytes[to - 1] === blank)) return false;
    const text = is_wide ? bytes.toString('utf8', from, to) : null;
    if (text !== null && (isGarbled(text) || text.trim() !== text)) return false;
    cells.wide[column] = text;
    const wide = text === null ? null : hashBoth(text);
    cells.one[column] = wide === null ? first : wide.one;
    cells.two[column] = wide === null ? second ^ (second >>> 15) : wide.two;
    cells.from[column] = from;
    cells.length[column] = to - from;
    return true;
  }
}
