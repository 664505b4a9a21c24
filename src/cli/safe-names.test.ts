import { describe, expect, it } from 'vitest';
import { makeSafePaths, safeName } from './safe-names.ts';

describe('the name of a file', () => {
  it.each([
    ['users.csv', 'users.csv'],
    ['Elever høst 2026 (2).csv', 'Elever høst 2026 (2).csv'],
    ['2026-11-24T02:30:00.csv', '2026-11-24T02_30_00.csv'],
    ['con.csv', '_con.csv'],
    ['NUL', '_NUL'],
    ['Com1.users.csv', '_Com1.users.csv'],
    ['console.csv', 'console.csv'],
    ['users.csv.', 'users.csv_'],
    ['users.csv . .', 'users.csv_'],
    ['a<b>c"d|e?f*g\\h', 'a_b_c_d_e_f_g_h'],
    ['users\u0000\u001b.csv', 'users__.csv'],
    ['..', '_'],
    ['', '_'],
  ])('%j is written as %j', (name, safe) => {
    expect(safeName(name)).toBe(safe);
    expect(safeName(safe)).toBe(safe);
  });

  it('is cut in front of its ending when it is too long', () => {
    const name = safeName(`${'ø'.repeat(400)}.csv`);
    expect(name).toHaveLength(120);
    expect(name.endsWith('ø.csv')).toBe(true);
  });
});

describe('paths of a zip', () => {
  it('stay inside the folder, and apart where case makes no difference', () => {
    const safe = makeSafePaths();
    const paths = [
      'a/users.csv',
      'A/Users.csv',
      '../users.csv',
      '/users.csv',
      'a:b.csv',
      'a?b.csv',
      'aux/./x',
      '.',
    ];
    expect(paths.map(safe)).toEqual([
      'a/users.csv',
      'A/Users-2.csv',
      '_/users.csv',
      'users.csv',
      'a_b.csv',
      'a_b-2.csv',
      '_aux/x',
      '_',
    ]);
  });
});
