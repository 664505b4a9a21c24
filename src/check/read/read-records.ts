import type { CsvRecord, CsvScanner } from '../../format/index.ts';
import type { UploadFile } from '../open/index.ts';

/** All records of a file as they come, some at a time. Giving it up closes the file. */
export async function* readRecords(
  file: UploadFile,
  scanner: CsvScanner,
): AsyncGenerator<readonly CsvRecord[], void, undefined> {
  const stream: AsyncIterable<Uint8Array> = await file.read();
  for await (const bytes of stream) {
    scanner.push(bytes);
    yield scanner.take();
  }
  scanner.end();
  yield scanner.take();
}
