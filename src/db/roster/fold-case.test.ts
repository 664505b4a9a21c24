import { expect, test } from 'vitest';
import { foldCase } from './fold-case.ts';

test('ASCII and other letters become lower case', () => {
  expect(foldCase('Ada.Byron@EXAMPLE.edu')).toBe('ada.byron@example.edu');
  expect(foldCase('ÅNGSTRÖM')).toBe('ångström');
  expect(foldCase('STRAẞE')).toBe('straße');
});

test('a capital sigma becomes the same letter wherever it stands', () => {
  expect(foldCase('ΣΟΦΟΣ')).toBe('σοφοσ');
});

test('no letter becomes two', () => {
  expect(foldCase('İNCI')).toBe('inci');
  const letters = Array.from({ length: 0xff80 }, (_, at) => String.fromCodePoint(at + 0x80));
  expect(letters.filter((letter) => foldCase(letter).length !== 1)).toEqual([]);
});

test('a letter of two units is kept whole', () => {
  expect(foldCase('𐐀😀')).toBe('𐐨😀');
});
