/** The cells of a record in the bytes of its file. The same object serves many records, one after the other. */
export interface CellHashes {
  bytes: Buffer;
  readonly one: Int32Array;
  readonly two: Int32Array;
  readonly from: Int32Array;
  readonly length: Int32Array;
  /** One of the forms below. */
  readonly form: Uint8Array;
}

/** Forms of a cell: every byte is a letter, letters are UTF-8, or there are doubled quotes, too. */
export const ascii = 0;
export const utf8 = 1;
export const doubled_quotes = 2;

/** Whether a cell is not blank; `at` is -1 for a column that the file does not have. */
export function isGiven(length: Int32Array, at: number): boolean {
  return at >= 0 && length[at] !== 0;
}

/** The text of a cell. */
export function cellText({ bytes, from, length, form }: CellHashes, at: number): string {
  const start = from[at] as number;
  const text = bytes.toString(form[at] === ascii ? 'latin1' : 'utf8', start, start + (length[at] as number));
  return form[at] === doubled_quotes ? text.replaceAll('""', '"') : text;
}

/** The texts of all cells; most are cut from one text of the record. */
export function recordTexts(cells: CellHashes): readonly string[] {
  const { bytes, from, length, form } = cells;
  const last = length.length - 1;
  const start = from[0] as number;
  const record = bytes.toString('latin1', start, (from[last] as number) + (length[last] as number));
  const texts: string[] = [];
  for (let at = 0; at <= last; at += 1) {
    const begin = (from[at] as number) - start;
    const text =
      form[at] === ascii ? record.slice(begin, begin + (length[at] as number)) : cellText(cells, at);
    texts.push(text);
  }
  return texts;
}
