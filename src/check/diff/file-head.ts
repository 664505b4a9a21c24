import { CsvScanner } from '../../format/index.ts';
import { UnreadableZipError, type UploadFile } from '../open/index.ts';
import type { RecordEnds } from './split-records.ts';

const line_feed = 10;
const carriage_return = 13;
const quote = 34;
const byte_order_mark = Buffer.from([0xef, 0xbb, 0xbf]);
// More than the longest record of the CSV scanner has, in the longest form of its characters.
const MOST_BYTES = 64 * 1024 * 1024;

/** What the beginning of a file says. */
export interface FileHead extends RecordEnds {
  readonly file: UploadFile;
  /** Trimmed and lower-cased; blank cells are `''`. */
  readonly header: readonly string[];
  /** Where the bytes of the data begin. */
  readonly data_start: number;
}

/** Reads the header of a file and no more; null where it has none or cannot be read, which `inspectFile` explains. */
export async function readFileHead(file: UploadFile): Promise<FileHead | null> {
  let bytes = Buffer.alloc(0);
  try {
    for await (const chunk of await file.read()) {
      bytes = Buffer.concat([bytes, chunk as Uint8Array]);
      const found = findHeader(bytes, false);
      if (found !== null) return headOf(file, bytes, found);
      if (bytes.length > MOST_BYTES) return null;
    }
  } catch (error) {
    if (error instanceof UnreadableZipError) return null;
    throw error;
  }
  const found = findHeader(bytes, true);
  return found === null ? null : headOf(file, bytes, found);
}

interface FoundHeader extends RecordEnds {
  readonly from: number;
  readonly to: number;
  readonly data_start: number;
}

/** The first line that is not empty; null when its end, or the byte after a CR, is still to come. */
function findHeader(bytes: Buffer, is_all: boolean): FoundHeader | null {
  let from = bytes.subarray(0, 3).equals(byte_order_mark) ? 3 : 0;
  let lone_return_breaks = false;
  let is_quoted = false;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) is_quoted = !is_quoted;
    if (is_quoted || (byte !== line_feed && byte !== carriage_return)) continue;
    if (byte === carriage_return && at + 1 === bytes.length && !is_all) return null;
    const is_pair = byte === carriage_return && bytes[at + 1] === line_feed;
    // At the very end of a file a CR is half of a CRLF.
    if (byte === carriage_return && !is_pair && at + 1 < bytes.length) lone_return_breaks = true;
    const data_start = is_pair ? at + 2 : at + 1;
    if (at > from) return { from, to: at, data_start, lone_return_breaks };
    from = data_start;
    if (is_pair) at += 1;
  }
  if (!is_all || from === bytes.length) return null;
  return { from, to: bytes.length, data_start: bytes.length, lone_return_breaks };
}

function headOf(file: UploadFile, bytes: Buffer, found: FoundHeader): FileHead | null {
  const { from, to, data_start, lone_return_breaks } = found;
  const scanner = new CsvScanner();
  scanner.push(bytes.subarray(from, to));
  scanner.end();
  const [record] = scanner.take();
  if (record === undefined || scanner.fault !== null) return null;
  return { file, header: record.cells.map((cell) => cell.toLowerCase()), data_start, lone_return_breaks };
}
