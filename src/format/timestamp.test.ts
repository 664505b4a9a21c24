import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseTimestamp } from './timestamp.ts';

test.each([
  ['2026-11-23T08:00:00Z', '2026-11-23T08:00:00Z'],
  ['2026-11-23T08:00:00z', '2026-11-23T08:00:00Z'],
  ['2026-11-23t08:00:00Z', '2026-11-23T08:00:00Z'],
  ['2026-11-23 08:00:00Z', '2026-11-23T08:00:00Z'],
  ['2026-11-23 08:00:00 UTC', '2026-11-23T08:00:00Z'],
  ['2026-11-23T08:00:00', '2026-11-23T08:00:00Z'],
  ['2026-11-23 08:00', '2026-11-23T08:00:00Z'],
  ['2026-11-23T08', '2026-11-23T08:00:00Z'],
  ['2026-11-23', '2026-11-23T00:00:00Z'],
  ['20261123', '2026-11-23T00:00:00Z'],
  ['20261123T080000Z', '2026-11-23T08:00:00Z'],
  ['2026-11-23T08:00:00-06:00', '2026-11-23T14:00:00Z'],
  ['2026-11-23 08:00:00 -0600', '2026-11-23T14:00:00Z'],
  ['2026-11-23T08:00:00-06', '2026-11-23T14:00:00Z'],
  ['2026-01-01T00:30:00+05:45', '2025-12-31T18:45:00Z'],
  ['2026-11-23T08:00:00.999Z', '2026-11-23T08:00:00Z'],
  ['2026-11-23T08:00:00,5Z', '2026-11-23T08:00:00Z'],
  ['2026-12-31T24:00:00Z', '2027-01-01T00:00:00Z'],
  ['2024-02-29', '2024-02-29T00:00:00Z'],
  ['2000-02-29', '2000-02-29T00:00:00Z'],
  ['0001-01-01', '0001-01-01T00:00:00Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59Z'],
])('%s is %s', (value, timestamp) => {
  expect(parseTimestamp(value)).toBe(timestamp);
  expect(parseTimestamp(value)).toBe(timestamp);
});

test.each([
  '',
  'soon',
  '2026',
  '2026-11',
  '2026-1-5',
  '2026-1123',
  '202611-23',
  '11/23/2026',
  '23.11.2026',
  '2026-00-10',
  '2026-13-10',
  '2026-11-00',
  '2026-11-31',
  '2026-02-29',
  '1900-02-29',
  '2026-11-23T24:00:01Z',
  '2026-11-23T25:00:00Z',
  '2026-11-23T08:60:00Z',
  '2026-11-23T08:00:60Z',
  '2026-11-23T08:00:00+16:00',
  '2026-11-23T08:00:00+02:60',
  '2026-11-23T08:00:00 CEST',
  '2026-11-23T',
  '2026-11-23Z',
  '2026-11-23  08:00',
  '2026-11-23T08:00:00Z, or later',
  '0000-01-01',
  '0001-01-01T00:00:00+01:00',
  '9999-12-31T23:00:00-02:00',
  '２０２６-11-23',
  '<delete>',
])('%s is no timestamp', (value) => {
  expect(parseTimestamp(value)).toBeNull();
  expect(parseTimestamp(value)).toBeNull();
});

test('every moment is read back from what it is written as, also with an offset', () => {
  const moment = fc.date({ min: new Date('0001-01-02Z'), max: new Date('9999-12-30Z'), noInvalidDate: true });
  const offset = fc.record({ minutes: fc.integer({ min: -14 * 60, max: 14 * 60 }), colon: fc.boolean() });
  fc.assert(
    fc.property(moment, offset, (at, { minutes, colon }) => {
      const whole = `${at.toISOString().slice(0, 19)}Z`;
      expect(parseTimestamp(whole)).toBe(whole);
      expect(parseTimestamp(at.toISOString())).toBe(whole);
      const local = new Date(at.getTime() + minutes * 60_000).toISOString().slice(0, 19);
      const two = (number: number) => String(Math.floor(number)).padStart(2, '0');
      const [hours, rest] = [two(Math.abs(minutes) / 60), two(Math.abs(minutes) % 60)];
      expect(parseTimestamp(`${local}${minutes < 0 ? '-' : '+'}${hours}${colon ? ':' : ''}${rest}`)).toBe(
        whole,
      );
    }),
    { numRuns: 2000 },
  );
});
