import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CsvScanner, csvLine } from '../../format/index.ts';
import type { UploadFile } from '../open/index.ts';
import { type CompareLimits, compareFiles, default_compare_limits } from './compare-files.ts';
import { type FileHead, readFileHead } from './file-head.ts';
import { FaultyFile } from './record-reader.ts';
import { selectRecords } from './select-records.ts';

/** A file that comes in chunks of so many bytes. */
function fileOf(content: string | Uint8Array, chunk_bytes = 65_536): UploadFile {
  const bytes = Buffer.from(content as string);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk_bytes) }, (_, at) =>
    bytes.subarray(at * chunk_bytes, (at + 1) * chunk_bytes),
  );
  const place = { path: 'users.csv', base_name: 'users.csv', size_bytes: bytes.length };
  return { ...place, read: async () => Readable.from(chunks, { objectMode: false }) };
}

const headOf = async (file: UploadFile): Promise<FileHead> => (await readFileHead(file))!;

/** Everything by hashes and through the disk, and as little by hashes as can be. */
const ways: Readonly<Record<string, CompareLimits>> = {
  'as it is': default_compare_limits,
  'with small windows': { windows: [1, 3], apart: 1000, memory_bytes: 0 },
  'without aligning': { windows: [1], apart: -1, memory_bytes: 0 },
};

interface Seen {
  readonly changed: readonly (readonly string[])[];
  readonly gone: readonly (readonly string[])[];
}

async function rowsOf(head: FileHead, rows: Parameters<typeof selectRecords>[1]) {
  const found: (readonly string[])[] = [];
  for await (const some of selectRecords(head, rows)) found.push(...some);
  return found;
}

async function compare(
  current: UploadFile,
  base: UploadFile,
  keys: readonly string[],
  limits: CompareLimits = default_compare_limits,
): Promise<Seen> {
  const now = await headOf(current);
  const before = await headOf(base);
  const { changed, gone } = await compareFiles(now, before, keys, limits);
  return { changed: await rowsOf(now, changed), gone: await rowsOf(before, gone) };
}

const scan = (text: string) => {
  const scanner = new CsvScanner();
  scanner.push(Buffer.from(text));
  scanner.end();
  const [header, ...rows] = scanner.take();
  return { header: header!.cells.map((name) => name.toLowerCase()), rows: rows.map(({ cells }) => cells) };
};

/** The rule as it is told, in memory. */
function model(current: string, base: string, keys: readonly string[]): Seen {
  const now = scan(current);
  const before = scan(base);
  const columns = [...new Set(now.header)].filter(Boolean);
  const valuesIn = (header: readonly string[], names: readonly string[]) => (cells: readonly string[]) =>
    JSON.stringify(names.map((name) => (header.includes(name) ? (cells[header.indexOf(name)] ?? '') : '')));
  const lastByKey = ({ header, rows }: typeof now) =>
    new Map(rows.map((cells) => [valuesIn(header, keys)(cells), cells]));
  const last_now = lastByKey(now);
  const last_before = lastByKey(before);
  const isChanged = (key: string, cells: readonly string[]) => {
    const old = last_before.get(key);
    return !old || valuesIn(before.header, columns)(old) !== valuesIn(now.header, columns)(cells);
  };
  const changed = new Set([...last_now].filter(([key, cells]) => isChanged(key, cells)).map(([, c]) => c));
  const gone = new Set([...last_before].filter(([key]) => !last_now.has(key)).map(([, cells]) => cells));
  return {
    changed: now.rows.filter((cells) => changed.has(cells)),
    gone: before.rows.filter((cells) => gone.has(cells)),
  };
}

const cell = fc.constantFrom(
  '',
  'a',
  'b',
  'A',
  ' a ',
  '\u00a0a',
  'é',
  '"q"',
  'x,y',
  'l\nm',
  '\u3000',
  '  ',
  '😀',
);
const keyed = fc.tuple(
  fc.constantFrom('1', '2', '3', '4', ' 1', '', '"5"'),
  fc.constantFrom('x', ''),
  cell,
  cell,
);

/** How a file is written, which is no part of what it says. */
const written = fc.record({
  order: fc.constantFrom([0, 1, 2, 3], [3, 1, 0, 2]),
  line_end: fc.constantFrom('\n', '\r\n', '\r'),
  quotes: fc.boolean(),
  last_end: fc.boolean(),
  chunk_bytes: fc.constantFrom(1, 7, 64, 65_536),
  extra: fc.constantFrom('', '', ',', ',surplus'),
});
type Written =
  typeof written extends fc.Arbitrary<infer T>
    ? Omit<T, 'order'> & { readonly order: readonly number[] }
    : never;

const plain = { order: [0, 1, 2, 3], line_end: '\n', quotes: false, last_end: true, extra: '' } as const;

const names = ['ID', 'part', ' Name ', 'other'];

function write(rows: readonly (readonly string[])[], how: Written): string {
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = [names, ...rows].map((cells, at) => {
    const ordered = how.order.map((place) => cells[place] ?? '');
    const line = how.quotes ? ordered.map(quoted).join(',') : csvLine(ordered).trimEnd();
    return at === 0 ? line : `${line}${how.extra}`;
  });
  return lines.join(how.line_end) + (how.last_end ? how.line_end : '');
}

/** A file before and after: rows are left out, changed, moved and come in. */
const pair = fc
  .tuple(
    fc.array(keyed, { maxLength: 12 }),
    fc.array(fc.tuple(fc.nat(15), fc.option(keyed)), { maxLength: 4 }),
  )
  .map(([before, edits]) => {
    const now = [...before];
    for (const [at, row] of edits) {
      if (row === null) now.splice(at, 1);
      else if (at % 2 === 0) now.splice(at, 0, row);
      else if (at < now.length) now[at] = row;
    }
    return { before, now };
  });

describe.each(Object.entries(ways))('comparing %s', (_name, limits) => {
  test('finds what the rule says, however the files are written', async () => {
    await fc.assert(
      fc.asyncProperty(pair, written, fc.option(written), async ({ now, before }, how, other) => {
        const current = write(now, how);
        const base = write(before, other ?? how);
        const seen = await compare(
          fileOf(current, how.chunk_bytes),
          fileOf(base, (other ?? how).chunk_bytes),
          ['id', 'part', 'missing'],
          limits,
        );
        expect(seen).toEqual(model(current, base, ['id', 'part', 'missing']));
      }),
      { numRuns: 400 },
    );
  });

  test('finds changes in a large file, also where one block was moved', async () => {
    const rows = Array.from({ length: 30_000 }, (_, at) => [`${at % 29_000}`, 'x', `name ${at}`, '']);
    const before = rows.map((row, at) => (at % 5000 === 17 ? [...row.slice(0, 2), 'old', ''] : row));
    before.splice(12_000, 3);
    const now = [...rows.slice(0, 9000), ...rows.slice(14_000), ...rows.slice(9000, 14_000)];
    now.splice(20_000, 1);
    const how = { ...plain, chunk_bytes: 64 } as const;
    const [current, base] = [now, before].map((part) => write(part, how));
    const seen = await compare(fileOf(current!), fileOf(base!), ['id', 'part'], limits);
    expect(seen.changed.length).toBeGreaterThan(0);
    expect(seen).toEqual(model(current!, base!, ['id', 'part']));
  });

  test('refuses what the CSV scanner refuses, and nothing else', async () => {
    const piece = fc.constantFrom('a', ',', '"', '\n', '\r\n', '\r', ' ', 'é', '\xff', '""', 'a,b\n');
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), fc.boolean(), async (pieces, is_lone) => {
        const start = `id,part${is_lone ? '\r' : '\n'}`;
        // Latin 1, so that one piece is no UTF-8.
        const content = Buffer.concat([
          Buffer.from(start),
          ...pieces.map((text) => Buffer.from(text, text === '\xff' ? 'latin1' : 'utf8')),
        ]);
        const scanner = new CsvScanner();
        scanner.push(content);
        scanner.end();
        const current = fileOf(content, 3);
        const comparing = compare(current, fileOf(`${start}1,2`), ['id'], limits);
        if (scanner.fault === null) await comparing;
        else await expect(comparing).rejects.toMatchObject({ name: 'FaultyFile', file: current });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a file', () => {
  const base = fileOf('id,name\n1,a\n2,b\n');

  test('of which every row went to the disk and back is compared all the same', async () => {
    const rows = Array.from({ length: 60_000 }, (_, at) => `${(at * 7919) % 60_000},n\n`);
    const [current, before] = [rows, rows.toReversed()].map((lines) => fileOf(`id,name\n${lines.join('')}`));
    const limits = { windows: [4], apart: 10, memory_bytes: 100_000 };
    expect(await compare(current!, before!, ['id'], limits)).toEqual({ changed: [], gone: [] });
  });

  test('that is damaged is told from the base that is', async () => {
    const broken = fileOf('id,name\n1,"a\n');
    await expect(compare(broken, base, ['id'])).rejects.toMatchObject({ file: broken });
    await expect(compare(base, broken, ['id'])).rejects.toMatchObject({ file: broken });
  });

  test('with a record that is too long is refused, and one as long as it may be is not', async () => {
    const most = 16 * 1024 * 1024;
    const row = (length: number) => fileOf(`id,name\n1,${'é'.repeat(length - 2)}\n`);
    expect((await compare(row(most), base, ['id'])).changed).toHaveLength(1);
    await expect(compare(row(most + 1), base, ['id'])).rejects.toThrow(FaultyFile);
    await expect(compare(fileOf(`id,name\n1,"${'é\n'.repeat(20_000_000)}`), base, ['id'])).rejects.toThrow(
      FaultyFile,
    );
  });

  test('without a header, or with one that is no CSV, has no head', async () => {
    for (const text of ['', '\n\n', '\r', 'a"b\n1\n', '"a'])
      expect(await readFileHead(fileOf(text, 1))).toBeNull();
  });

  test('has its header after a byte order mark and empty lines', async () => {
    const texts = ['\ufeffID, Name\n1', '\n\r\n\nid,"name"\r\n1', '\rid,name\r1', 'id,name'];
    for (const text of texts) {
      const head = await headOf(fileOf(text, 1));
      expect(head.header).toEqual(['id', 'name']);
      expect(Buffer.from(text).subarray(head.data_start).toString()).toBe(text.endsWith('1') ? '1' : '');
      expect(head.lone_return_breaks).toBe(text.startsWith('\r'));
    }
  });
});
