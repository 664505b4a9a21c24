import { setImmediate as letOthersRun } from 'node:timers/promises';
import { type CsvRecord, CsvScanner, type FileType, type RowOf } from '../../format/index.ts';
import type { UploadFile } from '../open/index.ts';
import { rowParser } from './parse-row.ts';
import { readRecords } from './read-records.ts';

// A millisecond of work, after which the process gets to what else it has in hand.
const SLICE_ROWS = 500;

/** How rows are handed over. */
export interface ReadRowsOptions {
  /** The rows of a chunk; the last one may have fewer. */
  readonly chunk_rows: number;
  /** So many data records (blank ones not counted) are passed over unparsed: they were applied before a crash. */
  readonly skip_rows?: number;
}

/**
 * The rows of an inspected file in chunks, top to bottom. While the consumer works on a chunk the next one is
 * read, one ahead and no more. Leaving the loop closes the file.
 * A fault in the file is thrown: `inspectFile` found none, so the stored file has changed since.
 */
export async function* readRows<T extends FileType>(
  file: UploadFile,
  fileType: T,
  options: ReadRowsOptions,
): AsyncGenerator<readonly RowOf<T>[], void, undefined> {
  const chunks = parseChunks(file, fileType, options);
  let ahead = chunks.next();
  try {
    for (;;) {
      const chunk = await ahead;
      if (chunk.done === true) return;
      ahead = chunks.next();
      // Seen when the consumer asks for the chunk; until then it must not count as unhandled.
      ahead.catch(() => {});
      yield chunk.value;
    }
  } finally {
    await chunks.return();
  }
}

async function* parseChunks<T extends FileType>(
  file: UploadFile,
  fileType: T,
  { chunk_rows, skip_rows = 0 }: ReadRowsOptions,
): AsyncGenerator<readonly RowOf<T>[], void, undefined> {
  const scanner = new CsvScanner();
  let parse: ReturnType<typeof rowParser<T>> | null = null;
  let header: readonly string[] = [];
  let to_skip = skip_rows;
  let rows: RowOf<T>[] = [];
  for await (const records of readRecords(file, scanner)) {
    for (const record of records) {
      if (parse === null) {
        header = record.cells;
        parse = rowParser(fileType, header);
      } else if (to_skip > 0) {
        to_skip--;
      } else {
        const row = parse(record);
        rows.push(scanner.has_nul ? withNulColumn(row, header, record) : row);
        if (rows.length % SLICE_ROWS === 0) await letOthersRun();
        if (rows.length < chunk_rows) continue;
        yield rows;
        rows = [];
      }
    }
  }
  if (scanner.fault !== null) throw new Error(`${file.path} changed after it was inspected.`);
  if (rows.length > 0) yield rows;
}

function withNulColumn<Row extends object>(row: Row, header: readonly string[], { cells }: CsvRecord): Row {
  const at = cells.findIndex((cell) => cell.includes('\0'));
  return at < 0 ? row : Object.assign(row, { nul_column: header[at]?.toLowerCase() || `number ${at + 1}` });
}
