import { type ByteRange, badRange } from '../../upload/receive-parts.ts';

/** Bytes of a file whose length is known with them. */
export interface ContentRange extends ByteRange {
  readonly last: number;
  readonly size_bytes: number;
}

/** Reads `bytes 0-99/1000`; null when there is none. Throws when it makes no sense. */
export function readContentRange(header: string | undefined): ContentRange | null {
  if (header === undefined) return null;
  const [, ...numbers] = /^\s*bytes\s+(\d{1,15})-(\d{1,15})\/(\d{1,15})\s*$/i.exec(header) ?? [];
  const [first, last, size_bytes] = numbers.map(Number);
  if (first === undefined || last === undefined || size_bytes === undefined)
    throw badRange('it cannot be read');
  if (first > last) throw badRange('its first byte comes after its last one');
  if (last >= size_bytes) throw badRange('it goes beyond the file');
  return { first, last, size_bytes };
}
