import type { Column, CsvRecord, FileType } from '../../format/index.ts';
import type { CheckCode } from './codes/index.ts';

/** Something about the cells of a row that an import takes as they are. */
export interface CellFinding {
  readonly code: CheckCode;
  readonly column: string | null;
  readonly params: Readonly<Record<string, string | number>>;
}

const booleans: ReadonlySet<string> = new Set([
  ...['true', 't', 'yes', 'y', 'on', '1'],
  ...['false', 'f', 'no', 'n', 'off', '0'],
]);

/** Letters beyond ASCII in UTF-8 that was read as Windows-1252, and the sign for what could not be read. */
const garbled = /\ufffd|[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€/;

const shortened = /^\d(?:[.,]\d+)?E\+?\d+$/i;

/** Whether a word is one that people use for yes or no. */
export function isBooleanWord(text: string): boolean {
  return booleans.has(text) || booleans.has(text.toLowerCase());
}

/** Whether an ID looks like a number that a spreadsheet has shortened. */
export function isShortenedNumber(text: string): boolean {
  return shortened.test(text);
}

/** Whether a text has signs that come of a wrong encoding. */
export function isGarbled(text: string): boolean {
  return garbled.test(text);
}

interface Watched {
  readonly name: string;
  readonly at: number;
}

/** Looks at the cells of a file with this header. */
export function cellChecker(
  file_type: FileType,
  header: readonly string[],
): (record: CsvRecord, tell: (finding: CellFinding) => void) => void {
  const watch = (fits: (column: Column, name: string) => boolean): readonly Watched[] =>
    Object.entries<Column>(file_type.columns)
      .filter(([name, column]) => header.includes(name) && fits(column, name))
      .map(([name]) => ({ name, at: header.indexOf(name) }));
  const yes_or_no = watch(({ kind }) => kind === 'boolean');
  const texts = watch(({ kind, secret }) => kind === 'text' && secret !== true);
  const ids = watch(({ kind }, name) => kind === 'sis_id' || name.endsWith('integration_id'));
  const columns = header.length;
  return ({ cells }, tell) => {
    if (cells.length !== columns) tellLength(cells, columns, tell);
    for (const { name, at } of yes_or_no) {
      const value = cells[at] ?? '';
      if (value === '' || isBooleanWord(value)) continue;
      tell({ code: 'check.bad_boolean', column: name, params: { column: name, value } });
    }
    for (const { name, at } of texts) {
      const value = cells[at] ?? '';
      if (value !== '' && isGarbled(value))
        tell({ code: 'check.garbled_text', column: name, params: { column: name, value } });
    }
    for (const { name, at } of ids) {
      const value = cells[at] ?? '';
      // Few IDs have a digit in front and an E inside: the pattern need not be tried on the others.
      if (value !== '' && value.charCodeAt(0) <= 57 && shortened.test(value))
        tell({ code: 'check.spreadsheet_number', column: name, params: { column: name, value } });
    }
  };
}

function tellLength(cells: readonly string[], columns: number, tell: (finding: CellFinding) => void): void {
  const params = { count: cells.length, columns };
  if (cells.length < columns) tell({ code: 'check.short_row', column: null, params });
  else if (cells.slice(columns).some((cell) => cell !== ''))
    tell({ code: 'check.surplus_cells', column: null, params });
}
