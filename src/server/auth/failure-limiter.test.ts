import { expect, it } from 'vitest';
import { createFailureLimiter } from './failure-limiter.ts';

it('blocks an address after its failures, for a minute', () => {
  let now = 0;
  const limiter = createFailureLimiter(2, () => now);
  limiter.noteFailure('a');
  expect(limiter.isBlocked('a')).toBe(false);
  limiter.noteFailure('a');
  expect(limiter.isBlocked('a')).toBe(true);
  expect(limiter.isBlocked('b')).toBe(false);
  now = 60_000;
  expect(limiter.isBlocked('a')).toBe(false);
  limiter.noteFailure('a');
  expect(limiter.isBlocked('a')).toBe(false);
});

it('lets tokens pass that worked, whoever else fails at the address', () => {
  const limiter = createFailureLimiter(1);
  limiter.noteSuccess('good');
  limiter.noteFailure('a');
  expect(limiter.isBlocked('a', 'good')).toBe(false);
  expect(limiter.isBlocked('a', 'bad')).toBe(true);
});

it('forgets the oldest addresses rather than grow for ever', () => {
  const limiter = createFailureLimiter(1, () => 0);
  for (let at = 0; at <= 10_000; at++) limiter.noteFailure(`address ${at}`);
  expect(limiter.isBlocked('address 0')).toBe(false);
  expect(limiter.isBlocked('address 10000')).toBe(true);
});
