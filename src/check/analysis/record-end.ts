const line_feed = 10;
const carriage_return = 13;
const quote = 34;

/** The index after the record that begins there, -1 when it goes on beyond the bytes: quotes keep lines together. */
export function recordEnd(bytes: Uint8Array, start: number): number {
  let in_quotes = false;
  for (let at = start; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) in_quotes = !in_quotes;
    else if (byte === line_feed && !in_quotes) return at + 1;
  }
  return -1;
}

/** Whether a carriage return without a line feed is among the first so many bytes. */
export function hasLoneReturn(bytes: Uint8Array, end: number): boolean {
  for (let at = 0; at < end; at += 1)
    if (bytes[at] === carriage_return && bytes[at + 1] !== line_feed) return true;
  return false;
}
