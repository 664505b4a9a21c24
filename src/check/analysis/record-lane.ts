import { type CsvRecord, CsvScanner } from '../../format/index.ts';
import { batch_rows, PlainReader } from './plain-reader.ts';
import { type CellHashes, recordTexts } from './record-cells.ts';
import { hasLoneReturn, recordEnd } from './record-end.ts';

/** Who takes records: the plain ones from their hashes if they will, all others as text. */
export interface RecordTaker {
  readonly takePlain: (cells: CellHashes, row: number) => boolean;
  readonly takeRecord: (record: CsvRecord, has_nul: boolean) => void;
  /** Hears of plain records that are going to be taken, the first so many of a batch. */
  readonly prepare: (batch: readonly CellHashes[], count: number) => void;
  /** Hears once about how many rows there are to come. */
  readonly expect: (rows: number) => void;
}

/** Whether a longer record is too long the scanner decides. */
const most_plain_bytes = 64 * 1024;

/** No more room is made beforehand: a file may begin with other rows than it goes on with. */
const most_expected_rows = 1_000_000;

/**
 * Reads a file by its bytes, several times as fast as `CsvScanner` makes texts of it. A record is plain when it
 * is one line of printable text without blanks around cells; the scanner reads all others, and decides on faults.
 */
export class RecordLane {
  readonly #scanner = new CsvScanner();
  readonly #taker: RecordTaker;
  readonly #plain: PlainReader;
  /** Begins with what of a chunk belongs to a record that goes on in the next. */
  #memory: Buffer = Buffer.alloc(0);
  #rest_bytes = 0;
  /** Of the records read ahead: where each begins and ends, and whether it is plain. */
  readonly #begins = new Int32Array(batch_rows);
  readonly #ends = new Int32Array(batch_rows);
  readonly #is_plain = new Uint8Array(batch_rows);
  #plain_rows = 0;
  #is_header = true;
  /** A header that ends with a lone CR: lines are not what they are here. */
  #is_foreign = false;

  /** Null once the number of rows has been guessed. */
  #size_bytes: number | null;

  constructor(columns: number, size_bytes: number, taker: RecordTaker) {
    this.#taker = taker;
    this.#size_bytes = size_bytes;
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
    const bytes = this.#withRest(chunk);
    let at = 0;
    if (this.#is_header) {
      at = recordEnd(bytes, 0);
      if (at < 0) {
        this.#keepRest(bytes);
        return;
      }
      this.#is_header = false;
      this.#is_foreign = hasLoneReturn(bytes, at);
      this.#scan(this.#is_foreign ? bytes : bytes.subarray(0, at));
      this.#rest_bytes = 0;
      if (this.#is_foreign) return;
    }
    this.#plain.begin(bytes);
    for (let count = -1; count !== 0; ) {
      count = this.#readAhead(bytes, at);
      this.#takeBatch(bytes, count);
      if (count > 0) at = this.#ends[count - 1] as number;
    }
    this.#keepRest(bytes.subarray(at));
    this.#guessRows(at);
  }

  #withRest(chunk: Uint8Array): Uint8Array {
    if (this.#rest_bytes === 0) return chunk;
    const bytes = this.#rest_bytes + chunk.length;
    this.#reserve(bytes);
    this.#memory.set(chunk, this.#rest_bytes);
    return this.#memory.subarray(0, bytes);
  }

  /** Keeps a copy, which may be one within its own memory. */
  #keepRest(rest: Uint8Array): void {
    this.#reserve(rest.length);
    this.#memory.set(rest);
    this.#rest_bytes = rest.length;
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#memory.length) return;
    const before = this.#memory;
    this.#memory = Buffer.alloc(Math.max(bytes, 2 * before.length));
    this.#memory.set(before);
  }

  /** Reads the next records, as many as a batch has; returns how many. */
  #readAhead(bytes: Uint8Array, from: number): number {
    let at = from;
    let count = 0;
    let plain = 0;
    for (; count < batch_rows && at < bytes.length; count += 1) {
      const plain_end = this.#plain.read(at, this.#plain.batch[plain] as CellHashes);
      const is_plain = plain_end > 0 && plain_end - at <= most_plain_bytes;
      const end = is_plain ? plain_end : recordEnd(bytes, at);
      if (end < 0) break;
      this.#begins[count] = at;
      this.#ends[count] = end;
      this.#is_plain[count] = is_plain ? 1 : 0;
      if (is_plain) plain += 1;
      at = end;
    }
    this.#taker.prepare(this.#plain.batch, plain);
    return count;
  }

  #takeBatch(bytes: Uint8Array, count: number): void {
    // Where records begin that the scanner is still to read, so that it reads many at once.
    let odd_from = -1;
    let plain = 0;
    for (let place = 0; place < count; place += 1) {
      const begin = this.#begins[place] as number;
      const cells = this.#is_plain[place] === 1 ? this.#plain.batch[plain++] : undefined;
      if (cells !== undefined) {
        if (odd_from >= 0) this.#scan(bytes.subarray(odd_from, begin));
        odd_from = -1;
        // The row of the header, those that the scanner has read, and those that it has not.
        const row = this.#scanned_rows + this.#plain_rows + 1;
        if (this.#taker.takePlain(cells, row) || this.#takeAsText(cells, row)) {
          this.#plain_rows += 1;
          continue;
        }
      }
      if (odd_from < 0) odd_from = begin;
    }
    if (odd_from >= 0) this.#scan(bytes.subarray(odd_from, this.#ends[count - 1]));
  }

  /** Hands over the texts of a plain record; false for one of blank cells, which is left to the scanner. */
  #takeAsText(cells: CellHashes, row: number): boolean {
    const texts = recordTexts(cells);
    if (texts.every((text) => text === '')) return false;
    this.#taker.takeRecord({ row, cells: texts }, false);
    return true;
  }

  /** Guesses from the first bytes how many rows there are. */
  #guessRows(read_bytes: number): void {
    const size_bytes = this.#size_bytes;
    this.#size_bytes = null;
    if (size_bytes === null || read_bytes === 0 || size_bytes < 2 * read_bytes) return;
    const rows = ((this.#plain_rows + this.#scanned_rows) * (size_bytes - read_bytes)) / read_bytes;
    this.#taker.expect(Math.min(Math.ceil(rows), most_expected_rows));
  }

  end(): void {
    if (this.#rest_bytes > 0) this.#scan(this.#memory.subarray(0, this.#rest_bytes));
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
