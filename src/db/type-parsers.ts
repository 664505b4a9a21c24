import { type CustomTypesConfig, types } from 'pg';

const INT8 = 20;
const INT8_ARRAY = 1016;
const TIMESTAMPTZ = 1184;

// The driver's types know the numbers of single values only.
const driverParser = types.getTypeParser as (oid: number, format: 'text') => (text: string) => unknown;
const parseArray = driverParser(INT8_ARRAY, 'text') as (text: string) => readonly (string | null)[];

const parsers: ReadonlyMap<number, (text: string) => unknown> = new Map<number, (text: string) => unknown>([
  [INT8, parseInt8],
  [INT8_ARRAY, (text) => parseArray(text).map((value) => (value === null ? null : parseInt8(value)))],
  [TIMESTAMPTZ, parseTimestamp],
]);

/** How values of our pools become JavaScript: bigint to number, timestamptz to `2026-11-23T08:00:00Z`. */
export const typeParsers: CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format === 'binary') return types.getTypeParser(oid, 'binary');
    return parsers.get(oid) ?? driverParser(oid, 'text');
  }) as typeof types.getTypeParser,
};

/** Reads a bigint; throws beyond 2^53, where a number would silently become its neighbour. */
export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value))
    throw new RangeError(`The database returned ${text}, too large for a number.`);
  return value;
}

/** Reads a timestamptz of a session in UTC: whole seconds, `2026-11-23T08:00:00Z`; `infinity` stays as it is. */
export function parseTimestamp(text: string): string {
  const parts = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)?\+00$/.exec(text);
  if (parts) return `${parts[1]}T${parts[2]}Z`;
  if (text === 'infinity' || text === '-infinity') return text;
  throw new Error(`The database returned the time ${text}, which is not in UTC or before our era.`);
}
