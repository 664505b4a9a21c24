import { expect, test } from 'vitest';
import { parseInt8, parseTimestamp } from './type-parsers.ts';

test.each([
  ['2026-11-23 08:00:00+00', '2026-11-23T08:00:00Z'],
  ['2026-11-23 08:00:00.987654+00', '2026-11-23T08:00:00Z'],
  ['12026-11-23 08:00:00+00', '12026-11-23T08:00:00Z'],
  ['infinity', 'infinity'],
])('reads the time %s as %s', (text, expected) => {
  expect(parseTimestamp(text)).toBe(expected);
});

test.each(['2026-11-23 08:00:00+01', '2026-11-23 08:00:00', '0044-03-15 12:00:00+00 BC'])(
  'refuses the time %s rather than to shift it',
  (text) => {
    expect(() => parseTimestamp(text)).toThrow(text);
  },
);

test('reads numbers up to 2^53 and refuses those beyond', () => {
  expect(parseInt8('9007199254740991')).toBe(9007199254740991);
  expect(() => parseInt8('9007199254740993')).toThrow(/9007199254740993, too large/);
});
