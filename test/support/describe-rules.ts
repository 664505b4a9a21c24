import { describe, expect, test } from 'vitest';
import { checkRow } from '../../src/check/index.ts';
import {
  type AnyRow,
  type BadDate,
  type FileType,
  parseTimestamp,
  renderMessage,
  toMessage,
} from '../../src/format/index.ts';

type Cells = Readonly<Record<string, string>>;

/** What the rules should say: nothing, or these codes in this order. */
type Expected = null | string | readonly string[];

/**
 * A test per entry: the example row of the file type with some cells changed, and the codes that the rules
 * should raise. Whether the row is skipped follows from the effects of the codes.
 */
export function describeRules(
  fileType: FileType,
  cases: Readonly<Record<string, readonly [Cells, Expected]>>,
): void {
  describe(`a row of ${fileType.file_name}`, () => {
    test('is accepted as the reference page shows it', () => {
      expect(check(fileType, {})).toEqual({ codes: [], skipped: false });
    });

    for (const [name, [cells, expected]] of Object.entries(cases)) {
      test(name, () => {
        const codes = expected === null ? [] : [expected].flat();
        const messages = codes.map((code) => checkable(fileType, cells, code));
        const skipped = messages.some((message) => message.effect === 'row_skipped');
        expect(check(fileType, cells)).toEqual({ codes, skipped });
      });
    }
  });
}

function check(fileType: FileType, cells: Cells) {
  const { messages, skipped } = run(fileType, cells);
  return { codes: messages.map((message) => message.code), skipped };
}

/** The message of a code, after a look whether it can be told in a sentence. */
function checkable(fileType: FileType, cells: Cells, code: string) {
  const draft = run(fileType, cells).messages.find((message) => message.code === code);
  if (draft === undefined) throw new Error(`The rules do not raise ${code}.`);
  const message = toMessage(draft, fileType.file_name, 2);
  expect(renderMessage(message)).not.toMatch(/undefined|\{|\}/);
  if (message.column !== null) expect(Object.keys(fileType.columns)).toContain(message.column);
  return message;
}

function run(fileType: FileType, cells: Cells) {
  const all = { ...fileType.example, ...cells };
  return checkRow(fileType, parsedRow(fileType, all), { given: new Set(Object.keys(all)) });
}

/** A row as the parser hands it on: every column, null where blank, dates read from left to right. */
export function parsedRow(fileType: FileType, cells: Cells): AnyRow {
  let bad_date: BadDate | undefined;
  const values = Object.entries(fileType.columns).map(([column, { kind, clear_word }]) => {
    const value = cells[column] ?? '';
    if (value === '') return [column, null];
    if (kind === 'boolean') return [column, value === 'true'];
    if (kind !== 'timestamp' || value === clear_word) return [column, value];
    const timestamp = bad_date === undefined ? parseTimestamp(value) : null;
    if (timestamp === null) bad_date ??= { column, value };
    return [column, timestamp];
  });
  const nul_column = Object.keys(cells).find((column) => cells[column]?.includes('\0'));
  return {
    ...Object.fromEntries(values),
    row: 2,
    ...(bad_date && { bad_date }),
    ...(nul_column !== undefined && { nul_column }),
  };
}
