import { type Column, CsvScanner, csvLine, fileTypes } from '../../format/index.ts';
import type { UploadFile } from '../open/index.ts';
import { readRecords } from './read-records.ts';

/** The columns that are secret in any file type: in a file of another type they are no less so. */
export const secret_columns: ReadonlySet<string> = new Set(
  fileTypes.flatMap(({ columns }) =>
    Object.entries<Column>(columns)
      .filter(([, column]) => column.secret === true)
      .map(([name]) => name),
  ),
);

/**
 * The bytes of an inspected file without its secret columns. Where it has none they are the file's own; else the records
 * are written anew, in the same order. In a record with more cells than the header has, cells may stand beside their
 * column, a comma too much in the secret being a likely cause: of such a record only what comes before is kept.
 */
export async function* readWithoutSecrets(
  file: UploadFile,
  header: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const first_secret = header.findIndex((name) => secret_columns.has(name));
  if (first_secret >= 0) return yield* rewrite(file, header, first_secret, signal);
  for await (const bytes of await file.read()) {
    signal.throwIfAborted();
    yield bytes;
  }
}

async function* rewrite(
  file: UploadFile,
  header: readonly string[],
  first_secret: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const isKept = header.map((name) => !secret_columns.has(name));
  const keep = (cells: readonly string[]) =>
    header.flatMap((_name, at) => {
      if (!isKept[at]) return [];
      return [cells.length > header.length && at > first_secret ? '' : (cells[at] ?? '')];
    });
  for await (const records of readRecords(file, new CsvScanner())) {
    signal.throwIfAborted();
    if (records.length > 0) yield Buffer.from(records.map(({ cells }) => csvLine(keep(cells))).join(''));
  }
}
