import { expect, it } from 'vitest';
import { uploadFile } from '../../../test/support/upload-files.ts';
import { readExcerpts } from './read-excerpts.ts';

const text = 'a,b\r\n\r\n\n1,"two\nlines"\nlast,"x, y"\r\n,,\nend,z';

it.each([1, 3, 1000])('fetches records by number and lines, in chunks of %s bytes', async (chunk_bytes) => {
  const file = uploadFile(text, 'f.csv', chunk_bytes);
  const { rows, lines } = await readExcerpts(file, {
    rows: new Set([1, 2, 3, 5]),
    lines: new Set([5, 8]),
  });
  expect([...rows].map(([row, { line, text: shown }]) => [row, line, shown])).toEqual([
    [1, 1, 'a,b'],
    [2, 4, '1,"two'],
    [3, 6, 'last,"x, y"'],
    [5, 8, 'end,z'],
  ]);
  expect(rows.get(3)?.cells).toEqual([
    { from: 0, to: 4 },
    { from: 5, to: 11 },
  ]);
  expect([...lines].map(([line, { text: shown }]) => [line, shown])).toEqual([
    [5, 'lines"'],
    [8, 'end,z'],
  ]);
});
