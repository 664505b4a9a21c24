import { expect, it } from 'vitest';
import { MessageGroups } from './group-messages.ts';

function group(...texts: readonly string[]) {
  const groups = new MessageGroups();
  // As servers list them: the newest first.
  for (const [at, message] of [...texts.entries()].reverse())
    groups.add({ file: 'users.csv', row: at + 2, message });
  return groups.list();
}

it('puts messages of one code together, however long what differs in them is', () => {
  const groups = group(
    'User U1 has no login_id',
    'User Jack of all trades has no login_id',
    'User U3 has an unknown status: activ',
  );
  expect(groups.map(({ code, count }) => [code, count])).toEqual([
    ['user.login_id_missing', 2],
    ['user.bad_status', 1],
  ]);
  expect(groups[0]?.examples.map(({ row }) => row)).toEqual([2, 3]);
});

it('goes by the wording where a server tells no codes', () => {
  const groups = group('No course "C 1" for user U1', 'No course "C 2" for user U2', 'Odd row 7');
  expect(groups.map(({ code, cause, count }) => [code, cause, count])).toEqual([
    [null, 'No course … for user …', 2],
    [null, 'Odd row 7', 1],
  ]);
});

it('keeps the first examples of many, and does not grow with messages that are all different', () => {
  const same = group(...Array.from({ length: 5_000 }, (_, at) => `User U${at} has no login_id`));
  expect(same.map(({ count, examples }) => [count, examples.map(({ row }) => row)])).toEqual([
    [5_000, [2, 3, 4, 5, 6]],
  ]);
  const letters = (at: number) => [...String(at)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  const all = group(...Array.from({ length: 5_000 }, (_, at) => `cause ${letters(at)}`));
  expect(all.length).toBeLessThanOrEqual(1_001);
  expect(all[0]).toMatchObject({ cause: 'other messages', count: 4_000 });
});
