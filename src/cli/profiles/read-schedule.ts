import {
  complain,
  maybe,
  type Read,
  readList,
  readMembers,
  readText,
  readWhole,
  readWord,
} from './field-reader.ts';
import { parseCommentedJson } from './parse-commented-json.ts';
import { type DayRange, type Schedule, weekdays } from './profile.ts';

const STUCK_AFTER_MINUTES = 120;

const readTime: Read<string> = (node, name) => {
  const text = readText(node, name);
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text)
    ? text
    : complain(node, `${name} must be a time such as "03:30".`);
};

const readTimeZone: Read<string> = (node, name) => {
  const text = readText(node, name);
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return text;
  } catch {
    return complain(node, `${name} must be a time zone such as "Europe/Oslo".`);
  }
};

const readDay: Read<string> = (node, name) => {
  const text = readText(node, name);
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // 30 February is taken for 2 March.
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
    ? text
    : complain(node, `${name} must be a day such as "2026-12-24", or days such as "2026-12-21..2027-01-03".`);
};

/** `2026-12-24`, or `2026-12-21..2027-01-03` with both days included. */
const readDays: Read<DayRange> = (node, name) => {
  const text = readText(node, name);
  const [first = '', last = first, ...more] = text.split('..');
  const read = (day: string) => readDay({ kind: 'value', span: node.span, value: day }, name);
  const range = { first: read(first), last: read(last) };
  if (more.length > 0 || range.last < range.first)
    return complain(node, `${name} must begin before they end.`);
  return range;
};

const scheduleKeys = ['by', 'from', 'time_zone', 'days', 'holidays', 'stuck_after_minutes'] as const;

/** Reads the section `schedule`. */
export const readSchedule: Read<Schedule> = (node, name) => {
  const { by, from, time_zone, days, holidays, stuck_after_minutes } = readMembers(node, name, scheduleKeys);
  if (by === undefined) return complain(node, `${name} needs "by".`);
  return {
    by: readTime(by, 'by'),
    from: maybe(from, readTime, 'from'),
    time_zone: maybe(time_zone, readTimeZone, 'time_zone'),
    days: maybe(days, readList(readWord(weekdays)), 'days') ?? weekdays,
    holidays: maybe(holidays, readList(readDays), 'holidays') ?? [],
    stuck_after_minutes:
      maybe(stuck_after_minutes, readWhole(1), 'stuck_after_minutes') ?? STUCK_AFTER_MINUTES,
  };
};

/**
 * Reads a schedule that stands in no file.
 * @throws JsonFault that says what is wrong with it.
 */
export function parseSchedule(written: Readonly<Record<string, unknown>>): Schedule {
  return readSchedule(parseCommentedJson(JSON.stringify(written)), 'schedule');
}
