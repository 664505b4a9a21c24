import { type CsvRecord, CsvScanner } from '../../format/index.ts';
import { first_prime, first_seed, second_prime, second_seed } from './cell-hash.ts';

/** The cells of a record in the bytes of its file. */
export interface CellHashes {
  bytes: Uint8Array;
  readonly one: Int32Array;
  readonly two: Int32Array;
  readonly from: Int32Array;
  readonly length: Int32Array;
}

const line_feed = 10;
const carriage_return = 13;
const blank = 32;
const quote = 34;
const comma = 44;
const last_ascii = 127;

/** Who takes records: the plain ones from their hashes if they will, all others as text. */
export interface RecordTaker {
  readonly takePlain: (cells: CellHashes, row: number) => boolean;
  readonly takeRecord: (record: CsvRecord, has_nul: boolean) => void;
}

/**
 * Reads a file by its bytes, several times as fast as `CsvScanner` makes texts of it. A record is plain when it is
 * ASCII without blanks and quotes; the scanner reads all others, and decides on faults.
 */
export class RecordLane {
  readonly #scanner = new CsvScanner();
  readonly #taker: RecordTaker;
  readonly #cells: CellHashes;
  readonly #columns: number;
  /** What of a chunk belongs to a record that goes on in the next. */
  #rest: Uint8Array = new Uint8Array(0);
  #plain_rows = 0;
  #is_header = true;
  /** A header that ends with a lone CR: lines are not what they are here. */
  #is_foreign = false;

  constructor(columns: number, taker: RecordTaker) {
    this.#columns = columns;
    this.#taker = taker;
    this.#cells = {
      bytes: this.#rest,
      one: new Int32Array(columns),
      two: new Int32Array(columns),
      from: new Int32Array(columns),
      length: new Int32Array(columns),
    };
  }

  /** Whether the file is broken as far as it was read. */
  get is_broken(): boolean {
    return this.#scanner.fault !== null;
  }

  push(chunk: Uint8Array): void {
    if (this.#is_foreign) {
      this.#scan(chunk);
      return;
    }
    const bytes = this.#rest.length === 0 ? chunk : joined(this.#rest, chunk);
    let at = 0;
    // Where records begin that the scanner is still to read, so that it reads many at once.
    let odd_from = -1;
    if (this.#is_header) {
      at = recordEnd(bytes, 0);
      if (at < 0) {
        this.#rest = new Uint8Array(bytes);
        return;
      }
      this.#is_header = false;
      this.#is_foreign = hasLoneReturn(bytes, at);
      this.#scan(this.#is_foreign ? bytes : bytes.subarray(0, at));
      this.#rest = new Uint8Array(0);
      if (this.#is_foreign) return;
    }
    this.#cells.bytes = bytes;
    while (at < bytes.length) {
      const plain_end = this.#readPlain(bytes, at);
      if (plain_end > 0) {
        if (odd_from >= 0) this.#scan(bytes.subarray(odd_from, at));
        odd_from = -1;
        // The row of the header, those that the scanner has read, and those that it has not.
        if (this.#taker.takePlain(this.#cells, this.#scanned_rows + this.#plain_rows + 1)) {
          this.#plain_rows += 1;
          at = plain_end;
          continue;
        }
      }
      const end = recordEnd(bytes, at);
      if (end < 0) break;
      if (odd_from < 0) odd_from = at;
      at = end;
    }
    if (odd_from >= 0) this.#scan(bytes.subarray(odd_from, at));
    this.#rest = new Uint8Array(bytes.subarray(at));
  }

  end(): void {
    if (this.#rest.length > 0) this.#scan(this.#rest);
    this.#scanner.end();
    this.#hand();
  }

  #scan(bytes: Uint8Array): void {
    this.#scanner.push(bytes);
    this.#hand();
  }

  get #scanned_rows(): number {
    return this.#scanner.rows;
  }

  #hand(): void {
    for (const { row, cells } of this.#scanner.take())
      if (row > 1) this.#taker.takeRecord({ row: row + this.#plain_rows, cells }, this.#scanner.has_nul);
  }

  /** Hashes the cells of the record that begins there; the index after it, 0 when it is not plain or not whole. */
  #readPlain(bytes: Uint8Array, start: number): number {
    const { one, two, from, length } = this.#cells;
    const last_column = this.#columns - 1;
    let column = 0;
    let cell_from = start;
    let first = first_seed;
    let second = second_seed;
    for (let at = start; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte > comma && byte <= last_ascii) {
        first = Math.imul(first ^ byte, first_prime);
        second = Math.imul(second ^ byte, second_prime);
        continue;
      }
      let is_end = byte === line_feed;
      if (byte === comma || is_end || (byte === carriage_return && bytes[at + 1] === line_feed)) {
        is_end ||= byte === carriage_return;
        if (is_end ? column !== last_column : column === last_column) return 0;
        one[column] = first;
        two[column] = second ^ (second >>> 15);
        from[column] = cell_from;
        length[column] = at - cell_from;
        if (is_end) return byte === carriage_return ? at + 2 : at + 1;
        column += 1;
        cell_from = at + 1;
        first = first_seed;
        second = second_seed;
      } else if (byte === quote || byte <= blank || byte > last_ascii) return 0;
      else {
        first = Math.imul(first ^ byte, first_prime);
        second = Math.imul(second ^ byte, second_prime);
      }
    }
    return 0;
  }
}

/** The index after the record that begins there, -1 when it goes on beyond the bytes: quotes keep lines together. */
function recordEnd(bytes: Uint8Array, start: number): number {
  let in_quotes = false;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) in_quotes = !in_quotes;
    else if (byte === line_feed && !in_quotes) return at + 1;
  }
  return -1;
}

function hasLoneReturn(bytes: Uint8Array, end: number): boolean {
  for (let at = 0; at < end; at += 1)
    if (bytes[at] === carriage_return && bytes[at + 1] !== line_feed) return true;
  return false;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
