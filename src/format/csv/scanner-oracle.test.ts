import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsvScanner } from './index.ts';

/** What the scanner finds when the file comes in chunks of the given sizes, again and again. */
function scan(bytes: Uint8Array, chunk_sizes: readonly number[]) {
  const scanner = new CsvScanner();
  const records = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const next = at + (chunk_sizes[turn % chunk_sizes.length] ?? bytes.length);
    scanner.push(bytes.subarray(at, next));
    records.push(...scanner.take());
    at = next;
  }
  scanner.end();
  records.push(...scanner.take());
  return { records, fault: scanner.fault };
}

const fault_of_code: Readonly<Record<string, string>> = {
  INVALID_OPENING_QUOTE: 'quote_in_unquoted',
  CSV_INVALID_CLOSING_QUOTE: 'text_after_quote',
  CSV_QUOTE_NOT_CLOSED: 'unclosed_quote',
};

/** The same by csv-parse, brought to our rules on blanks. */
function parseIndependently(text: string, record_delimiter: readonly string[]) {
  try {
    const parsed: string[][] = parse(text, {
      bom: true,
      record_delimiter: [...record_delimiter],
      relax_column_count: true,
      skip_empty_lines: true,
    });
    const records = parsed.map((cells, index) => ({
      row: index + 1,
      cells: cells.map((cell) => cell.trim()),
    }));
    return {
      records: records.filter(({ row, cells }) => row === 1 || cells.some((cell) => cell !== '')),
      fault: null,
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { records: null, fault: fault_of_code[error.code], line: Number(error.lines) };
  }
}

interface Dialect {
  readonly ends: readonly string[];
  /** What stands for a lone CR when lines are counted. */
  readonly lone_return: string;
}
const ordinary: Dialect = { ends: ['\r\n', '\n'], lone_return: 'x' };
const old_macintosh: Dialect = { ends: ['\r'], lone_return: '\n' };

/** csv-parse counts each CR and each LF inside quotes as a line, so lines are compared on text with LF only. */
function expectAgreement(text: string, chunk_sizes: readonly number[], dialect: Dialect): void {
  const found = scan(new TextEncoder().encode(text), chunk_sizes);
  const oracle = parseIndependently(text, dialect.ends);
  expect(found.fault?.kind ?? null).toBe(oracle.fault);
  if (oracle.records !== null) {
    expect(found.records).toEqual(oracle.records);
  } else if (oracle.fault !== 'unclosed_quote') {
    const same_lines = text.replaceAll('\r\n', '\n').replaceAll('\r', dialect.lone_return);
    expect(found.fault?.line).toBe(parseIndependently(same_lines, ['\n']).line);
  }
}

/** Small ones cut everywhere; large ones hold whole records, which are read in another way. */
const chunkSizes = fc.oneof(
  fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
  fc.array(fc.integer({ min: 10, max: 300 }), { minLength: 1, maxLength: 3 }),
);
const pieces = (...extra: string[]) =>
  fc
    .array(
      fc.oneof(
        {
          weight: 8,
          arbitrary: fc.constantFrom(
            'a',
            'bc',
            '1',
            ',',
            ',',
            '\n',
            ' ',
            '"',
            '""',
            '","',
            'é',
            '李',
            '🦉',
            ...extra,
          ),
        },
        {
          weight: 1,
          arbitrary: fc.string({ unit: 'grapheme', maxLength: 3 }).map((text) => text.replaceAll('\r', '')),
        },
      ),
      { maxLength: 30 },
    )
    .map((found) => found.join(''));
const runs = { numRuns: 1500 };

test('random text is read, or refused on the same line, as by csv-parse', () => {
  fc.assert(
    fc.property(pieces('\r\n', '\r\n'), chunkSizes, (text, sizes) => expectAgreement(text, sizes, ordinary)),
    runs,
  );
});

test('random text with lone CRs after an ordinary header is read as by csv-parse', () => {
  fc.assert(
    fc.property(pieces('\r\n', '\r', '\r'), chunkSizes, (text, sizes) =>
      expectAgreement(`h,i\n${text}\nend`, sizes, ordinary),
    ),
    runs,
  );
});

test('random text with lines that end with a CR is read as by csv-parse', () => {
  fc.assert(
    fc.property(pieces('\r', '\r'), chunkSizes, (text, sizes) =>
      expectAgreement(`h,i\r${text.replaceAll('\n', '\r')}`, sizes, old_macintosh),
    ),
    runs,
  );
});

/** Tables as programs write them: proper quotes, so that whole files are valid. */
const table = fc.array(
  fc.array(
    fc.oneof(
      fc.constantFrom('', ' ', 'U1', 'x y', 'é', 'long enough to be a slice of its chunk'),
      fc.constantFrom('', 'a,b', 'say ""x""', 'one\ntwo', '\r\n', '🦉').map((cell) => `"${cell}"`),
    ),
    { minLength: 1, maxLength: 5 },
  ),
  { maxLength: 12 },
);

test('valid files are read as by csv-parse whatever their chunks and line ends', () => {
  fc.assert(
    fc.property(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), chunkSizes, (rows, end, bom, sizes) => {
      const text = (bom ? '\ufeff' : '') + rows.map((cells) => cells.join(',')).join(end);
      const { fault } = scan(new TextEncoder().encode(text), sizes);
      expect(fault).toBeNull();
      expectAgreement(text, sizes, ordinary);
    }),
    runs,
  );
});

test('random bytes are valid UTF-8 exactly when Node says so, and chunks change nothing', () => {
  const bytes = fc
    .array(
      fc.oneof(
        fc.uint8Array({ maxLength: 4 }),
        fc
          .constantFrom('a', ',', '\n', '"', 'é', '李', '🦉', '\ufeff')
          .map((text) => new TextEncoder().encode(text)),
      ),
      { maxLength: 12 },
    )
    .map((parts) => new Uint8Array(parts.flatMap((part) => [...part])));
  fc.assert(
    fc.property(bytes, chunkSizes, (input, sizes) => {
      const whole = scan(input, [input.length || 1]);
      expect(whole.fault?.kind === 'invalid_utf8').toBe(!isUtf8(input));
      const cut = scan(input, sizes);
      expect(cut.fault).toEqual(whole.fault);
      if (whole.fault === null) expect(cut.records).toEqual(whole.records);
    }),
    runs,
  );
});
