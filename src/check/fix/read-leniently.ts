/** Records of cells as they were meant, most probably, and how many stray quotes were taken as text. */
export interface LenientRecords {
  readonly records: readonly (readonly string[])[];
  readonly stray_quotes: number;
  /** A quote is open at the end, so that nobody can tell where its value ends. */
  readonly is_unclosed: boolean;
}

/**
 * Reads CSV with faults: a quote inside a value is text, and only a quote before a separator or a line break closes
 * a quoted value. `separator` is one character.
 */
export function readLeniently(text: string, separator: string): LenientRecords {
  const records: string[][] = [];
  let cells: string[] = [];
  let stray_quotes = 0;
  let at = 0;
  const endsCell = (index: number) => {
    const sign = text[index];
    return sign === undefined || sign === separator || sign === '\n' || sign === '\r';
  };
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      let from = at + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        if (quote < 0) return { records, stray_quotes, is_unclosed: true };
        cell += text.slice(from, quote);
        if (text[quote + 1] === '"' && !endsCell(quote + 1)) {
          cell += '"';
          from = quote + 2;
          continue;
        }
        let after = quote + 1;
        while (text[after] === ' ') after += 1;
        if (endsCell(after)) {
          if (after > quote + 1) stray_quotes += 1;
          at = after;
          break;
        }
        cell += '"';
        stray_quotes += 1;
        from = quote + 1;
      }
    } else {
      const from = at;
      while (!endsCell(at)) at += 1;
      cell = text.slice(from, at);
      if (cell.includes('"')) stray_quotes += 1;
    }
    cells.push(cell.trim());
    if (text[at] === separator) {
      at += 1;
      if (at < text.length) continue;
      cells.push('');
    } else at += text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1;
    if (cells.length > 1 || cells[0] !== '') records.push(cells);
    cells = [];
  }
  return { records, stray_quotes, is_unclosed: false };
}
