import type { UploadFile } from '../open/index.ts';

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
const quote = 34;
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
  const rows = new Map<number, Excerpt>();
  const lines = new Map<number, Excerpt>();
  const last_row = Math.max(0, ...wanted.rows);
  const last_line = Math.max(0, ...wanted.lines);
  const reader = new RecordReader({
    wants: (row) => wanted.rows.has(row),
    take: (row, excerpt) => rows.set(row, excerpt),
    decoder: new TextDecoder(encoding),
  });
  const line_reader = new RecordReader({
    wants: (_row, line) => wanted.lines.has(line),
    take: (_row, excerpt) => lines.set(excerpt.line, excerpt),
    decoder: new TextDecoder(encoding),
  });
  const stream: AsyncIterable<Uint8Array> = await file.read();
  for await (const bytes of stream) {
    if (reader.row < last_row) reader.push(bytes, true);
    if (line_reader.line <= last_line) line_reader.push(bytes, false);
    if (reader.row >= last_row && line_reader.line > last_line) break;
  }
  if (reader.row < last_row) reader.end();
  if (line_reader.line <= last_line) line_reader.end();
  return { rows, lines };
}

interface Reading {
  readonly decoder: TextDecoder;
  /** Whether the record with these numbers is wanted: of the others no byte is kept. */
  readonly wants: (row: number, line: number) => boolean;
  readonly take: (row: number, excerpt: Excerpt) => void;
}

class RecordReader {
  row = 0;
  /** That of the record being read. */
  line = 1;
  readonly #reading: Reading;
  #is_wanted: boolean;
  #in_quotes = false;
  #lines_in_record = 0;
  #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#is_wanted = reading.wants(1, 1);
  }

  /** Reads on; quotes keep lines together only where records are wanted. */
  push(bytes: Uint8Array, minds_quotes: boolean): void {
    let from = 0;
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === quote && minds_quotes) this.#in_quotes = !this.#in_quotes;
      else if (byte === line_feed) {
        this.#lines_in_record += 1;
        if (this.#in_quotes) continue;
        this.#keep(bytes, from, at);
        this.end();
        from = at + 1;
      }
    }
    this.#keep(bytes, from, bytes.length);
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    // A record of a CR alone is an empty line. The stream may use its memory again: so a copy.
    const is_needed = this.#is_wanted ? this.#length < most_bytes : to - from === 1;
    if (to > from && is_needed) this.#pieces.push(new Uint8Array(bytes.subarray(from, to)));
    this.#length += to - from;
  }

  end(): void {
    const pieces = this.#pieces;
    const is_empty = this.#length === 0 || (this.#length === 1 && pieces[0]?.[0] === 13);
    if (!is_empty) {
      this.row += 1;
      const { decoder, take } = this.#reading;
      if (this.#is_wanted) take(this.row, excerptOf(this.line, decoder.decode(joined(pieces))));
    }
    this.line += Math.max(1, this.#lines_in_record);
    this.#lines_in_record = 0;
    if (pieces.length > 0) this.#pieces = [];
    this.#length = 0;
    this.#is_wanted = this.#reading.wants(this.row + 1, this.line);
  }
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
