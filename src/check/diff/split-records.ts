const line_feed = 10;
const carriage_return = 13;
const quote = 34;

/** How the records of a file end; its header decides it (see `CsvScanner`). */
export interface RecordEnds {
  /** Whether a CR that is no half of a CRLF ends a record, too. */
  readonly lone_return_breaks: boolean;
}

/** Told of a record: its bytes without the line end. An empty line is a record of no bytes. False: enough. */
export type RecordSink = (from: number, to: number) => boolean;

/**
 * Finds the whole records of bytes that begin with one, and returns where the first begins that is not whole or not
 * wanted any more. Looks only at line ends, and at whether the number of quotes before them is even, which is all it
 * takes where the quotes stand as they should; whether they do shows when the cells are read.
 */
export function splitRecords(bytes: Buffer, from: number, ends: RecordEnds, sink: RecordSink): number {
  let at = from;
  let quote_at = indexOrEnd(bytes, quote, at);
  for (;;) {
    let end = ends.lone_return_breaks ? lineEnd(bytes, at) : indexOrEnd(bytes, line_feed, at);
    if (quote_at < end) {
      end = quotedRecordEnd(bytes, quote_at, ends);
      if (end < bytes.length) quote_at = indexOrEnd(bytes, quote, end);
    }
    if (end >= bytes.length) return at;
    const goes_on = sink(at, end > at && bytes[end - 1] === carriage_return ? end - 1 : end);
    at = end + 1;
    if (!goes_on) return at;
  }
}

function indexOrEnd(bytes: Buffer, value: number, from: number): number {
  const index = bytes.indexOf(value, from);
  return index < 0 ? bytes.length : index;
}

/** Where a line ends that a CR ends as well; the LF of a CRLF ends an empty line then, which does no harm. */
function lineEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== line_feed && bytes[at] !== carriage_return) at += 1;
  return at;
}

/** The end of the record whose first quote is at `from`; the length of the bytes when it is not among them. */
function quotedRecordEnd(bytes: Buffer, from: number, { lone_return_breaks }: RecordEnds): number {
  for (let opening = from; opening < bytes.length; ) {
    let at = indexOrEnd(bytes, quote, opening + 1) + 1;
    for (; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === line_feed || (lone_return_breaks && byte === carriage_return)) return at;
      if (byte === quote) break;
    }
    opening = at;
  }
  return bytes.length;
}
