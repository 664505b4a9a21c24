const needs_quotes = /[",\r\n]|^\s|\s$/;

/**
 * A record as a line of CSV with its LF: `csvLine(['U1', 'Byron, Ada', null])` is `U1,"Byron, Ada",`.
 * Quotes stand only where they are needed: around commas, quotes, line breaks, blanks at either end, and around
 * a single blank cell, whose line would else be empty and no record.
 */
export function csvLine(cells: readonly (string | null)[]): string {
  if (cells.length === 1 && (cells[0] ?? '') === '') return '""\n';
  return `${cells.map(csvCell).join(',')}\n`;
}

function csvCell(cell: string | null): string {
  if (cell === null) return '';
  return needs_quotes.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
