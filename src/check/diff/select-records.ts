import { CsvScanner } from '../../format/index.ts';
import type { FileHead } from './file-head.ts';
import { FaultyFile, RecordReader } from './record-reader.ts';
import type { RowSet } from './row-set.ts';

const line_feed = Buffer.from('\n');
// Any header that is not blank: the scanner takes its first record for one.
const any_header = Buffer.from('x\n');

/** The cells of the rows with these numbers, in the order of the file, some at a time. */
export async function* selectRecords(
  head: FileHead,
  rows: RowSet,
): AsyncGenerator<readonly (readonly string[])[], void, undefined> {
  if (rows.size === 0) return;
  const reader = new RecordReader(head);
  const scanner = new CsvScanner();
  scanner.push(any_header);
  scanner.take();
  let number = 0;
  let left = rows.size;
  try {
    while (left > 0 && (await reader.fill())) {
      const to = reader.split((from, end) => {
        if (rows.has(number)) {
          scanner.push(reader.bytes.subarray(from, end));
          scanner.push(line_feed);
          left -= 1;
        }
        number += 1;
        return true;
      });
      reader.pass(to);
      if (scanner.fault !== null) throw new FaultyFile(head.file);
      const records = scanner.take();
      if (records.length > 0) yield records.map(({ cells }) => cells);
    }
  } finally {
    await reader.close();
  }
}
