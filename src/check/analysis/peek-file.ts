import { CsvScanner } from '../../format/index.ts';
import { chunksOf, UnreadableZipError, type UploadFile } from '../open/index.ts';

/** The beginning of a file. */
export interface PeekedFile {
  readonly file: UploadFile;
  /** Trimmed and lower-cased; null when it cannot be read. */
  readonly header: readonly string[] | null;
  readonly beginning: Uint8Array;
}

const most_bytes = 64 * 1024;
/** Headers are short: the records behind one need not be read twice. */
const piece_bytes = 4096;

/** Reads a file up to its header, and as much as the first chunk brings. */
export async function peekFile(file: UploadFile): Promise<PeekedFile> {
  const scanner = new CsvScanner();
  let beginning: Uint8Array = new Uint8Array(0);
  let header: readonly string[] | null = null;
  try {
    let is_ended = true;
    for await (const bytes of await chunksOf(file)) {
      if (beginning.length === 0) beginning = new Uint8Array(bytes.subarray(0, most_bytes));
      for (let at = 0; is_ended && at < bytes.length; at += piece_bytes) {
        scanner.push(bytes.subarray(at, at + piece_bytes));
        [{ cells: header } = { cells: null }] = scanner.take();
        is_ended = header === null && scanner.fault === null;
      }
      if (!is_ended) break;
    }
    if (is_ended) {
      scanner.end();
      [{ cells: header } = { cells: null }] = scanner.take();
    }
  } catch (error) {
    if (!(error instanceof UnreadableZipError)) throw error;
  }
  return { file, header: header?.map((cell) => cell.toLowerCase()) ?? null, beginning };
}
