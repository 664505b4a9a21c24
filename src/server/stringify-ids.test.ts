import { expect, it } from 'vitest';
import { stringifyIds, wantsStringIds } from './stringify-ids.ts';

it('turns the values of id keys into strings, however deep, and nothing else', () => {
  const value = {
    id: 1,
    root_account_id: null,
    sis_user_id: 'U1',
    progress: 5,
    paid: 3,
    user: { id: 2 },
    list: [{ course_id: 9007199254740991 }, 7],
    attachment_ids: [1, 2],
    data: { diffed_against_sis_batch_id: 4, counts: { users: 6 } },
  };
  const before = structuredClone(value);
  expect(stringifyIds(value)).toEqual({
    id: '1',
    root_account_id: null,
    sis_user_id: 'U1',
    progress: 5,
    paid: 3,
    user: { id: '2' },
    list: [{ course_id: '9007199254740991' }, 7],
    attachment_ids: ['1', '2'],
    data: { diffed_against_sis_batch_id: '4', counts: { users: 6 } },
  });
  expect(value).toEqual(before);
});

it.each([
  ['application/json+canvas-string-ids', true],
  ['text/html, Application/JSON+canvas-string-ids;q=0.9', true],
  ['application/json', false],
  [undefined, false],
])('accept %s', (accept, expected) => {
  expect(wantsStringIds(accept)).toBe(expected);
});
