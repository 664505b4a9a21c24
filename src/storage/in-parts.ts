import type { Readable } from 'node:stream';

/** Cuts a stream into parts of one size, the last one shorter; at least one, which is empty for an empty stream. */
export async function* inParts(data: Readable, part_bytes: number): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let length = 0;
  let any = false;
  for await (const piece of data) {
    let rest: Buffer = typeof piece === 'string' ? Buffer.from(piece) : piece;
    while (length + rest.length >= part_bytes) {
      yield Buffer.concat([...pieces, rest.subarray(0, part_bytes - length)]);
      any = true;
      rest = rest.subarray(part_bytes - length);
      pieces = [];
      length = 0;
    }
    if (rest.length > 0) pieces.push(rest);
    length += rest.length;
  }
  if (length > 0 || !any) yield Buffer.concat(pieces);
}
