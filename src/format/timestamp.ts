import { flattened } from './csv/index.ts';
import type { Timestamp } from './define-file-type.ts';

/** Dates repeat: a file names few of them, so that most are looked up. Bounded against files that do not. */
const most_cached = 1000;
const cached = new Map<string, Timestamp | null>();

/**
 * Reads an ISO 8601 date or date with time as UTC in whole seconds; null when it is none or no day of the
 * calendar. `2026-11-23`, `2026-11-23 08:00`, `2026-11-23T08:00:00.5-06:00` and `20261123T080000Z` are read;
 * without a zone it is UTC, a fraction is cut off, `24:00` is the next midnight.
 */
export function parseTimestamp(value: string): Timestamp | null {
  const known = cached.get(value);
  if (known !== undefined) return known;
  const timestamp = readTimestamp(value);
  if (cached.size >= most_cached) cached.clear();
  // A key cut from a chunk of a file would keep that chunk alive.
  cached.set(flattened(value), timestamp);
  return timestamp;
}

const date = String.raw`(?<year>\d{4})(?<dash>-?)(?<month>\d\d)\k<dash>(?<day>\d\d)`;
const time = String.raw`(?<hour>\d\d)(?::?(?<minute>\d\d)(?::?(?<second>\d\d)(?:[.,]\d+)?)?)?`;
const zone = String.raw`(?:Z|UTC|(?<sign>[+-])(?<offset_hour>\d\d)(?::?(?<offset_minute>\d\d))?)`;
const pattern = new RegExp(`^${date}(?:[T ]${time}(?: ?${zone})?)?$`, 'i');

function readTimestamp(value: string): Timestamp | null {
  const parts = pattern.exec(value)?.groups;
  if (parts === undefined) return null;
  const number = (name: string) => Number(parts[name] ?? 0);
  const [year, month, day] = [number('year'), number('month'), number('day')];
  const [hour, minute, second] = [number('hour'), number('minute'), number('second')];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  if (minute > 59 || second > 59 || hour > 24 || (hour === 24 && minute + second > 0)) return null;
  const [offset_hour, offset_minute] = [number('offset_hour'), number('offset_minute')];
  if (offset_hour > 15 || offset_minute > 59) return null;

  const offset_minutes = (offset_hour * 60 + offset_minute) * (parts.sign === '-' ? -1 : 1);
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  at.setUTCHours(hour, minute - offset_minutes, second);
  // The database knows no year 0, and the text of a year beyond 9999 is longer.
  if (at.getUTCFullYear() < 1 || at.getUTCFullYear() > 9999) return null;
  return `${at.toISOString().slice(0, 19)}Z`;
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}
