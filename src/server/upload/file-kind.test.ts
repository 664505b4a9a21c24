import { expect, it } from 'vitest';
import { cleanFileName } from './file-kind.ts';

it.each([
  ['users.csv', 'users.csv'],
  ['/home/me/users.csv', 'users.csv'],
  ['C:\\sis\\users.csv', 'users.csv'],
  ['a\u0000b\n.csv', 'ab.csv'],
  ['  spaced.csv ', 'spaced.csv'],
  [`${'x'.repeat(300)}.csv`, `${'x'.repeat(251)}.csv`],
  ['..', 'sis_import.zip'],
  ['folder/', 'sis_import.zip'],
  ['', 'sis_import.zip'],
  [undefined, 'sis_import.zip'],
])('names %j %s', (name, expected) => {
  expect(cleanFileName(name)).toBe(expected);
});
