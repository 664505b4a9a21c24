import { chunksOf, type UploadFile } from '../open/index.ts';
import { bytesBelow, firstByte } from './byte-words.ts';

/** A record as it stands in its file. */
export interface Excerpt {
  /** Physical line on which the record begins, from 1. */
  readonly line: number;
  /** The text up to its first line break. */
  readonly text: string;
  /** Where cells begin and end in the text; of a record over several lines those of the first. */
  readonly cells: readonly { readonly from: number; readonly to: number }[];
}

/** What is wanted of a file. */
export interface WantedExcerpts {
  /** Record numbers, header = 1. */
  readonly rows: ReadonlySet<number>;
  /** Physical lines from 1. */
  readonly lines: ReadonlySet<number>;
}

/** Excerpts by row and by line. */
export interface Excerpts {
  readonly rows: ReadonlyMap<number, Excerpt>;
  readonly lines: ReadonlyMap<number, Excerpt>;
}

const line_feed = 10;
const carriage_return = 13;
const quote = 34;
/** An empty line may have a CR. */
const shortest_line = 2;
/** A longer record, such as one behind a quote that is never closed, is no help to a reader. */
const most_bytes = 64 * 1024;

/**
 * Fetches some records, or lines, of a file. `encoding` is that by which the bytes are read. The file is read no
 * further than the last of them.
 */
export async function readExcerpts(
  file: UploadFile,
  wanted: WantedExcerpts,
  encoding = 'utf-8',
): Promise<Excerpts> {
  const decoder = new TextDecoder(encoding);
  const rows = new RecordReader(wanted.rows, 'rows', decoder);
  const lines = new RecordReader(wanted.lines, 'lines', decoder);
  for await (const bytes of await chunksOf(file)) {
    rows.push(bytes);
    lines.push(bytes);
    if (rows.is_done && lines.is_done) break;
  }
  rows.end();
  lines.end();
  return { rows: rows.found, lines: lines.found };
}

/** Takes the records with some numbers, or the lines: then quotes keep no lines together. */
class RecordReader {
  readonly found = new Map<number, Excerpt>();
  readonly #wanted: readonly number[];
  readonly #what: 'rows' | 'lines';
  readonly #decoder: TextDecoder;
  /** How many of the wanted ones are passed. */
  #passed = 0;
  #row = 0;
  /** That of the record being read. */
  #line = 1;
  #is_wanted = false;
  #in_quotes = false;
  #lines_in_record = 0;
  #pieces: Uint8Array[] = [];
  #length = 0;
  #first_byte = 0;

  constructor(wanted: ReadonlySet<number>, what: 'rows' | 'lines', decoder: TextDecoder) {
    this.#wanted = [...wanted].sort((a, b) => a - b);
    this.#what = what;
    this.#decoder = decoder;
    this.#begin();
  }

  get is_done(): boolean {
    return this.#passed === this.#wanted.length;
  }

  push(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    // A chunk begins anywhere in a record.
    let from = 0;
    for (let at = nextMark(view, 0); at < bytes.length && !this.is_done; at = nextMark(view, at + 1)) {
      const byte = bytes[at];
      if (byte === quote && this.#what === 'rows') this.#in_quotes = !this.#in_quotes;
      else if (byte === line_feed) {
        this.#lines_in_record += 1;
        if (this.#in_quotes) continue;
        this.#keep(bytes, from, at);
        this.end();
        from = this.#passLines(view, at + 1);
        at = from - 1;
      }
    }
    this.#keep(bytes, from, bytes.length);
  }

  /** Passes records of one line that nobody wants, from the beginning of one; where the first other one begins. */
  #passLines(view: DataView, begin: number): number {
    let from = begin;
    for (let left = (this.#wanted[this.#passed] ?? 0) - this.#number; left > 0; left -= 1) {
      let at = nextMark(view, from);
      while (at < view.byteLength && isOther(view.getUint8(at))) at = nextMark(view, at + 1);
      if (at === view.byteLength || view.getUint8(at) === quote || at - from < shortest_line) break;
      this.#row += 1;
      this.#line += 1;
      from = at + 1;
    }
    this.#begin();
    return from;
  }

  /** That of the record being read: of the row or of its line. */
  get #number(): number {
    return this.#what === 'rows' ? this.#row + 1 : this.#line;
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    if (to === from) return;
    if (this.#length === 0) this.#first_byte = bytes[from] as number;
    // The stream may use its memory again: so a copy.
    if (this.#is_wanted && this.#length < most_bytes)
      this.#pieces.push(new Uint8Array(bytes.subarray(from, to)));
    this.#length += to - from;
  }

  end(): void {
    // A record of a CR alone is an empty line.
    const is_empty = this.#length === 0 || (this.#length === 1 && this.#first_byte === carriage_return);
    if (!is_empty) {
      this.#row += 1;
      if (this.#is_wanted) {
        const excerpt = excerptOf(this.#line, this.#decoder.decode(joined(this.#pieces)));
        this.found.set(this.#what === 'rows' ? this.#row : this.#line, excerpt);
      }
    }
    this.#line += Math.max(1, this.#lines_in_record);
    this.#begin();
  }

  /** Begins the next record. */
  #begin(): void {
    const number = this.#number;
    const wanted = this.#wanted;
    while (this.#passed < wanted.length && (wanted[this.#passed] as number) < number) this.#passed += 1;
    this.#is_wanted = wanted[this.#passed] === number;
    if (this.#pieces.length > 0) this.#pieces = [];
    this.#length = 0;
    this.#lines_in_record = 0;
  }
}

const isOther = (mark: number) => mark !== line_feed && mark !== quote;

/** The index of the next byte that may be a line feed or a quote, or the end. */
function nextMark(view: DataView, from: number): number {
  let at = from;
  for (; at <= view.byteLength - 4; at += 4) {
    const marks = bytesBelow(view.getInt32(at, true), quote + 1);
    if (marks !== 0) return at + firstByte(marks);
  }
  while (at < view.byteLength && view.getUint8(at) > quote) at += 1;
  return at;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const [first, ...rest] = pieces;
  if (first !== undefined && rest.length === 0) return first;
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function excerptOf(line: number, record: string): Excerpt {
  const text = record.replace(/^\ufeff/, '').replace(/\r?\n[\s\S]*$|\r$/, '');
  const cells: { from: number; to: number }[] = [];
  let from = 0;
  let in_quotes = false;
  for (let at = 0; at <= text.length; at += 1) {
    if (text[at] === '"') in_quotes = !in_quotes;
    if (at < text.length && (text[at] !== ',' || in_quotes)) continue;
    cells.push({ from, to: at });
    from = at + 1;
  }
  return { line, text, cells };
}
