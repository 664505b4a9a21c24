/** A day of the calendar, `2026-03-29`. */
export type CalendarDay = string;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatFor(time_zone: string): Intl.DateTimeFormat {
  const known = formats.get(time_zone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: time_zone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(time_zone, made);
  return made;
}

/** What the clocks of a zone show at a moment, as if it were UTC. */
function clockAt(moment_ms: number, time_zone: string): number {
  const parts = formatFor(time_zone).formatToParts(moment_ms);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
}

const offsetAt = (moment_ms: number, time_zone: string) =>
  clockAt(moment_ms, time_zone) - Math.floor(moment_ms / 1000) * 1000;

/** The zone of this machine. */
export const ownTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The day that a zone's calendars show at a moment. */
export const dayAt = (moment_ms: number, time_zone: string): CalendarDay =>
  new Date(clockAt(moment_ms, time_zone)).toISOString().slice(0, 10);

/** So many days later, or earlier. */
export const addDays = (day: CalendarDay, days: number): CalendarDay =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** 0 for Monday to 6 for Sunday. */
export const weekdayOf = (day: CalendarDay): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

/**
 * The moment at which the clocks of a zone show a time, `03:30`, on a day. When they are put back it comes twice:
 * `which` says which is meant. When they are put forward it may not come at all: then it is as long after the change as
 * the time is after what the clocks skip.
 */
export function momentOf(day: CalendarDay, time: string, time_zone: string, which: 'first' | 'last'): number {
  const shown = Date.parse(`${day}T${time}:00Z`);
  // No zone changes its clocks twice within two days.
  const offsets = [offsetAt(shown - DAY_MS, time_zone), offsetAt(shown + DAY_MS, time_zone)];
  const found = offsets
    .map((offset) => shown - offset)
    .filter((moment) => clockAt(moment, time_zone) === shown)
    .sort((a, b) => a - b);
  const meant = which === 'first' ? found[0] : found.at(-1);
  return meant ?? shown - (offsets[0] ?? 0);
}

/** `2026-03-29 03:30`, as the clocks of a zone show it. */
export const renderMoment = (moment_ms: number, time_zone: string): string =>
  new Date(clockAt(moment_ms, time_zone)).toISOString().slice(0, 16).replace('T', ' ');
