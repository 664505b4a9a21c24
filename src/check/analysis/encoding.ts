import { isUtf8Beginning } from '../../format/index.ts';

/** An encoding other than UTF-8, by the label that a TextDecoder knows. */
export type OtherEncoding = 'windows-1252' | 'utf-16le' | 'utf-16be';

const names: Readonly<Record<OtherEncoding, string>> = {
  'windows-1252': 'Windows-1252',
  'utf-16le': 'UTF-16 (little endian)',
  'utf-16be': 'UTF-16 (big endian)',
};

/** What people call an encoding. */
export function encodingName(encoding: OtherEncoding): string {
  return names[encoding];
}

/** The share of the two-byte units with a zero in one half from which on a text is UTF-16, as letters of Europe are. */
const zero_share = 0.4;

/**
 * The encoding that bytes which are no UTF-8 have, most probably: UTF-16 by its mark or by the zeros between its
 * letters, else Windows-1252, which what spreadsheets write in the West is. Null for bytes that are UTF-8.
 */
export function guessEncoding(bytes: Uint8Array): OtherEncoding | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const units = Math.floor(bytes.length / 2);
  let low = 0;
  let high = 0;
  for (let at = 0; at < units; at += 1) {
    if (bytes[2 * at] === 0) high += 1;
    if (bytes[2 * at + 1] === 0) low += 1;
  }
  if (units > 0 && low / units > zero_share) return 'utf-16le';
  if (units > 0 && high / units > zero_share) return 'utf-16be';
  return isUtf8Beginning(bytes) ? null : 'windows-1252';
}
