import { isAddress, loginIdFault, MAX_LOGIN_LENGTH } from '../login-cells.ts';
import { isShortenedNumber } from './cell-findings.ts';
import { type CellHash, hashBoth, hashBytes, small_letters } from './cell-hash.ts';
import { ascii, type CellHashes, cellText } from './record-cells.ts';

// What is asked of texts elsewhere, asked of cells in the bytes of their file: most can be answered without a text.

const digit_nine = 57;

/** `isShortenedNumber` of a cell. */
export function isShortenedCell(cells: CellHashes, at: number): boolean {
  // Few IDs have a digit in front.
  const begins = cells.bytes[cells.from[at] as number] as number;
  return begins <= digit_nine && isShortenedNumber(cellText(cells, at));
}

/** Whether `loginIdFault` finds nothing wrong with a cell. */
export function isLoginIdCell(cells: CellHashes, at: number): boolean {
  if (cells.form[at] === ascii) return (cells.length[at] as number) <= MAX_LOGIN_LENGTH;
  return loginIdFault(cellText(cells, at)) === null;
}

const at_sign = 64;
const capital_a = 65;
const capital_z = 90;
/** 1 for ASCII letters that an address may have on either side of its at sign. */
const address_letters = Uint8Array.from({ length: 256 }, (_, byte) =>
  isAddress(`${String.fromCharCode(byte)}@a`) ? 1 : 0,
);

/** `isAddress` of a cell. */
export function isAddressCell(cells: CellHashes, at: number): boolean {
  const { bytes, form } = cells;
  const from = cells.from[at] as number;
  const length = cells.length[at] as number;
  if (form[at] !== ascii || length > 255) return isAddress(cellText(cells, at));
  let sign_at = -1;
  for (let place = from; place < from + length; place += 1) {
    const byte = bytes[place] as number;
    if (address_letters[byte] === 1) continue;
    if (byte !== at_sign || sign_at >= 0) return false;
    sign_at = place;
  }
  return sign_at > from && sign_at < from + length - 1;
}

/** The hashes of the text of a cell in lower case; `lower` makes it so where letters are not ASCII. */
export function hashInLowerCase(
  cells: CellHashes,
  at: number,
  lower: (text: string) => string,
  into: CellHash,
): void {
  const { bytes, form } = cells;
  const from = cells.from[at] as number;
  const length = cells.length[at] as number;
  if (form[at] === ascii) {
    if (hasCapital(bytes, from, length)) hashBytes(bytes, from, length, small_letters, into);
    else {
      into.one = cells.one[at] as number;
      into.two = cells.two[at] as number;
    }
  } else {
    const { one, two } = hashBoth(lower(cellText(cells, at)));
    into.one = one;
    into.two = two;
  }
}

function hasCapital(bytes: Uint8Array, from: number, length: number): boolean {
  for (let at = from; at < from + length; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= capital_a && byte <= capital_z) return true;
  }
  return false;
}
