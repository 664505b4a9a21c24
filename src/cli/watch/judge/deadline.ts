import { type Schedule, weekdays } from '../../profiles/index.ts';
import { addDays, type CalendarDay, dayAt, momentOf, ownTimeZone, weekdayOf } from './zoned-time.ts';

/** A time by which an import is expected. */
export interface Deadline {
  /** From here on an import counts as the one that is expected. */
  readonly from_ms: number;
  /** By then it must have ended. */
  readonly by_ms: number;
}

// Who has no import for longer than a year has no schedule.
const MOST_DAYS_BACK = 366;
const HALF_DAY_MINUTES = 12 * 60;

/** What an import is expected on: one of the weekdays, and no holiday. */
function isExpectedOn(day: CalendarDay, { days, holidays }: Schedule): boolean {
  const is_holiday = holidays.some(({ first, last }) => first <= day && day <= last);
  const weekday = weekdays[weekdayOf(day)];
  return !is_holiday && weekday !== undefined && days.includes(weekday);
}

const minutesOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

/** Half a day before a time, on the clock. */
function halfADayBefore(time: string): string {
  const minutes = (minutesOf(time) + HALF_DAY_MINUTES) % (2 * HALF_DAY_MINUTES);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** The deadline of a day, whatever day it is. */
function deadlineOf(day: CalendarDay, { by, from, time_zone }: Schedule): Deadline {
  const zone = time_zone ?? ownTimeZone();
  const start = from ?? halfADayBefore(by);
  const first_day = minutesOf(start) < minutesOf(by) ? day : addDays(day, -1);
  return {
    from_ms: momentOf(first_day, start, zone, 'first'),
    by_ms: momentOf(day, by, zone, 'last'),
  };
}

/** The last deadline that has passed; null when there was none for a year. */
export function findLastDeadline(schedule: Schedule, now_ms: number): Deadline | null {
  // Where clocks skip a time its deadline can lie on the next day.
  let day = addDays(dayAt(now_ms, schedule.time_zone ?? ownTimeZone()), 1);
  for (let back = 0; back <= MOST_DAYS_BACK; back++) {
    if (isExpectedOn(day, schedule)) {
      const deadline = deadlineOf(day, schedule);
      if (deadline.by_ms <= now_ms) return deadline;
    }
    day = addDays(day, -1);
  }
  return null;
}
