import type { CsvRecord, CsvScanner } from '../../format/index.ts';
import { chunksOf, type UploadFile } from '../open/index.ts';

/** All records of a file as they come, some at a time. Giving it up closes the file. */
export async function* readRecords(
  file: UploadFile,
  scanner: CsvScanner,
): AsyncGenerator<readonly CsvRecord[], void, undefined> {
  for await (const bytes of await chunksOf(file)) {
    scanner.push(bytes);
    yield scanner.take();
  }
  scanner.end();
  yield scanner.take();
}
