import type { CsvFault, CsvFaultKind, CsvRecord, CsvScannerOptions } from './csv-record.ts';
import { LineCounter, type TextPlace } from './text-place.ts';

const default_max_record_length = 16 * 1024 * 1024;
const line_feed = 10;
const carriage_return = 13;
const quote = 34;
const comma = 44;

type State = 'record_start' | 'cell_start' | 'in_plain' | 'in_quotes' | 'after_quote';

/** The part of the scanner that reads text in pieces; a CRLF must not be cut. For the dialect see `CsvScanner`. */
export class CsvTextScanner {
  fault: CsvFault | null = null;
  readonly #max_record_length: number;
  readonly #lines = new LineCounter();
  #records: CsvRecord[] = [];
  #row = 0;

  #state: State = 'record_start';
  #cells: string[] = [];
  /** What was read of the current cell before `#cell_at`. */
  #cell = '';
  // Indexes in the current piece; negative when they lie in an earlier one.
  #cell_at = 0;
  #record_at = 0;
  #quote_at = 0;
  #record_place: TextPlace = { line: 1, column: 1 };
  #quote_place: TextPlace = { line: 1, column: 1 };

  constructor(options: CsvScannerOptions) {
    this.#max_record_length = options.max_record_length ?? default_max_record_length;
  }

  /** The place after everything scanned so far. */
  get place(): TextPlace {
    return this.#lines.placeAt('', 0);
  }

  /** The number of the last record. */
  get rows(): number {
    return this.#row;
  }

  take(): CsvRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  /** Reads the next piece; after a fault it only counts lines. */
  scan(text: string): void {
    let at = 0;
    while (at < text.length && this.fault === null) {
      if (this.#state === 'record_start') at = this.#readPlainRecords(text, at);
      if (at < text.length) at = this.#step(text, at);
    }
    this.#leave(text);
  }

  /** Ends the last record, which needs no line end. */
  end(): void {
    if (this.fault !== null || this.#state === 'record_start') return;
    if (this.#state === 'in_quotes') this.fault = { kind: 'unclosed_quote', ...this.#quote_place };
    else this.scan('\n');
  }

  /** Reads on in the current state and returns the index up to which the text is read. */
  #step(text: string, at: number): number {
    switch (this.#state) {
      case 'record_start':
        this.#record_at = at;
        return this.#startCell(text, at);
      case 'cell_start':
        return this.#startCell(text, at);
      case 'in_plain':
        return this.#readPlain(text, at);
      case 'in_quotes':
        return this.#readQuoted(text, at);
      case 'after_quote':
        return this.#readAfterQuote(text, at);
    }
  }

  /**
   * The quick way through the bulk of a file: whole records without a quote, found by `indexOf`, twice as fast
   * as a look at each character. Returns where the first other record begins.
   */
  #readPlainRecords(text: string, from: number): number {
    let at = from;
    if (this.#row === 0 || this.#lines.lone_return_breaks) return at;
    const quote_at = text.indexOf('"', at);
    const stop = quote_at < 0 ? text.length : quote_at;
    let comma_at = text.indexOf(',', at);
    for (;;) {
      const end = text.indexOf('\n', at);
      if (end < 0 || end > stop || end - at > this.#max_record_length) return at;
      const cells_end = end > at && text.charCodeAt(end - 1) === carriage_return ? end - 1 : end;
      if (cells_end > at) {
        const cells: string[] = [];
        while (comma_at >= 0 && comma_at < cells_end) {
          cells.push(trimmedSlice(text, at, comma_at));
          at = comma_at + 1;
          comma_at = text.indexOf(',', at);
        }
        cells.push(trimmedSlice(text, at, cells_end));
        this.#keep(cells);
      }
      at = end + 1;
    }
  }

  #startCell(text: string, at: number): number {
    if (text.charCodeAt(at) !== quote) {
      this.#state = 'in_plain';
      this.#cell_at = at;
      return at;
    }
    this.#state = 'in_quotes';
    this.#quote_at = at;
    return at + 1;
  }

  #readPlain(text: string, from: number): number {
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > comma) continue;
      if (code === quote) return this.#fail('quote_in_unquoted', text, at);
      const next = this.#readEnd(code, text, at);
      if (next > at) return next;
    }
    return text.length;
  }

  #readQuoted(text: string, from: number): number {
    const found = text.indexOf('"', from);
    const end = found < 0 ? text.length : found;
    this.#cell += text.slice(from, end);
    if (found < 0) return end;
    this.#state = 'after_quote';
    return found + 1;
  }

  #readAfterQuote(text: string, at: number): number {
    const code = text.charCodeAt(at);
    this.#cell_at = at;
    if (code === quote) {
      this.#cell += '"';
      this.#state = 'in_quotes';
      return at + 1;
    }
    const next = this.#readEnd(code, text, at);
    return next > at ? next : this.#fail('text_after_quote', text, at);
  }

  /** Ends the cell or the record if the character does so; else returns its index. */
  #readEnd(code: number, text: string, at: number): number {
    if (code === comma) return this.#endCell(text, at);
    if (code === line_feed) return this.#endRecord(text, at, at + 1);
    if (code !== carriage_return) return at;
    if (text.charCodeAt(at + 1) === line_feed) return this.#endRecord(text, at, at + 2);
    if (this.#row === 0) this.#lines.lone_return_breaks = true;
    return this.#lines.lone_return_breaks ? this.#endRecord(text, at, at + 1) : at;
  }

  #endCell(text: string, at: number): number {
    this.#cells.push(
      this.#cell === ''
        ? trimmedSlice(text, this.#cell_at, at)
        : (this.#cell + text.slice(this.#cell_at, at)).trim(),
    );
    this.#cell = '';
    this.#state = 'cell_start';
    return at + 1;
  }

  #endRecord(text: string, at: number, next: number): number {
    if (at - this.#record_at > this.#max_record_length) return this.#fail('record_too_long', text, at);
    const is_empty_line = this.#record_at === at;
    this.#endCell(text, at);
    if (!is_empty_line) this.#keep(this.#cells);
    this.#cells = [];
    this.#state = 'record_start';
    return next;
  }

  #keep(cells: readonly string[]): void {
    this.#row++;
    if (this.#row === 1 || cells.some(isGiven)) this.#records.push({ row: this.#row, cells });
  }

  /** Carries what the next piece needs. */
  #leave(text: string): void {
    if (this.fault === null && this.#state !== 'record_start') {
      if (text.length - this.#record_at > this.#max_record_length)
        this.#fail('record_too_long', text, text.length);
      if (this.#state === 'in_plain') this.#cell += text.slice(this.#cell_at);
      if (this.#record_at >= 0) this.#record_place = this.#lines.placeAt(text, this.#record_at);
      if (this.#quote_at >= 0) this.#quote_place = this.#lines.placeAt(text, this.#quote_at);
    }
    this.#cell_at = 0;
    this.#record_at -= text.length;
    this.#quote_at = -1;
    this.#lines.pass(text);
  }

  /** Notes the fault and returns the end of the text: no more of it is read. */
  #fail(kind: CsvFaultKind, text: string, at: number): number {
    if (at - this.#record_at <= this.#max_record_length) {
      this.fault = { kind, ...this.#lines.placeAt(text, at) };
    } else {
      const place = this.#record_at < 0 ? this.#record_place : this.#lines.placeAt(text, this.#record_at);
      this.fault = { kind: 'record_too_long', ...place };
    }
    this.#cells = [];
    this.#cell = '';
    return text.length;
  }
}

function isGiven(cell: string): boolean {
  return cell !== '';
}

function trimmedSlice(text: string, start: number, end: number): string {
  if (start === end) return '';
  const value = text.slice(start, end);
  return isInk(text.charCodeAt(start)) && isInk(text.charCodeAt(end - 1)) ? value : value.trim();
}

/** Whether a character is surely no blank; blanks beyond ASCII are left to `trim`. */
function isInk(code: number): boolean {
  return code > 32 && code < 128;
}
