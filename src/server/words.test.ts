import { describe, expect, it } from 'vitest';
import { errorBody } from './errors.ts';
import { wordParameter, wordsParameter } from './words.ts';

const words = ['asc', 'desc'] as const;

function refusalOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return errorBody(error as Parameters<typeof errorBody>[0]);
  }
}

describe('wordParameter', () => {
  it('takes its words alone, and nothing for nothing', () => {
    expect(wordParameter({ order: ' desc ' }, 'order', words)).toBe('desc');
    expect(wordParameter({ order: ' ' }, 'order', words)).toBeNull();
    expect(wordParameter({}, 'order', words)).toBeNull();
    expect(refusalOf(() => wordParameter({ order: 'up' }, 'order', words))).toEqual({
      message: '“up” is not a value of `order`, which takes asc, desc.',
      code: 'invalid_value',
    });
  });
});

describe('wordsParameter', () => {
  it('takes each of a list, or one alone', () => {
    expect(wordsParameter({ order: ['desc', '', 'asc'] }, 'order', words)).toEqual(['desc', 'asc']);
    expect(wordsParameter({ order: 'asc' }, 'order', words)).toEqual(['asc']);
    expect(wordsParameter({}, 'order', words)).toEqual([]);
    expect(refusalOf(() => wordsParameter({ order: ['asc', 'up'] }, 'order', words))).toMatchObject({
      code: 'invalid_value',
      message: expect.stringContaining('`order[]`'),
    });
  });
});
