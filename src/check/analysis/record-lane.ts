import { type CsvRecord, CsvScanner } from '../../format/index.ts';
import { type CellHashes, PlainReader } from './plain-reader.ts';

const line_feed = 10;
const carriage_return = 13;
const quote = 34;

/** Who takes records: the plain ones from their hashes if they will, all others as text. */
export interface RecordTaker {
  readonly takePlain: (cells: CellHashes, row: number) => boolean;
  readonly takeRecord: (record: CsvRecord, has_nul: boolean) => void;
}

/**
 * Reads a file by its bytes, several times as fast as `CsvScanner` makes texts of it. A record is plain when it
 * is one line of printable text without blanks around cells; the scanner reads all others, and decides on faults.
 */
export class RecordLane {
  readonly #scanner = new CsvScanner();
  readonly #taker: RecordTaker;
  readonly #plain: PlainReader;
  /** What of a chunk belongs to a record that goes on in the next. */
  #rest: Uint8Array = new Uint8Array(0);
  #plain_rows = 0;
  #is_header = true;
  /** A header that ends with a lone CR: lines are not what they are here. */
  #is_foreign = false;

  constructor(columns: number, taker: RecordTaker) {
    this.#taker = taker;
    this.#plain = new PlainReader(columns);
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
    this.#plain.begin(bytes);
    while (at < bytes.length) {
      const plain_end = this.#plain.read(at);
      if (plain_end > 0) {
        if (odd_from >= 0) this.#scan(bytes.subarray(odd_from, at));
        odd_from = -1;
        // The row of the header, those that the scanner has read, and those that it has not.
        if (this.#taker.takePlain(this.#plain.cells, this.#scanned_rows + this.#plain_rows + 1)) {
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
