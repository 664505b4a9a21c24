import { nearest } from '../../check/index.ts';
import { type Column, type FileType, parseTimestamp } from '../../format/index.ts';

/** A row by the names of its columns, as its file has it. */
export type SourceRow = Readonly<Record<string, string>>;

/** A row as it was meant, and what was changed: `role: studnet to student`. */
export interface CorrectedRow {
  readonly row: SourceRow;
  readonly done: readonly string[];
}

const roles = ['student', 'teacher', 'ta', 'observer', 'designer'];

const isKnown = (word: string, { values = [] }: Column, { status_match }: FileType, name: string) =>
  values.some((value) =>
    name === 'status' && status_match === 'prefix'
      ? word.toLowerCase().startsWith(value)
      : word.toLowerCase() === value.toLowerCase(),
  );

/**
 * A date in one of the ways in which people write it, as SIS files want it; null where day and month could be either.
 * With dots the day comes first, wherever that is done.
 */
function readWrittenDate(text: string): string | null {
  const written = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})(?:[ T](\d{1,2}):(\d\d))?$/.exec(text.trim());
  const turned = /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[ T](\d{1,2}):(\d\d))?$/.exec(text.trim());
  if (turned) return compose(turned[1], turned[2], turned[3], turned[4], turned[5]);
  if (!written) return null;
  const [, one = '', separator, two = '', year, hour, minute] = written;
  const [first, second] = [Number(one), Number(two)];
  if (separator === '.' || first > 12) return compose(year, two, one, hour, minute);
  if (second > 12 || first === second) return compose(year, one, two, hour, minute);
  return null;
}

function compose(year = '', month = '', day = '', hour?: string, minute?: string): string | null {
  const two = (part: string) => part.padStart(2, '0');
  const time = hour === undefined ? '' : `T${two(hour)}:${minute}`;
  const text = `${year}-${two(month)}-${two(day)}${time}`;
  return parseTimestamp(text) === null ? null : text;
}

function meantBy(value: string, name: string, file_type: FileType): string | null {
  const column = file_type.columns[name];
  if (column === undefined || column.secret === true) return null;
  if (column.kind === 'timestamp') return parseTimestamp(value) === null ? readWrittenDate(value) : null;
  if (column.values !== undefined)
    return isKnown(value, column, file_type, name) ? null : nearest(value, column.values);
  const is_role = file_type.name === 'enrollment' && name === 'role' && !roles.includes(value.toLowerCase());
  return is_role ? nearest(value, roles) : null;
}

/**
 * What a row was meant to say where its message names a value that is nearly a known word, or a date that is written in
 * another way; null where nothing is certain. Only what the message names is touched.
 */
export function correctRow(row: SourceRow, file_type: FileType, message: string): CorrectedRow | null {
  const done: string[] = [];
  const corrected = { ...row };
  for (const [name, value] of Object.entries(row)) {
    if (value === '' || !message.includes(value)) continue;
    const meant = meantBy(value, name, file_type);
    if (meant === null) continue;
    corrected[name] = meant;
    done.push(`${name}: ${value} to ${meant}`);
  }
  return done.length === 0 ? null : { row: corrected, done };
}
