import { expect, test } from 'vitest';
import type { RosterRecord } from '../db/index.ts';
import { Found } from './found.ts';

const set = (id: number, fields: Partial<Omit<RosterRecord<'group_categories'>, 'id'>>) => ({
  id,
  kind: 'group',
  account_id: 1,
  course_id: null,
  name: `Set ${id}`,
  role: null,
  workflow_state: 'active',
  single_tag: false,
  auto_leader: null,
  group_limit: null,
  sis_id: null,
  sis_import_id: null,
  ...fields,
});

const idsOf = (records: readonly { readonly id: number }[]) => records.map(({ id }) => id);

test('a look-up that is for some records only does not find the others', () => {
  const found = new Found();
  found.ask('group_categories', 'by_sis_id', 'GC1');
  found.ask('group_categories', 'tag_set_by_sis_id', 'GC1');
  found.learn('group_categories', 'by_sis_id', [set(1, { sis_id: 'GC1' })]);
  found.learn('group_categories', 'tag_set_by_sis_id', [set(2, { sis_id: 'GC1', kind: 'tag' })]);
  expect(found.one('group_categories', 'by_sis_id', 'GC1')?.id).toBe(1);
  expect(found.one('group_categories', 'tag_set_by_sis_id', 'GC1')?.id).toBe(2);
});

test('a change takes a record into the answer of such a look-up and out of it', () => {
  const found = new Found();
  const clubs = () => idsOf(found.all('group_categories', 'live_by_account_and_name', [1, 'Clubs']));
  found.ask('group_categories', 'live_by_account_and_name', [1, 'Clubs']);
  found.put('group_categories', set(1, { name: 'Clubs' }));
  found.put('group_categories', set(2, { name: 'Clubs', workflow_state: 'deleted' }));
  expect(clubs()).toEqual([1]);
  found.put('group_categories', set(1, { name: 'Clubs', workflow_state: 'deleted' }));
  found.put('group_categories', set(2, { name: 'Clubs' }));
  expect(clubs()).toEqual([2]);
  found.put('group_categories', set(2, { name: 'Teams' }));
  expect(clubs()).toEqual([]);
});

test('a number and a text are a key together', () => {
  const found = new Found();
  found.ask('group_categories', 'live_by_course_and_name', [1, 'Labs']);
  found.ask('group_categories', 'live_by_course_and_name', [1, 'Teams']);
  expect(found.isMissing('group_categories', 'live_by_course_and_name', [1, 'Labs'])).toBe(false);
  expect(found.isMissing('group_categories', 'live_by_course_and_name', [2, 'Labs'])).toBe(true);
  found.learn('group_categories', 'live_by_course_and_name', [
    set(1, { account_id: null, course_id: 1, name: 'Labs' }),
  ]);
  expect(idsOf(found.all('group_categories', 'live_by_course_and_name', [1, 'Labs']))).toEqual([1]);
  expect(found.all('group_categories', 'live_by_course_and_name', [1, 'Teams'])).toEqual([]);
  expect(() => found.all('group_categories', 'live_by_course_and_name', [2, 'Labs'])).toThrow(
    'was not looked up',
  );
});
