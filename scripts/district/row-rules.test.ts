import { describe, expect, it } from 'vitest';
import { checkRow } from '../../src/check/index.ts';
import { type AnyRow, type FileType, fileTypes, parseTimestamp } from '../../src/format/index.ts';
import { type District, generate, type Row } from './generate-for-test.ts';

/** The row as the rules see it: blank cells as null, dates read. */
function readRow(type: FileType, cells: Row, row: number): AnyRow {
  const read: Record<string, unknown> = { row };
  for (const [column, { kind }] of Object.entries(type.columns)) {
    const cell = cells[column]?.trim() || null;
    const date =
      kind === 'timestamp' && cell !== null && read.bad_date === undefined ? parseTimestamp(cell) : undefined;
    if (date === null) read.bad_date = { column, value: cell };
    read[column] =
      kind === 'timestamp' ? (date ?? null) : kind === 'boolean' && cell ? cell === 'true' : cell;
  }
  return read as unknown as AnyRow;
}

/** What the row rules say about a file: for each row that they speak about, the codes. */
function complaints(district: District, type: FileType): string[][] {
  const rows = district.rows(type.file_name);
  const given = new Set(Object.keys(rows[0] ?? {}));
  return rows
    .map((row, i) => checkRow(type, readRow(type, row, i + 2), { given }).messages.map(({ code }) => code))
    .filter((codes) => codes.length > 0);
}

function tally(codes: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

describe('the row rules and a generated district', () => {
  const size =
    '--users 4000 --xlists 20 --admins 40 --accounts 40 --terms 40 --abstract-courses 40 --categories 40 --tag-sets 40'.split(
      ' ',
    );
  const good = generate(...size, '--types', 'all', '--overrides', '8');
  const faulty = generate(...size, '--types', 'all', '--faults', '0.4');

  it.each(fileTypes.map(({ name }) => name))('agree on the good and the mistaken rows of %s', (name) => {
    const type = fileTypes.find((candidate) => candidate.name === name) as FileType;
    expect(complaints(good, type)).toEqual([]);

    const said = complaints(faulty, type);
    expect(said.filter((codes) => codes.length > 1)).toEqual([]);
    const made = faulty.summary.files.find((file) => file.type === name)!.mistakes;
    const heard = tally(said.flat());
    expect(Object.keys(heard).length).toBeGreaterThan(0);
    expect(made).toMatchObject(heard);
  });
});
