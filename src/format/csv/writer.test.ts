import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsvScanner, csvLine } from './index.ts';

test('quotes stand only where they are needed', () => {
  expect(csvLine(['U1', 'Byron, Ada', 'say "x"', '', null, 'x y', "it's"])).toBe(
    'U1,"Byron, Ada","say ""x""",,,x y,it\'s\n',
  );
  expect(csvLine(['a\nb', 'a\rb', ' a', 'a\t', '\u00a0'])).toBe('"a\nb","a\rb"," a","a\t","\u00a0"\n');
});

test('a single blank cell makes a record, not an empty line', () => {
  expect([csvLine(['']), csvLine([null])]).toEqual(['""\n', '""\n']);
});

test('what is written is read again, trimmed', () => {
  const cell = fc.oneof(
    fc.constantFrom(null, '', ' ', '"', ',', '\n', '\r', '\r\n', '\ufeff', '\u0000'),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', '\r', '🦉') }),
  );
  const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 8 });
  fc.assert(
    fc.property(rows, (written) => {
      const scanner = new CsvScanner();
      scanner.push(new TextEncoder().encode(csvLine(['head']) + written.map(csvLine).join('')));
      scanner.end();
      expect(scanner.fault).toBeNull();
      const trimmed = written.map((cells, index) => ({
        row: index + 2,
        cells: cells.map((text) => text?.trim() ?? ''),
      }));
      expect(scanner.take().slice(1)).toEqual(
        trimmed.filter(({ cells }) => cells.some((text) => text !== '')),
      );
    }),
    { numRuns: 2000 },
  );
});
