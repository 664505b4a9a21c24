import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  type FileType,
  fileTypes,
  type MessageEntry,
  messages,
  placeholdersOf,
} from '../../src/format/index.ts';

const entries: readonly (readonly [string, MessageEntry])[] = Object.entries(messages);
const typeNames: readonly string[] = fileTypes.map((fileType) => fileType.name);

/** Areas of messages that belong to no file type. */
const other_areas = ['batch', 'diff', 'file', 'import', 'restore', 'row', 'undo'];

/** Every name that a parameter may have. */
const parameter_names = [
  'abstract_course_id',
  'account_id',
  'associated_user_id',
  'authentication_provider_id',
  'blueprint_course_id',
  'category_id',
  'column',
  'count',
  'course_id',
  'date_override_enrollment_type',
  'email',
  'enrollment_id',
  'fault',
  'file',
  'group_category_id',
  'group_id',
  'header',
  'holder',
  'id',
  'institutional_tag_id',
  'kind',
  'limit',
  'line',
  'login_id',
  'name',
  'new_id',
  'new_integration_id',
  'observer_id',
  'old_id',
  'old_integration_id',
  'parent_account_id',
  'percent',
  'reason',
  'reference',
  'role',
  'role_id',
  'section_id',
  'short_name',
  'status',
  'student_id',
  'tag_id',
  'tag_set_id',
  'temporary_enrollment_source_user_id',
  'term_id',
  'threshold',
  'type',
  'user_id',
  'value',
  'xlist_course_id',
];

const how_to_name = `A parameter that holds a cell is named as its column (course_id, status, old_id). A cell whose
column varies goes as column and value. What the store or the settings say is one of: holder (who has the ID), reason,
kind (plural of a type), id (number in the store), count, percent, threshold, limit, reference, file, header, line, fault.
Take one of these before a new word; a new word goes into the sorted list in this test.`;

const areaOf = (code: string) => code.slice(0, code.indexOf('.'));

test('the list of parameter names is sorted and holds nothing that no message uses', () => {
  expect(parameter_names).toEqual([...parameter_names].sort());
  const used = new Set(entries.flatMap(([code]) => placeholdersOf(code)));
  expect(parameter_names.filter((name) => !used.has(name))).toEqual([]);
});

/** The codes of which a law does not hold. */
function offenders(holds: (code: string, entry: MessageEntry) => boolean): readonly string[] {
  return entries.filter(([code, entry]) => !holds(code, entry)).map(([code]) => code);
}

test('a code is a file type or an area, and a fault', () => {
  const areas = [...typeNames, ...other_areas];
  const named = (code: string) => /^[a-z_]+\.[a-z0-9_]+$/.test(code) && areas.includes(areaOf(code));
  expect(offenders(named)).toEqual([]);
});

test('parameters have known names', () => {
  const known = (code: string) => placeholdersOf(code).every((name) => parameter_names.includes(name));
  expect(offenders(known), how_to_name).toEqual([]);
});

test('a text is one sentence without its full stop', () => {
  expect(offenders((_, { text }) => /^(?:[A-Z]|\{)/.test(text) && !/[.!?](?:\s|$)/.test(text))).toEqual([]);
});

test('a text says what is wrong, and leaves what to do to `fix`', () => {
  const advice = /\b(?:please|should|try|must|(?<!in )use)\b/i;
  expect(offenders((_, { text }) => !advice.test(text))).toEqual([]);
});

test('a message is documented: what, why, what to do, since when', () => {
  const whole = (sentence: string) => /^[A-Z].+\.$/.test(sentence);
  expect(offenders((_, { summary, why, fix }) => [summary, why, fix].every(whole))).toEqual([]);
  expect(offenders((_, { since }) => /^\d+\.\d+\.\d+$/.test(since))).toEqual([]);
});

test('no text has a place for a secret', () => {
  const secret = new Set(
    fileTypes.flatMap((fileType: FileType) =>
      Object.entries(fileType.columns).flatMap(([name, column]) => (column.secret ? name : [])),
    ),
  );
  expect([...secret].sort()).toEqual(['password', 'ssha_password']);
  expect(offenders((code) => !placeholdersOf(code).some((name) => secret.has(name)))).toEqual([]);
});

test('only a message about rows skips a row or leaves it in', () => {
  const rowEffects = ['row_skipped', 'row_imported'];
  const apt = (code: string, entry: MessageEntry) =>
    [entry.effect, entry.or_effect ?? entry.effect].every(
      (effect) => rowEffects.includes(effect) === [...typeNames, 'row'].includes(areaOf(code)),
    );
  expect(offenders(apt)).toEqual([]);
});

test('every code stands in the file of its type', () => {
  for (const [code] of entries) {
    const area = other_areas.includes(areaOf(code)) ? 'common' : areaOf(code).replaceAll('_', '-');
    expect(readSource(`src/format/messages/${area}.ts`), code).toContain(`'${code}'`);
  }
});

test('every code that a row rule raises is expected by the test beside the rule', () => {
  const folder = 'src/check/rules';
  const sources = readdirSync(new URL(`../../${folder}`, import.meta.url));
  const rules = sources.filter((name) => existsSync(testOf(`${folder}/${name}`)));
  expect(rules.length).toBe(typeNames.length);
  for (const name of rules) {
    const raised = readSource(`${folder}/${name}`).matchAll(/draftMessage\(\s*'([^']+)'/g);
    const expectations = readFileSync(testOf(`${folder}/${name}`), 'utf8');
    for (const [, code = ''] of raised) expect(expectations, `${name} raises ${code}`).toContain(code);
  }
});

function readSource(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

function testOf(path: string): URL {
  return new URL(`../../${path.replace(/\.ts$/, '.test.ts')}`, import.meta.url);
}
