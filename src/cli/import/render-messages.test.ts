import { expect, test } from 'vitest';
import type { SisImportError } from '../../client/index.ts';
import { choosePaint } from '../render.ts';
import { renderMessages } from './render-messages.ts';

const paint = choosePaint(process.stdout, {}, false);
const message = (file: string | null, row: number | null, text: string) =>
  ({ file, row, message: text }) as SisImportError;
const render = (warnings: readonly SisImportError[], width: number | null) =>
  renderMessages({ failures: [], warnings, total: warnings.length }, { id: 1, limit: 10, width, paint })
    .slice(2)
    .join('\n');

const some = [
  message('users.csv', 2, 'User U1 has no login_id'),
  message(
    'enrollments.csv',
    134,
    'The enrollment of user u0093 in course MATH7 has an unknown role: studnet',
  ),
  message('学生.csv', 7, 'Account A1 names the parent 王小明, which does not exist'),
  message(null, null, 'The upload holds no CSV file'),
];

test('a terminal gets places and texts in columns, broken between words', () => {
  expect(render(some, 60)).toBe(
    [
      '  users.csv:2          User U1 has no login_id',
      '  enrollments.csv:134  The enrollment of user u0093 in',
      '                       course MATH7 has an unknown role:',
      '                       studnet',
      '  学生.csv:7           Account A1 names the parent 王小明,',
      '                       which does not exist',
      '  The upload holds no CSV file',
    ].join('\n'),
  );
});

test('a long place stands above its text', () => {
  const long = message(`${'folder/'.repeat(6)}users.csv`, 3, 'User U2 has no login_id');
  expect(render([long], 60)).toBe(`  ${'folder/'.repeat(6)}users.csv:3\n    User U2 has no login_id`);
  expect(render([some[0]!, long], 60).split('\n').slice(1)).toEqual([
    `  ${'folder/'.repeat(6)}users.csv:3`,
    '               User U2 has no login_id',
  ]);
});

test.each([null, 30])('with a width of %s each message is one line for programs and editors', (width) => {
  expect(render(some.slice(1, 3), width)).toBe(
    some
      .slice(1, 3)
      .map(({ file, row, message: text }) => `  ${file}:${row}  ${text}`)
      .join('\n'),
  );
});
