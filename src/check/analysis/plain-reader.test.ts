import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CsvScanner, csvLine } from '../../format/index.ts';
import { hashBoth } from './cell-hash.ts';
import { PlainReader } from './plain-reader.ts';
import { type CellHashes, cellText, recordTexts } from './record-cells.ts';

const cell = fc.oneof(
  fc.constantFrom(
    '',
    'a',
    'abc',
    'abcd',
    'O’Neil',
    'Åsa',
    '민준',
    'x'.repeat(40),
    'say "hi"',
    '"',
    'a,b',
    'a b',
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
);

it('reads the cells that the scanner reads, and hashes them as texts are hashed', () => {
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1, maxLength: 6 }), fc.nat(9), (cells, before) => {
      const line = Buffer.from(csvLine(cells));
      // Words of four bytes begin anywhere.
      const bytes = Buffer.concat([Buffer.alloc(before, 'x'), line]);
      const reader = new PlainReader(cells.length);
      const [record] = reader.batch as [CellHashes];
      reader.begin(bytes);
      if (reader.read(before, record) === 0) return;
      expect(reader.read(before, record)).toBe(bytes.length);
      const scanner = new CsvScanner();
      scanner.push(Buffer.from('header\n'));
      scanner.push(line);
      const texts = scanner.take()[1]?.cells ?? cells.map(() => '');
      expect(cells.map((_, at) => cellText(record, at))).toEqual(texts);
      expect(recordTexts(record)).toEqual(texts);
      const hashes = cells.map((_, at) => ({ one: record.one[at], two: record.two[at] }));
      expect(hashes).toEqual(texts.map((text) => ({ one: hashBoth(text).one, two: hashBoth(text).two })));
    }),
    { numRuns: 2000 },
  );
});

it.each([
  ['a cell too few', 'a,b\n'],
  ['a cell too many', 'a,b,c,d\n'],
  ['a blank before a cell', 'a, b,c\n'],
  ['a blank that is not ASCII behind one', 'a,b\u00a0,c\n'],
  ['letters of another encoding', 'a,Ã¶,c\n'],
  ['a line break in quotes', 'a,"b\nb",c\n'],
  ['a quote inside a cell', 'a,b"b,c\n'],
  ['text behind a quote', 'a,"b"b,c\n'],
  ['a byte that is no letter', 'a,b\0,c\n'],
  ['no end', 'a,b,c'],
])('leaves a record with %s to others', (_, text) => {
  const reader = new PlainReader(3);
  reader.begin(Buffer.from(text));
  expect(reader.read(0, reader.batch[0] as CellHashes)).toBe(0);
});

it('leaves what is no UTF-8 to others', () => {
  const reader = new PlainReader(2);
  reader.begin(Buffer.from('a,\u00e5\n', 'latin1'));
  expect(reader.read(0, reader.batch[0] as CellHashes)).toBe(0);
});
