import { expect, it } from 'vitest';
import { parseTime } from './times.ts';

const now = Date.parse('2026-11-24T12:00:00Z');
const read = (text: string) => parseTime(text, now)?.toISOString() ?? null;

it.each([
  ['2026-11-20', '2026-11-20T00:00:00.000Z'],
  ['2026-11-20 06:30', '2026-11-20T06:30:00.000Z'],
  ['2026-11-20T06:30:15Z', '2026-11-20T06:30:15.000Z'],
  ['2026-11-20T06:30+02:00', '2026-11-20T04:30:00.000Z'],
  ['90m', '2026-11-24T10:30:00.000Z'],
  ['36h', '2026-11-23T00:00:00.000Z'],
  ['7d', '2026-11-17T12:00:00.000Z'],
])('%s is %s at noon of 24 November', (text, time) => {
  expect(read(text)).toBe(time);
});

it.each(['', 'yesterday', '2026-02-31', '2026-13-01', '24.11.2026', '7', '-3d', '2026-11-20T25:00'])(
  '%j is no time',
  (text) => {
    expect(read(text)).toBeNull();
  },
);
