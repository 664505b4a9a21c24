import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../profiles/index.ts';
import { findLastDeadline } from './deadline.ts';

const oslo = { time_zone: 'Europe/Oslo' };

function last(written: Record<string, unknown>, now: string) {
  const found = findLastDeadline(parseSchedule({ ...oslo, ...written }), Date.parse(now));
  return found && [found.from_ms, found.by_ms].map((ms) => new Date(ms).toISOString().slice(0, 16));
}

describe('the last deadline', () => {
  it('is that of today once its time has come, else that of the day before', () => {
    expect(last({ by: '03:30' }, '2026-11-24T02:30:00Z')).toEqual(['2026-11-23T14:30', '2026-11-24T02:30']);
    expect(last({ by: '03:30' }, '2026-11-24T02:29:59Z')).toEqual(['2026-11-22T14:30', '2026-11-23T02:30']);
  });

  it('counts imports from half a day before, or from the time that is said', () => {
    expect(last({ by: '18:00' }, '2026-11-24T20:00:00Z')).toEqual(['2026-11-24T05:00', '2026-11-24T17:00']);
    expect(last({ by: '18:00', from: '12:00' }, '2026-11-24T20:00:00Z')?.[0]).toBe('2026-11-24T11:00');
  });

  it('lies in a window that may go over midnight', () => {
    expect(last({ by: '00:15', from: '22:00' }, '2026-11-24T12:00:00Z')).toEqual([
      '2026-11-23T21:00',
      '2026-11-23T23:15',
    ]);
    expect(last({ by: '00:00' }, '2026-11-23T23:00:00Z')).toEqual(['2026-11-23T11:00', '2026-11-23T23:00']);
  });

  it('passes over weekends and holidays', () => {
    const days = ['mon', 'tue', 'wed', 'thu', 'fri'];
    expect(last({ by: '03:30', days }, '2026-11-22T12:00:00Z')?.[1]).toBe('2026-11-20T02:30');
    const holidays = ['2026-11-20', '2026-11-16..2026-11-18'];
    expect(last({ by: '03:30', days, holidays }, '2026-11-22T12:00:00Z')?.[1]).toBe('2026-11-19T02:30');
    expect(last({ by: '03:30', days, holidays }, '2026-11-18T12:00:00Z')?.[1]).toBe('2026-11-13T02:30');
  });

  it('is of the day that the school has, not of the one in UTC', () => {
    const schedule = { by: '22:00', time_zone: 'America/New_York', days: ['mon'] };
    expect(last(schedule, '2026-11-24T03:00:00Z')?.[1]).toBe('2026-11-24T03:00');
    expect(last(schedule, '2026-11-24T02:59:00Z')?.[1]).toBe('2026-11-17T03:00');
  });

  it('comes once when clocks are put back, and not too early when they are put forward', () => {
    expect(last({ by: '02:30' }, '2026-10-25T00:45:00Z')?.[1]).toBe('2026-10-24T00:30');
    expect(last({ by: '02:30' }, '2026-10-25T01:30:00Z')?.[1]).toBe('2026-10-25T01:30');
    expect(last({ by: '02:30' }, '2026-03-29T01:29:00Z')?.[1]).toBe('2026-03-28T01:30');
    expect(last({ by: '02:30' }, '2026-03-29T01:30:00Z')?.[1]).toBe('2026-03-29T01:30');
  });

  it('is none where no day is left', () => {
    expect(last({ by: '03:30', holidays: ['2020-01-01..2030-01-01'] }, '2026-11-24T12:00:00Z')).toBeNull();
  });

  it.each(['Europe/Oslo', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Chatham', 'UTC'])(
    'comes every day of two years in %s, about a day after the one before',
    (time_zone) => {
      for (const by of ['00:00', '02:15']) {
        const schedule = parseSchedule({ by, time_zone });
        const seen = new Set<number>();
        const start = Date.parse('2026-01-01T12:00:00Z');
        let before: number | null = null;
        for (let hour = 0; hour < 2 * 365 * 24; hour += 24) {
          const found = findLastDeadline(schedule, start + hour * 3_600_000);
          if (found === null || seen.has(found.by_ms)) continue;
          seen.add(found.by_ms);
          expect(found.from_ms).toBeLessThan(found.by_ms);
          const hours = before === null ? 24 : (found.by_ms - before) / 3_600_000;
          expect(Math.abs(hours - 24)).toBeLessThanOrEqual(1);
          before = found.by_ms;
        }
        expect(Math.abs(seen.size - 2 * 365)).toBeLessThanOrEqual(1);
      }
    },
  );
});
