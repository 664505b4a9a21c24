import type { UploadFile } from '../../check/index.ts';
import { type CsvRecord, flattened, parseTimestamp } from '../../format/index.ts';
import { ConversionError } from './conversion-error.ts';
import type { Scope, Source, SourceColumn, SourceRow } from './define-source.ts';
import { openCsv } from './open-csv.ts';

/** A column of a file as it lies before us. */
interface Place {
  readonly name: string;
  readonly column: SourceColumn | null;
  readonly index: number;
}

/** What is known of a header, and the values that are passed over. */
interface Head {
  readonly used: readonly Place[];
  readonly lost: readonly (Place & { readonly reason: string })[];
}

function reasonOf({ column, name }: Place, { settings }: Scope): string | null {
  if (column === null)
    return name.toLowerCase().startsWith('metadata.')
      ? 'An extension of the vendor.'
      : 'OneRoster has no such column.';
  return typeof column.lost === 'function' ? column.lost(settings) : (column.lost ?? null);
}

function readHead(cells: readonly string[], source: Source, scope: Scope): Head {
  const known = new Map(Object.entries(source.columns).map((entry) => [entry[0].toLowerCase(), entry]));
  const places = cells.map((cell, index): Place => {
    const [name, column] = known.get(cell.toLowerCase()) ?? [flattened(cell), null];
    return { name, column, index };
  });
  for (const [name, { required }] of Object.entries(source.columns)) {
    if (required && !places.some((place) => place.name === name))
      throw new ConversionError(`${scope.file}:1 has no column ${name}.`);
  }
  return {
    used: places.filter(({ column }) => column !== null),
    lost: places.flatMap((place) => {
      const reason = reasonOf(place, scope);
      return reason === null || place.name === '' ? [] : { ...place, reason };
    }),
  };
}

const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && parseTimestamp(text) !== null;

/** A value as it counts: a word in its usual case, a day, or null after a complaint. */
function readValue(value: string, { name, column }: Place, row: SourceRow, scope: Scope): string | null {
  const fault = (text: string) => {
    scope.complain({ ...row, values: { [name]: value } }, name, text);
    return null;
  };
  if (column?.kind === 'date') {
    // Some vendors write a time behind the day.
    const day = value.replace(/T[\d:.]+Z?$/, '');
    return isDay(day) ? day : fault('it is no day such as 2026-09-01, and counts as blank');
  }
  if (!column?.values) return flattened(value);
  const word = column.values.find((known) => known.toLowerCase() === value.toLowerCase());
  return word ?? fault(`it is none of ${column.values.join(', ')}`);
}

/** The status of a row; null, after a complaint, where it cannot be. */
function readDeleted(value: string, row: SourceRow, scope: Scope): boolean | null {
  const word = value.toLowerCase();
  if (word === '' || word === 'active') return false;
  const as_is = { ...row, values: { status: value } };
  if (word === 'inactive') scope.complain(as_is, 'status', 'OneRoster 1.0 had it; it counts as tobedeleted');
  else if (word !== 'tobedeleted') scope.complain(as_is, 'status', 'it is none of active, tobedeleted');
  else if (scope.mode === 'delta') return true;
  else scope.complain(as_is, 'status', 'a bulk file lists what is there; the row was left out');
  return word === 'inactive' && scope.mode === 'delta' ? true : null;
}

function readRow({ row, cells }: CsvRecord, head: Head, source: Source, scope: Scope): SourceRow | null {
  const values: Record<string, string | null> = {};
  const found: SourceRow = { row, deleted: false, values };
  const status = head.used.find(({ name }) => name === 'status');
  const deleted = readDeleted(status ? (cells[status.index] ?? '') : '', found, scope);
  if (deleted === null) return null;
  for (const place of head.used) {
    const cell = cells[place.index] ?? '';
    values[place.name] = cell === '' ? null : readValue(cell, place, found, scope);
    if (values[place.name] !== null || !place.column?.required) continue;
    if (deleted && place.column.required === 'live') values[place.name] = values.sourcedId ?? null;
    else {
      if (cell === '') scope.complain(found, place.name, 'it is blank; the row was left out');
      return null;
    }
  }
  const { sourcedId } = values;
  if (!source.again && sourcedId && source.holds?.(scope.roster).has(sourcedId)) {
    scope.complain(found, 'sourcedId', 'an earlier row has it; this one was left out');
    return null;
  }
  return { ...found, deleted };
}

/** What has been read of a file. */
export interface Reading {
  rows: number;
}

/** The rows of a OneRoster file that can be used; what is lost and what is wrong is noted. */
export async function* readSource(
  file: UploadFile,
  source: Source,
  scope: Scope,
  reading: Reading,
): AsyncGenerator<readonly SourceRow[], void, undefined> {
  const quiet: Scope = source.again ? { ...scope, complain: () => {} } : scope;
  let head: Head | null = null;
  for await (const records of openCsv(file)) {
    const rows: SourceRow[] = [];
    for (const record of records) {
      if (head === null) {
        head = readHead(record.cells, source, scope);
        continue;
      }
      reading.rows++;
      if (!source.again) noteLost(record, head, scope);
      const row = readRow(record, head, source, quiet);
      if (row) rows.push(row);
    }
    yield rows;
  }
}

function noteLost({ row, cells }: CsvRecord, { lost }: Head, { report, file }: Scope): void {
  for (const { index, name, reason } of lost) {
    if (cells[index]) report.lose('columns', { file, column: name, reason, first_row: row });
  }
}
