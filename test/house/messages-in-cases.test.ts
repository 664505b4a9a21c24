import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import {
  type FileType,
  fileTypes,
  type MessageEntry,
  messages,
  placeholdersOf,
} from '../../src/format/index.ts';
import { readCases } from '../support/case-folder.ts';
import type { StepResult } from '../support/run-case.ts';

const entries: readonly (readonly [string, MessageEntry])[] = Object.entries(messages);
const typesByName = new Map<string, FileType>(fileTypes.map((fileType) => [fileType.name, fileType]));
const typeOf = (code: string) => typesByName.get(code.slice(0, code.indexOf('.')));

/** A message of a case's expectation, taken apart. */
interface Raised {
  readonly code: string;
  readonly file: string;
  readonly row: string;
  readonly column: string | null;
  readonly text: string;
}

const raised: readonly Raised[] = (
  await readCases(new URL('../cases', import.meta.url).pathname).then(expectations)
).map((message) => {
  const {
    code = '',
    file = '',
    row = '',
    column = null,
    text = '',
  } = /^(?<code>\S+) (?<file>.+):(?<row>\d+|-)(?: (?<column>.+?))? {2}(?<text>.+)$/s.exec(message)?.groups ??
  {};
  return { code, file, row, column, text };
});

async function expectations(cases: Awaited<ReturnType<typeof readCases>>): Promise<readonly string[]> {
  const steps = cases.flatMap((entry) => entry.steps.map((step) => step.expect_path));
  const results = await Promise.all(
    steps.map(async (path) => JSON.parse(await readFile(path, 'utf8')) as StepResult),
  );
  return results.flatMap((result) => result.messages);
}

/** Codes that no case can raise. */
const without_case: Readonly<Record<string, string>> = {
  'diff.base_unreadable': 'no file raises it, only a storage that has lost one (test/diffing.db.test.ts)',
  'import.internal_error': 'no data raises it, only a fault of the server (src/server/run-import-job.ts)',
  'restore.row_failed': 'no file raises it, only a request (src/engine/put-back/restore-states.db.test.ts)',
  'undo.row_failed': 'no file raises it, only a request (src/engine/put-back/undo-import.db.test.ts)',
};

test('every code is raised by a case', () => {
  const codes = new Set(raised.map(({ code }) => code));
  const silent = entries.map(([code]) => code).filter((code) => !codes.has(code));
  expect(silent.sort(), 'Write a case that raises it: test/cases/<file type>/<what happens>/.').toEqual(
    Object.keys(without_case),
  );
});

test('every message about a row carries file and row', () => {
  const lost = raised.filter(
    ({ code, file, row }) => typeOf(code) && (!file.endsWith('.csv') || row === '-'),
  );
  expect(lost).toEqual([]);
});

/** Codes that no one cell is at fault for: the reason, the place of two objects, or a switch is. */
const without_column = ['feature_disabled', 'invalid', 'move_refused', 'not_saved'];

test('every message about a row carries the column whose cell is at fault', () => {
  const isWithout = (code: string) => without_column.some((fault) => code.endsWith(`.${fault}`));
  const lacking = raised.filter(({ code, column }) => typeOf(code) && column === null && !isWithout(code));
  expect(
    [...new Set(lacking.map(({ code }) => code))],
    'Give the entry in src/format/messages a `column`, or list the fault here if no single cell is at fault.',
  ).toEqual([]);
});

test('columns are those of the file type', () => {
  const strange = entries.filter(([code, { column }]) => {
    return column !== undefined && !Object.hasOwn(typeOf(code)?.columns ?? {}, column);
  });
  expect(strange.map(([code]) => code)).toEqual([]);
  for (const { code, column } of raised) {
    const type = typeOf(code);
    if (type && column !== null && !code.endsWith('.nul_character'))
      expect(Object.keys(type.columns), code).toContain(column);
  }
});

/** Faults of rows that lack the very id by which a message would name what it speaks of. */
const without_name =
  /\.(missing_id|user_id_missing|missing_enrollment|(type|old|new)_missing|no_integration)$/;

test('every other message about a row names what it speaks of', () => {
  const nameless = entries.filter(([code]) => typeOf(code) && placeholdersOf(code).length === 0);
  expect(nameless.map(([code]) => code).filter((code) => !without_name.test(code))).toEqual([]);
});
