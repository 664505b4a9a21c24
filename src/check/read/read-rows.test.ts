import fc from 'fast-check';
import { expect, test } from 'vitest';
import { streamedFile, uploadFile } from '../../../test/support/upload-files.ts';
import { term } from '../../format/index.ts';
import { type ReadRowsOptions, readRows } from './index.ts';

const header = 'term_id,name,status\n';
const lines = (count: number) =>
  Array.from({ length: count }, (_, index) => `T${index},Term ${index},active\n`);

async function read(content: string, options: ReadRowsOptions, chunk_bytes = 1000) {
  const chunks = [];
  for await (const rows of readRows(uploadFile(content, 'terms.csv', chunk_bytes), term, options)) {
    chunks.push(rows.map(({ row, term_id }) => `${row} ${term_id}`));
  }
  return chunks;
}

test('rows come in chunks of the size asked for, the last one with the rest', async () => {
  const content = header + lines(5).join('');
  expect(await read(content, { chunk_rows: 2 })).toEqual([['2 T0', '3 T1'], ['4 T2', '5 T3'], ['6 T4']]);
  expect(await read(content, { chunk_rows: 5 })).toEqual([['2 T0', '3 T1', '4 T2', '5 T3', '6 T4']]);
  expect(await read(header, { chunk_rows: 5 })).toEqual([]);
});

test('rows keep their numbers where blank rows are left out and rows are skipped', async () => {
  const content = `${header}T0\n,,\n\nT1\n,\nT2\nT3\n`;
  expect(await read(content, { chunk_rows: 9 })).toEqual([['2 T0', '4 T1', '6 T2', '7 T3']]);
  expect(await read(content, { chunk_rows: 9, skip_rows: 2 })).toEqual([['6 T2', '7 T3']]);
  expect(await read(content, { chunk_rows: 9, skip_rows: 4 })).toEqual([]);
});

test('chunk sizes, of bytes and rows, and a new start after a crash change nothing', async () => {
  const content = header + lines(60).join('');
  const [whole = []] = await read(content, { chunk_rows: 1000 });
  const size = fc.integer({ min: 1, max: 70 });
  await fc.assert(
    fc.asyncProperty(size, size, size, async (chunk_bytes, chunk_rows, skip_rows) => {
      const rest = await read(content, { chunk_rows, skip_rows }, chunk_bytes);
      expect(rest.flat()).toEqual(whole.slice(skip_rows));
      expect(rest.slice(0, -1).every((rows) => rows.length === chunk_rows)).toBe(true);
    }),
  );
});

/** A file that tells how many of its lines were read and whether it was closed. */
function watchedFile(count: number) {
  const seen = { lines: 0, closed: false };
  const file = streamedFile(function* () {
    try {
      yield Buffer.from(header);
      for (const line of lines(count)) {
        seen.lines++;
        yield Buffer.from(line.padEnd(20_000).replace('\n', '').concat('\n'));
      }
    } finally {
      seen.closed = true;
    }
  }, 1);
  return { file, seen };
}

test('one chunk is read ahead while the consumer works, and no more', async () => {
  const { file, seen } = watchedFile(1000);
  const rows = readRows(file, term, { chunk_rows: 10 });
  await rows.next();
  const turns = async () => {
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
  };
  await turns();
  const ahead = seen.lines;
  expect(ahead).toBeGreaterThanOrEqual(20);
  // What the stream itself buffers comes on top.
  expect(ahead).toBeLessThan(30);
  await turns();
  expect(seen.lines).toBe(ahead);
  await rows.return();
});

test('leaving the loop closes the file', async () => {
  const { file, seen } = watchedFile(1000);
  for await (const rows of readRows(file, term, { chunk_rows: 10 })) {
    expect(rows).toHaveLength(10);
    break;
  }
  expect(seen.closed).toBe(true);
  expect(seen.lines).toBeLessThan(1000);
});

test('a fault is thrown after the rows before it, as the file was sound when it was inspected', async () => {
  const rows = readRows(uploadFile(`${header}T0\nT1"\n`, 'terms.csv'), term, { chunk_rows: 1 });
  expect((await rows.next()).value).toMatchObject([{ term_id: 'T0' }]);
  await expect(rows.next()).rejects.toThrow('terms.csv changed after it was inspected.');
});

test('a failing disk is thrown when its chunk is asked for', async () => {
  const file = streamedFile(function* () {
    yield Buffer.from(header + lines(3).join(''));
    throw new Error('disk on fire');
  }, 100);
  const rows = readRows(file, term, { chunk_rows: 2 });
  expect((await rows.next()).value).toHaveLength(2);
  await new Promise((resolve) => setImmediate(resolve));
  await expect(rows.next()).rejects.toThrow('disk on fire');
});

test('a row names the first column in which it holds a NUL character, known or not', async () => {
  const content =
    'Term_ID,name,status,,Notes\nT0,One,active,,\nT1,T\0o\0,active,,\0\nT2,Two,active,,\0\nT3,T,a,\0\nT4,T,a,,,\0\n';
  for (const chunk_bytes of [1, 7, 1000]) {
    const found = [];
    for await (const rows of readRows(uploadFile(content, 'terms.csv', chunk_bytes), term, {
      chunk_rows: 9,
    })) {
      found.push(...rows.map(({ term_id, nul_column }) => [term_id, nul_column]));
    }
    expect(found).toEqual([
      ['T0', undefined],
      ['T1', 'name'],
      ['T2', 'notes'],
      ['T3', 'number 4'],
      ['T4', 'number 6'],
    ]);
  }
});
