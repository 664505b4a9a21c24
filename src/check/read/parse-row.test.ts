import { describe, expect, test } from 'vitest';
import { course, enrollment, term, user } from '../../format/index.ts';
import { rowInfo, rowParser } from './index.ts';

const parseTerm = (
  cells: readonly string[],
  header = ['term_id', 'name', 'status', 'start_date', 'end_date'],
) => rowParser(term, header)({ row: 7, cells });

describe('a row', () => {
  test('holds every declared column and its number, null where blank or missing', () => {
    expect(parseTerm(['T1', '', 'active'])).toEqual({
      row: 7,
      ...Object.fromEntries(Object.keys(term.columns).map((name) => [name, null])),
      term_id: 'T1',
      status: 'active',
    });
  });

  test('is the same whatever the order and case of the header and the blanks around it', () => {
    expect(parseTerm(['active', 'Fall', 'T1'], [' STATUS', 'Name ', 'Term_ID'])).toEqual(
      parseTerm(['T1', 'Fall', 'active']),
    );
  });

  test('leaves out unknown columns, blank header cells and surplus cells', () => {
    const row = parseTerm(['x', 'T1', 'y', 'Fall', 'z'], ['shoe_size', 'term_id', '', 'name']);
    expect(row).toEqual(parseTerm(['T1', 'Fall']));
    expect(Object.keys(row).sort()).toEqual(['row', ...Object.keys(term.columns)].sort());
  });

  test('takes the first of two columns of one name, even when it is blank', () => {
    const header = ['term_id', 'name', 'NAME'];
    expect(parseTerm(['T1', 'first', 'second'], header).name).toBe('first');
    expect(parseTerm(['T1', '', 'second'], header).name).toBeNull();
  });

  test('keeps text as given', () => {
    expect(parseTerm(['007', 'ÉTÉ', 'Active'])).toMatchObject({
      term_id: '007',
      name: 'ÉTÉ',
      status: 'Active',
    });
  });

  test('has its properties in one order whichever cells are given', () => {
    const keys = [
      ['T1', 'Fall'],
      ['', '', 'active'],
      ['T1', 'Fall', 'active', '2026-01-01', '2026-02-01'],
    ].map((cells) => Object.keys(parseTerm(cells)).join());
    expect(new Set(keys).size).toBe(1);
  });
});

describe('a boolean', () => {
  const notify = (cell: string) => rowParser(enrollment, ['notify'])({ row: 2, cells: [cell] }).notify;

  test.each(['true', 't', 'yes', 'y', 'on', '1', 'TRUE', 'Yes', 'oN'])('is true for %s', (cell) => {
    expect(notify(cell)).toBe(true);
  });

  test.each(['false', '0', 'no', 'off', 'maybe', 'truely', '11'])('is false for %s', (cell) => {
    expect(notify(cell)).toBe(false);
  });

  test('is null when blank', () => {
    expect(notify('')).toBeNull();
  });
});

describe('a timestamp', () => {
  const dates = (start: string, end: string) => {
    const { start_date, end_date, bad_date } = parseTerm(['T1', 'Fall', 'active', start, end]);
    return { start_date, end_date, bad_date };
  };

  test('becomes UTC', () => {
    expect(dates('2026-09-01', '2026-12-20 18:00-06:00')).toEqual({
      start_date: '2026-09-01T00:00:00Z',
      end_date: '2026-12-21T00:00:00Z',
    });
  });

  test('that cannot be read is named, and none after it is read', () => {
    expect(dates('soon', '2026-12-20')).toEqual({
      start_date: null,
      end_date: null,
      bad_date: { column: 'start_date', value: 'soon' },
    });
    expect(dates('soon', 'later').bad_date).toEqual({ column: 'start_date', value: 'soon' });
  });

  test('before one that cannot be read is kept, in whatever order the columns are', () => {
    const kept = {
      start_date: '2026-09-01T00:00:00Z',
      end_date: null,
      bad_date: { column: 'end_date', value: '2026-02-30' },
    };
    expect(dates('2026-09-01', '2026-02-30')).toEqual(kept);
    const turned = rowParser(term, ['end_date', 'start_date'])({
      row: 2,
      cells: ['2026-02-30', '2026-09-01'],
    });
    expect(turned).toMatchObject(kept);
  });

  test('leaves no trace of a bad date in a row without one', () => {
    expect('bad_date' in parseTerm(['T1', 'Fall', 'active', '2026-09-01'])).toBe(false);
  });

  test('may be the clear word where the column has one', () => {
    const parse = rowParser(course, ['course_id', 'start_date', 'end_date']);
    expect(parse({ row: 2, cells: ['C1', '<delete>', '<delete>'] })).toMatchObject({
      start_date: '<delete>',
      end_date: '<delete>',
    });
    expect(parse({ row: 2, cells: ['C1', '<DELETE>'] }).bad_date?.value).toBe('<DELETE>');
    expect(dates('<delete>', '').bad_date?.value).toBe('<delete>');
  });
});

describe('the content of a row', () => {
  test('is a line of CSV with the columns that have a value, never a secret one', () => {
    const header = [
      'status',
      'user_id',
      'login_id',
      'password',
      'ssha_password',
      'full_name',
      'email',
      'shoe_size',
    ];
    const cells = ['active', 'U1', 'ada', 's3cret', '{SSHA}x', 'Byron, Ada', '', '37'];
    const row = rowParser(user, header)({ row: 2, cells });
    expect(rowInfo(user, row)).toBe('user_id=U1,login_id=ada,"full_name=Byron, Ada",status=active');
  });

  test('shows dates and booleans as they were understood', () => {
    const header = ['user_id', 'notify', 'start_date'];
    const row = rowParser(enrollment, header)({ row: 2, cells: ['U1', 'NO', '2026-09-01'] });
    expect(rowInfo(enrollment, row)).toBe('user_id=U1,start_date=2026-09-01T00:00:00Z,notify=false');
  });

  test('shows all dates as given where one could not be read', () => {
    const row = parseTerm(['T1', '', 'active', 'soon', '2026-12-20']);
    expect(rowInfo(term, row)).toBe('term_id=T1,status=active,start_date=soon,end_date=2026-12-20');
  });
});
