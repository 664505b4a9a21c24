/** The bytes of a cell without blanks at its ends, and of a quoted one with each doubled quote as one. */
export function trimmedBytes(bytes: Buffer, is_quoted: boolean): Buffer {
  const text = bytes.toString('utf8').trim();
  return Buffer.from(is_quoted ? text.replaceAll('""', '"') : text);
}
