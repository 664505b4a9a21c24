import { describe, expect, it } from 'vitest';
import { displayWidth, wrapText } from './display-width.ts';

describe('displayWidth', () => {
  it.each([
    ['', 0],
    ['users.csv:12', 12],
    ['Zoë', 3],
    ['Zoe\u0308', 3],
    ['王小明', 6],
    ['ﾊﾝｶｸ', 4],
    ['한글', 4],
    ['🦊', 2],
    ['👩‍👩‍👧', 2],
    ['❤️', 2],
    ['فاطمة', 5],
    ['a\u200bb', 2],
  ])('of %j is %i', (text, cells) => {
    expect(displayWidth(text)).toBe(cells);
  });
});

describe('wrapText', () => {
  it('breaks between words, and within those that are too long', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapText('one two three', 100)).toEqual(['one two three']);
    expect(wrapText('abcdefgh ij', 5)).toEqual(['abcde', 'fgh', 'ij']);
    expect(wrapText('王小明王小明 x', 7)).toEqual(['王小明', '王小明', 'x']);
    expect(wrapText('', 5)).toEqual(['']);
  });
});
