import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, dayAt, momentOf, renderMoment, weekdayOf } from './zoned-time.ts';

const at = (day: string, time: string, zone: string, which: 'first' | 'last' = 'last') =>
  new Date(momentOf(day, time, zone, which)).toISOString();

describe('a time on the clocks of a zone', () => {
  it('is a moment, in winter another than in summer', () => {
    expect(at('2026-01-15', '03:30', 'Europe/Oslo')).toBe('2026-01-15T02:30:00.000Z');
    expect(at('2026-07-15', '03:30', 'Europe/Oslo')).toBe('2026-07-15T01:30:00.000Z');
    expect(at('2026-07-15', '03:30', 'America/New_York')).toBe('2026-07-15T07:30:00.000Z');
    expect(at('2026-07-15', '03:30', 'Asia/Kolkata')).toBe('2026-07-14T22:00:00.000Z');
  });

  it('that the clocks skip in spring is as long after the change', () => {
    expect(at('2026-03-29', '01:59', 'Europe/Oslo')).toBe('2026-03-29T00:59:00.000Z');
    expect(at('2026-03-29', '02:30', 'Europe/Oslo')).toBe('2026-03-29T01:30:00.000Z');
    expect(renderMoment(momentOf('2026-03-29', '02:30', 'Europe/Oslo', 'last'), 'Europe/Oslo')).toBe(
      '2026-03-29 03:30',
    );
    expect(at('2026-03-29', '03:00', 'Europe/Oslo')).toBe('2026-03-29T01:00:00.000Z');
  });

  it('that comes twice in autumn is the first or the last', () => {
    expect(at('2026-10-25', '02:30', 'Europe/Oslo', 'first')).toBe('2026-10-25T00:30:00.000Z');
    expect(at('2026-10-25', '02:30', 'Europe/Oslo', 'last')).toBe('2026-10-25T01:30:00.000Z');
    // Here the clocks go back by half an hour.
    expect(at('2026-04-05', '01:45', 'Australia/Lord_Howe', 'first')).toBe('2026-04-04T14:45:00.000Z');
    expect(at('2026-04-05', '01:45', 'Australia/Lord_Howe', 'last')).toBe('2026-04-04T15:15:00.000Z');
  });

  it('is shown as it was meant, whatever zone, day and time', () => {
    const zone = fc.constantFrom(
      'UTC',
      'Europe/Oslo',
      'America/New_York',
      'America/St_Johns',
      'America/Sao_Paulo',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
      'Pacific/Chatham',
      'Pacific/Kiritimati',
      'Pacific/Pago_Pago',
    );
    const day = fc.integer({ min: 0, max: 3_650 }).map((days) => addDays('2020-01-01', days));
    const time = fc
      .integer({ min: 0, max: 24 * 60 - 1 })
      .map((minutes) => new Date(minutes * 60_000).toISOString().slice(11, 16));
    fc.assert(
      fc.property(zone, day, time, (z, d, t) => {
        const [first, last] = [momentOf(d, t, z, 'first'), momentOf(d, t, z, 'last')];
        expect(last - first).toBeGreaterThanOrEqual(0);
        expect(last - first).toBeLessThanOrEqual(3_600_000);
        const shown = renderMoment(last, z);
        if (shown === `${d} ${t}`) return;
        // The clocks have skipped it: no minute around it shows it.
        const around = Array.from({ length: 6 * 60 }, (_, minute) => last + (minute - 3 * 60) * 60_000);
        expect(around.some((moment) => renderMoment(moment, z) === `${d} ${t}`)).toBe(false);
        expect(shown > `${d} ${t}`).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('a day', () => {
  it('is the one of the zone', () => {
    const moment = Date.parse('2026-11-23T23:30:00Z');
    expect(dayAt(moment, 'Europe/Oslo')).toBe('2026-11-24');
    expect(dayAt(moment, 'America/New_York')).toBe('2026-11-23');
  });

  it('has a weekday and neighbours', () => {
    expect(weekdayOf('2026-11-23')).toBe(0);
    expect(weekdayOf('2026-11-29')).toBe(6);
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29');
  });
});
