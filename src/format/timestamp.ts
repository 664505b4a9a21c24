import { flattened } from './csv/index.ts';
import type { Timestamp } from './define-file-type.ts';

/** Dates repeat, so most are looked up, which is ten times as fast. Bounded against files whose dates do not. */
const most_cached = 10_000;
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

const date = String.raw`(\d{4})(-?)(\d\d)\2(\d\d)`;
const time = String.raw`(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?)?`;
const zone = String.raw`(?:Z|UTC|([+-])(\d\d)(?::?(\d\d))?)`;
const pattern = new RegExp(`^${date}(?:[T ]${time}(?: ?${zone})?)?$`, 'i');

function readTimestamp(value: string): Timestamp | null {
  const parts = pattern.exec(value);
  if (parts === null) return null;
  const [, year = '', , month = '', day = '', hour = '00', minute = '00', second = '00'] = parts;
  const [sign, offset_hour = '00', offset_minute = '00'] = parts.slice(8);
  if (!isDay(Number(year), Number(month), Number(day)) || minute > '59' || second > '59') return null;
  if (hour > '24' || (hour === '24' && minute + second !== '0000')) return null;
  if (offset_hour > '15' || offset_minute > '59') return null;

  const offset_minutes = (Number(offset_hour) * 60 + Number(offset_minute)) * (sign === '-' ? -1 : 1);
  if (offset_minutes === 0 && hour !== '24') return `${year}-${month}-${day}T${hour}:${minute}:${second}Z`;
  const minutes = Number(hour) * 60 + Number(minute) - offset_minutes;
  const midnight_ms = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  const iso = new Date(midnight_ms + (minutes * 60 + Number(second)) * 1000).toISOString();
  // The year has to stay between 1, as the database knows no year 0, and 9999, beyond which the text is longer.
  return iso.length === 24 && !iso.startsWith('0000') ? `${iso.slice(0, 19)}Z` : null;
}

function isDay(year: number, month: number, day: number): boolean {
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function daysInMonth(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}
