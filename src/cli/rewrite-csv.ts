import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { finished } from 'node:stream/promises';
import type { UploadFile } from '../check/index.ts';
import { type CsvRecord, CsvScanner, csvLine } from '../format/index.ts';

/** A row by the names of its columns. */
export type Row = Readonly<Record<string, string>>;

/** A row and its number as messages tell it: the header is 1. */
export interface NumberedRow {
  readonly number: number;
  readonly row: Row;
}

/** Reads the rows of a CSV file up to where it is none, a few thousand at a time; hands out whether it was read whole. */
export async function* readNumberedRows(file: UploadFile): AsyncGenerator<readonly NumberedRow[], boolean> {
  const scanner = new CsvScanner();
  let header: readonly string[] | null = null;
  const rowsOf = (records: readonly CsvRecord[]): readonly NumberedRow[] => {
    const [first] = records;
    if (first === undefined) return [];
    const names = header ?? first.cells.map((cell) => cell.toLowerCase());
    const rows = header === null ? records.slice(1) : records;
    header = names;
    return rows.map(({ row: number, cells }) => ({
      number,
      row: Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])),
    }));
  };
  for await (const bytes of (await file.read()) as AsyncIterable<Uint8Array>) {
    scanner.push(bytes);
    yield rowsOf(scanner.take());
  }
  scanner.end();
  yield rowsOf(scanner.take());
  return scanner.fault === null;
}

/**
 * Reads the rows of a CSV file, a few thousand at a time.
 * @throws Error where it is none.
 */
export async function* readRows(file: UploadFile): AsyncGenerator<readonly Row[]> {
  const pieces = readNumberedRows(file);
  for (let piece = await pieces.next(); ; piece = await pieces.next()) {
    if (piece.done) {
      if (piece.value) return;
      throw new Error(`${file.path} is no CSV file.`);
    }
    yield piece.value.map(({ row }) => row);
  }
}

/** A CSV file that is being written; one to which no row was written is not there. */
export interface RowWriter {
  write(row: Row): Promise<void>;
  close(): Promise<void>;
}

/** Opens a CSV file for rows that all have the columns of the first. */
export function writeRows(path: string): RowWriter {
  let output: ReturnType<typeof createWriteStream> | null = null;
  let columns: readonly string[] = [];
  const begin = async (row: Row) => {
    await mkdir(dirname(path), { recursive: true });
    const made = createWriteStream(path);
    columns = Object.keys(row);
    made.write(csvLine(columns));
    output = made;
    return made;
  };
  return {
    async write(row) {
      const stream = output ?? (await begin(row));
      if (!stream.write(csvLine(columns.map((name) => row[name] ?? '')))) await once(stream, 'drain');
    },
    async close() {
      if (output === null) return;
      output.end();
      await finished(output);
    },
  };
}
