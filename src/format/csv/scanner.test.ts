import { describe, expect, test } from 'vitest';
import { CsvScanner, type CsvScannerOptions } from './index.ts';

function scan(
  input: string | Uint8Array,
  chunk_bytes = Number.POSITIVE_INFINITY,
  options?: CsvScannerOptions,
) {
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  const scanner = new CsvScanner(options);
  for (let at = 0; at < bytes.length; at += chunk_bytes) scanner.push(bytes.subarray(at, at + chunk_bytes));
  scanner.end();
  return { records: scanner.take().map(({ row, cells }) => [row, ...cells]), fault: scanner.fault };
}

/** The records, which must be the same for the file in one piece and byte by byte. */
function records(input: string | Uint8Array) {
  const whole = scan(input);
  expect(whole.fault).toBeNull();
  expect(scan(input, 1)).toEqual(whole);
  return whole.records;
}

/** The fault, which must be the same for the file in one piece and byte by byte. */
function fault(input: string | Uint8Array, options?: CsvScannerOptions) {
  const whole = scan(input, undefined, options);
  expect(scan(input, 1, options).fault).toEqual(whole.fault);
  return whole.fault && [whole.fault.kind, whole.fault.line, whole.fault.column];
}

describe('values', () => {
  test('are separated by commas and lines by LF or CRLF, the last line needs no end', () => {
    expect(records('a,b\nc,d\r\ne,f')).toEqual([
      [1, 'a', 'b'],
      [2, 'c', 'd'],
      [3, 'e', 'f'],
    ]);
  });

  test('in quotes hold commas, doubled quotes and line breaks', () => {
    const text = 'a,b\n"x, ""y""","one\ntwo\r\nthree"\n"""",""\n';
    expect(records(text)).toEqual([
      [1, 'a', 'b'],
      [2, 'x, "y"', 'one\ntwo\r\nthree'],
      [3, '"', ''],
    ]);
  });

  test('are trimmed, in quotes and out of them, of any blanks', () => {
    expect(records('a,b,c\n  x\t," y ",\u00a0z\u3000\n')[1]).toEqual([2, 'x', 'y', 'z']);
  });

  test('keep blanks, leading zeros, NUL and single quotes inside', () => {
    expect(records("a,b,c\n007,x  y,'\u0000'\n")[1]).toEqual([2, '007', 'x  y', "'\u0000'"]);
  });

  test('keep characters of two, three and four bytes', () => {
    expect(records('a,b\nÉléonore,李小龙\n"🦉 ""é""",x\n')).toEqual([
      [1, 'a', 'b'],
      [2, 'Éléonore', '李小龙'],
      [3, '🦉 "é"', 'x'],
    ]);
  });

  test('may be missing or too many in a row', () => {
    expect(records('a,b\nx\nx,y,z,\n')).toEqual([
      [1, 'a', 'b'],
      [2, 'x'],
      [3, 'x', 'y', 'z', ''],
    ]);
  });
});

describe('a byte order mark', () => {
  test('is dropped at the beginning, also before a quote', () => {
    expect(records('\ufeffa,b\n')).toEqual([[1, 'a', 'b']]);
    expect(records('\ufeff"a",b\n')).toEqual([[1, 'a', 'b']]);
  });

  test('is kept inside the file and does not shift the columns of faults', () => {
    expect(records('a,b\nx\ufeffy,z\n')[1]).toEqual([2, 'x\ufeffy', 'z']);
    expect(fault('\ufeffab"c\n')).toEqual(['quote_in_unquoted', 1, 3]);
  });
});

describe('record numbers', () => {
  test('pass over empty lines, also before the header', () => {
    expect(records('\n\r\na,b\n\n\nx,y\r\n\r\nz,w\n\n')).toEqual([
      [1, 'a', 'b'],
      [2, 'x', 'y'],
      [3, 'z', 'w'],
    ]);
  });

  test('count records of blank cells, which are left out', () => {
    expect(records('a,b\n,\nx,y\n  \n""\n" ",\t\nz,w\n')).toEqual([
      [1, 'a', 'b'],
      [3, 'x', 'y'],
      [7, 'z', 'w'],
    ]);
  });

  test('count a record with line breaks once', () => {
    expect(records('a\n"1\n2\n3"\nx')).toEqual([
      [1, 'a'],
      [2, '1\n2\n3'],
      [3, 'x'],
    ]);
  });

  test('give 1 to the first record even when its cells are blank', () => {
    expect(records(',,\nx\n')).toEqual([
      [1, '', '', ''],
      [2, 'x'],
    ]);
  });
});

describe('a lone CR', () => {
  test('ends lines where the header ends with it, as files of old Macintosh spreadsheets do', () => {
    expect(records('a,b\rx,"y\r1"\r\rz,w')).toEqual([
      [1, 'a', 'b'],
      [2, 'x', 'y\r1'],
      [3, 'z', 'w'],
    ]);
    expect(records('"a"\rx\r\ny\nz\r')).toEqual([
      [1, 'a'],
      [2, 'x'],
      [3, 'y'],
      [4, 'z'],
    ]);
    expect(fault('a,b\rx,"y\r1"\rz,w"\r')).toEqual(['quote_in_unquoted', 4, 4]);
  });

  test('is text where the header ends otherwise, and blank at the ends of a value', () => {
    expect(records('a,b\nx\ry,z\r\r\n\r,w\n')).toEqual([
      [1, 'a', 'b'],
      [2, 'x\ry', 'z'],
      [3, '', 'w'],
    ]);
    expect(fault('a,b\n"x"\ry,z\n')).toEqual(['text_after_quote', 2, 4]);
  });

  test('at the very end is half a line end', () => {
    expect(records('a,b\r\nx,"y"\r')).toEqual([
      [1, 'a', 'b'],
      [2, 'x', 'y'],
    ]);
    expect(records('a,b\r')).toEqual([[1, 'a', 'b']]);
  });
});

test('the memory of a chunk may be used again', () => {
  const scanner = new CsvScanner();
  const memory = Buffer.alloc(1);
  for (const byte of new TextEncoder().encode('a\n🦉é\n')) {
    memory[0] = byte;
    scanner.push(memory);
  }
  scanner.end();
  expect(scanner.take()[1]).toEqual({ row: 2, cells: ['🦉é'] });
});

describe('a malformed file', () => {
  test('has a quote that is never closed, placed where it opens', () => {
    expect(fault('a,b\nx,"y\nz\n')).toEqual(['unclosed_quote', 2, 3]);
    expect(fault('a,b\nx,"y""')).toEqual(['unclosed_quote', 2, 3]);
    expect(fault('"a","\n1",\n"')).toEqual(['unclosed_quote', 3, 1]);
  });

  test('has a quote inside an unquoted value, also after a blank', () => {
    expect(fault('a,b\n"x\n\n",y"z\n')).toEqual(['quote_in_unquoted', 4, 4]);
    expect(fault('a,b\nx, "y"\n')).toEqual(['quote_in_unquoted', 2, 4]);
  });

  test('has text after a closing quote, be it a blank', () => {
    expect(fault('a,b\r\nx,"y"z\r\n')).toEqual(['text_after_quote', 2, 6]);
    expect(fault('a,b\nx,"y" \n')).toEqual(['text_after_quote', 2, 6]);
  });

  test('counts columns in characters, not in bytes or UTF-16 units', () => {
    expect(fault('a,b\né,🦉🦉,x"\n')).toEqual(['quote_in_unquoted', 2, 7]);
  });

  test('gives the records before the fault only', () => {
    const { records: before, fault: found } = scan('a\n1\n2\n3"\n4\n');
    expect(before).toEqual([
      [1, 'a'],
      [2, '1'],
      [3, '2'],
    ]);
    expect(found).toEqual({ kind: 'quote_in_unquoted', line: 4, column: 2 });
  });
});

describe('bytes that are no UTF-8', () => {
  const bytes = (...parts: (string | number[])[]) =>
    new Uint8Array(
      parts.flatMap((part) => (typeof part === 'string' ? [...new TextEncoder().encode(part)] : part)),
    );

  test.each([
    ['Latin-1', [0xe9], [2, 5]],
    ['a continuation byte alone', [0x80], [2, 5]],
    ['an overlong form', [0xc0, 0xaf], [2, 5]],
    ['a surrogate', [0xed, 0xa0, 0x80], [2, 5]],
    ['beyond the last character', [0xf4, 0x90, 0x80, 0x80], [2, 5]],
    ['a character cut by the next', [0xe2, 0x82], [2, 5]],
  ])('are a fault: %s', (_, bad, [line, column]) => {
    expect(fault(bytes('a,b\nx,🦉y', bad, ',z\nq,"w\n'))).toEqual(['invalid_utf8', line, column]);
  });

  test('are a fault when the file ends inside a character', () => {
    expect(fault(bytes('a,b\nx,', [0xf0, 0x9f]))).toEqual(['invalid_utf8', 2, 3]);
  });

  test('go before a malformed record that stands before them', () => {
    expect(fault(bytes('a,b\nx,"y"z\n"q\n', [0xff], '\n'))).toEqual(['invalid_utf8', 4, 1]);
    expect(fault(bytes('a,b\nx,"y\n', [0xff]))).toEqual(['invalid_utf8', 3, 1]);
  });
});

describe('the length of a record', () => {
  const options = { max_record_length: 10 };

  test('is limited, so that an unclosed quote does not fill the memory', () => {
    expect(fault('a,b\n"123456789\n\n\n\n\n', options)).toEqual(['record_too_long', 2, 1]);
    expect(fault('a,b\n12345,12345\n', options)).toEqual(['record_too_long', 2, 1]);
    expect(fault('a,b\n12345,1234567"\n', options)).toEqual(['record_too_long', 2, 1]);
    expect(fault('a,b\n12345,1234"\n', options)).toEqual(['quote_in_unquoted', 2, 11]);
  });

  test('may reach the limit', () => {
    expect(fault('a,b\n12345,1234\r\n"12345678"\n12345,1234', options)).toBeNull();
  });

  test('is 16 MiB unless said otherwise', () => {
    const scanner = new CsvScanner();
    const chunk = new TextEncoder().encode('"'.padEnd(1024 * 1024, 'x'));
    scanner.push(new TextEncoder().encode('a\n'));
    scanner.push(chunk);
    for (let pushed = 1; pushed < 16; pushed++) scanner.push(chunk.subarray(1));
    expect(scanner.fault).toBeNull();
    scanner.push(chunk.subarray(1));
    expect(scanner.fault).toEqual({ kind: 'record_too_long', line: 2, column: 1 });
  });
});
