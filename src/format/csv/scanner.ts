import type { CsvFault, CsvRecord, CsvScannerOptions } from './csv-record.ts';
import { CsvTextScanner } from './text-scanner.ts';
import { Utf8Chunks } from './utf8.ts';

/**
 * Reads CSV from bytes in chunks of any size: `push` chunks and `take` the records found so far, then `end`.
 *
 * Comma, double quote, doubled quotes inside quotes. Lines end with LF or CRLF; where the header ends with a
 * lone CR, with that too, else a lone CR is text. Line breaks in quotes belong to the value. A byte order mark
 * is dropped. Blanks outside quotes are text, so a blank between quote and comma is a fault. Records of blank
 * cells are passed over, except as header.
 *
 * Records stop at the first fault, yet all bytes are validated, and `invalid_utf8` takes the place of any other
 * fault of the file: `fault` is final after `end`.
 *
 * A cell of 13 or more characters can keep the text of its whole chunk alive: see `flattened`.
 */
export class CsvScanner {
  readonly #utf8 = new Utf8Chunks();
  readonly #text: CsvTextScanner;
  #invalid: CsvFault | null = null;
  #has_nul = false;
  #begun = false;
  /** A CR at the end of a chunk waits for the next chunk, which may begin with its LF. */
  #return_held = false;

  constructor(options: CsvScannerOptions = {}) {
    this.#text = new CsvTextScanner(options);
  }

  /** What is wrong with the bytes so far, else null. */
  get fault(): CsvFault | null {
    return this.#invalid ?? this.#text.fault;
  }

  /** The records so far, blank ones too: the row of the last one. */
  get rows(): number {
    return this.#text.rows;
  }

  /** Whether a NUL character was among the bytes so far: else no record needs a look for one. */
  get has_nul(): boolean {
    return this.#has_nul;
  }

  /** Reads the next bytes; the chunk itself is not kept. */
  push(chunk: Uint8Array): void {
    if (this.#invalid !== null) return;
    this.#has_nul ||= chunk.includes(0);
    const { text, valid } = this.#utf8.decode(chunk);
    this.#text.scan(this.#joined(text, valid));
    if (!valid) this.#invalid = { kind: 'invalid_utf8', ...this.#text.place };
  }

  /** Says that there are no more bytes. A CR at the very end is half of a CRLF. */
  end(): void {
    if (this.#invalid !== null) return;
    if (this.#return_held) this.#text.scan(this.#utf8.cut ? '\r' : '\n');
    this.#return_held = false;
    if (this.#utf8.cut) this.#invalid = { kind: 'invalid_utf8', ...this.#text.place };
    else this.#text.end();
  }

  /** The records found since the last call. */
  take(): CsvRecord[] {
    return this.#text.take();
  }

  /** Drops the byte order mark and keeps CR and LF together. */
  #joined(decoded: string, may_hold: boolean): string {
    if (decoded === '' && may_hold) return '';
    let text = this.#return_held ? `\r${decoded}` : decoded;
    if (!this.#begun && text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    this.#begun = true;
    this.#return_held = may_hold && text.endsWith('\r');
    return this.#return_held ? text.slice(0, -1) : text;
  }
}
