import { expect, it } from 'vitest';
import { fileTypeByName } from '../../format/index.ts';
import { correctRow } from './correct-row.ts';

const correct = (type: string, row: Readonly<Record<string, string>>, message: string) => {
  const file_type = fileTypeByName(type);
  if (!file_type) throw new Error(`no type ${type}`);
  return correctRow(row, file_type, message);
};

it.each([
  ['enrollment', 'role', 'studnet', 'student'],
  ['enrollment', 'status', 'actvie', 'active'],
  ['user', 'status', 'suspendet', 'suspended'],
  ['section', 'start_date', '1/19/2027', '2027-01-19'],
  ['section', 'start_date', '19/1/2027', '2027-01-19'],
  ['section', 'start_date', '03/03/2027', '2027-03-03'],
  ['section', 'start_date', '3.12.2027', '2027-12-03'],
  ['section', 'start_date', '2027/1/9 8:30', '2027-01-09T08:30'],
])('%s: %s %s is meant as %s', (type, column, value, meant) => {
  const row = { user_id: 'U1', [column]: value };
  expect(correct(type, row, `The ${column} is wrong: ${value}`)).toEqual({
    row: { user_id: 'U1', [column]: meant },
    done: [`${column}: ${value} to ${meant}`],
  });
});

it.each([
  ['section', 'start_date', '3/12/2027'],
  ['section', 'start_date', '31.2.2027'],
  ['section', 'start_date', 'next week'],
  ['enrollment', 'role', 'Advisor'],
  ['enrollment', 'role', 'Student'],
  ['user', 'password', 'actvie'],
])('%s: what %s %s is meant as is not certain', (type, column, value) => {
  expect(correct(type, { [column]: value }, `The ${column} is wrong: ${value}`)).toBeNull();
});

it('leaves alone what the message does not name', () => {
  const row = { user_id: 'U1', role: 'studnet', status: 'active' };
  expect(correct('enrollment', row, 'User U1 does not exist')).toBeNull();
});
