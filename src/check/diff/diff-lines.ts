import { csvLine } from '../../format/index.ts';
import type { FileHead } from './file-head.ts';
import type { RowDifference } from './resolve-keys.ts';
import { selectRecords } from './select-records.ts';

/**
 * The CSV file that makes the base of the current file, in pieces: the header, every row that is new or different,
 * in the order of the file, then every row that is gone, with `removed_status` for its status.
 */
export async function* diffLines(
  current: FileHead,
  base: FileHead,
  { changed, gone }: RowDifference,
  removed_status: string,
): AsyncGenerator<Buffer, void, undefined> {
  yield Buffer.from(csvLine(current.header));
  for await (const records of selectRecords(current, changed)) {
    yield Buffer.from(records.map((cells) => csvLine(cells)).join(''));
  }
  const places = current.header.map((name) => (name === '' ? -1 : base.header.indexOf(name)));
  const status_at = current.header.indexOf('status');
  for await (const records of selectRecords(base, gone)) {
    const lines = records.map((cells) =>
      csvLine(places.map((place, at) => (at === status_at ? removed_status : (cells[place] ?? '')))),
    );
    yield Buffer.from(lines.join(''));
  }
}
