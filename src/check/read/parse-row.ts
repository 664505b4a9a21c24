import {
  type Column,
  type CsvRecord,
  csvLine,
  type FileType,
  parseTimestamp,
  type RowOf,
  type Timestamp,
} from '../../format/index.ts';

const true_words: ReadonlySet<string> = new Set(['true', 't', 'yes', 'y', 'on', '1']);

/** A declared column that the header has, and the index of its cells. */
interface GivenColumn {
  readonly name: string;
  readonly index: number;
  readonly column: Column;
}

type Cell = string | boolean | null;

interface ParsedRow {
  [column: string]: Cell | number | RowOf<FileType>['bad_date'];
  row: number;
  bad_date?: { readonly column: string; readonly value: string };
}

/** What rows with an unreadable date held, as their dates are gone from the row. */
const infos_before_bad_dates = new WeakMap<object, string>();

/**
 * The parser of a file with this header: records to rows that hold every declared column. Columns are found in
 * any order and case, the first of two of one name counts, unknown ones and surplus cells are ignored.
 *
 * A blank cell is null. A boolean is true for true, t, yes, y, on and 1, else false. A timestamp becomes UTC; the
 * first one that cannot be read becomes `bad_date`, and it and the timestamps declared after it are null. The
 * clear word of a column stays as it is. All other cells are text as given.
 */
export function rowParser<T extends FileType>(
  fileType: T,
  header: readonly string[],
): (record: CsvRecord) => RowOf<T> {
  const given = givenColumns(fileType, header);
  const blank_row = blankRow(Object.keys(fileType.columns));
  const texts = given.filter(({ column }) => !isConverted(column));
  const converted = given.filter(({ column }) => isConverted(column));
  return ({ row: number, cells }) => {
    const row = { ...blank_row };
    row.row = number;
    for (const { name, index } of texts) {
      const cell = cells[index];
      if (cell !== undefined && cell !== '') row[name] = cell;
    }
    for (const { name, index, column } of converted) {
      const cell = cells[index];
      if (cell !== undefined && cell !== '') setConverted(row, name, column, cell);
    }
    if (row.bad_date !== undefined) infos_before_bad_dates.set(row, infoOf(given, cells));
    return row as RowOf<T>;
  };
}

/**
 * Copying a row of nulls keeps all rows in one hidden class. An object that gets more than a dozen properties by
 * variable names turns into a slow hash table, and so does each copy (25 times as long, measured); one that JSON.parse
 * makes does not.
 */
function blankRow(names: readonly string[]): ParsedRow {
  return JSON.parse(JSON.stringify({ row: 0, ...Object.fromEntries(names.map((name) => [name, null])) }));
}

/**
 * The content of a row as a line of CSV, `user_id=U1,"full_name=Byron, Ada",status=active`: the declared columns
 * that have a value, never a secret one. Made from the typed values, so that no row has to keep its cells: a
 * date is shown in UTC and a boolean as `true` or `false`. Only where a date could not be read all cells are
 * shown as they were given.
 */
export function rowInfo<T extends FileType>(fileType: T, row: RowOf<T>): string {
  const info = infos_before_bad_dates.get(row);
  if (info !== undefined) return info;
  const values: Readonly<Record<string, unknown>> = row;
  const shown = Object.entries(fileType.columns)
    .filter(([name, column]) => column.secret !== true && (values[name] ?? null) !== null)
    .map(([name]) => `${name}=${String(values[name])}`);
  return csvLine(shown).trimEnd();
}

function givenColumns(fileType: FileType, header: readonly string[]): readonly GivenColumn[] {
  const names = header.map((cell) => cell.trim().toLowerCase());
  return Object.entries(fileType.columns)
    .map(([name, column]) => ({ name, column, index: names.indexOf(name) }))
    .filter(({ index }) => index >= 0);
}

function isConverted({ kind }: Column): boolean {
  return kind === 'boolean' || kind === 'timestamp';
}

function setConverted(row: ParsedRow, name: string, column: Column, cell: string): void {
  if (cell === column.clear_word) row[name] = cell;
  else if (column.kind === 'boolean') row[name] = true_words.has(cell.toLowerCase());
  else setTimestamp(row, name, cell);
}

/** Columns come as declared, the start before the end: a good start before a bad end is kept. */
function setTimestamp(row: ParsedRow, name: string, cell: string): void {
  if (row.bad_date !== undefined) return;
  const timestamp: Timestamp | null = parseTimestamp(cell);
  if (timestamp === null) row.bad_date = { column: name, value: cell };
  else row[name] = timestamp;
}

function infoOf(given: readonly GivenColumn[], cells: readonly string[]): string {
  const shown = given
    .filter(({ column, index }) => column.secret !== true && (cells[index] ?? '') !== '')
    .map(({ name, index }) => `${name}=${cells[index]}`);
  return csvLine(shown).trimEnd();
}
