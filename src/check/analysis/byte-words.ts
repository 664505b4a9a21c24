// Four bytes looked at together, as a word with the first of them lowest.

const high_bits = 0x80808080 | 0;
const ones = 0x01010101;

/** The high bits of the bytes of a word that are below a limit of up to 128; above the first of them there may be more. */
export function bytesBelow(word: number, limit: number): number {
  return (word - limit * ones) & ~word & high_bits;
}

/** The high bits of the bytes of a word that are above 126; above the first of them there may be more. */
export function bytesBeyondAscii(word: number): number {
  return ((word + ones) | word) & high_bits;
}

/** Which byte of a word, from 0, is the first with its high bit set. */
export function firstByte(bits: number): number {
  return (31 - Math.clz32(bits & -bits)) >> 3;
}
