import { expect, test } from 'vitest';
import { planOptions } from '../../../test/support/plan-options.ts';
import type { RosterRecord, RosterTable } from '../../db/index.ts';
import type { GroupMembershipRow } from '../../format/index.ts';
import type { LookupKey } from '../answer-index.ts';
import { Found } from '../found.ts';
import { Plan } from '../plan.ts';
import type { Want } from './define-importer.ts';
import { groupMembershipImporter } from './group-membership.ts';
import type { MemberRow } from './group-membership-record.ts';

type Membership = RosterRecord<'group_memberships'>;

const person = {
  id: 7,
  user_id: 70,
  unique_id: 'ada',
  workflow_state: 'active',
  sis_id: 'U1',
  integration_id: null,
  authentication_provider_id: null,
  declared_user_type: null,
  password_hash: null,
  sis_ssha: null,
  password_by_import: false,
  sis_channel_id: null,
  sis_import_id: null,
  stuck_fields: '',
};

const group = (id: number, group_category_id: number | null): RosterRecord<'groups'> => ({
  id,
  kind: 'group',
  account_id: 1,
  course_id: null,
  group_category_id,
  name: `Group ${id}`,
  leader_id: null,
  max_membership: null,
  workflow_state: 'available',
  sis_id: `G${id}`,
  integration_id: null,
  sis_import_id: null,
  stuck_fields: '',
});

const category = (id: number, role: string | null): RosterRecord<'group_categories'> => ({
  id,
  kind: 'group',
  account_id: 1,
  course_id: null,
  name: `Set ${id}`,
  role,
  workflow_state: 'active',
  single_tag: false,
  auto_leader: null,
  group_limit: null,
  sis_id: null,
  sis_import_id: null,
});

const membership = (id: number, group_id: number, workflow_state: string): Membership => ({
  id,
  group_id,
  user_id: 70,
  workflow_state,
  sis_import_id: null,
});

const row = (fields: Partial<GroupMembershipRow>): GroupMembershipRow => ({
  row: 2,
  group_id: 'G1',
  user_id: 'U1',
  status: 'accepted',
  ...fields,
});

const columns: Readonly<Record<string, string>> = { by_id: 'id', by_sis_id: 'sis_id', by_user: 'user_id' };

/** What the rows come to in a store that holds these records, as ids and states of the memberships they change. */
function changesOf(
  rows: readonly GroupMembershipRow[],
  records: Partial<Record<RosterTable, readonly object[]>>,
) {
  const found = new Found();
  const want = (table: RosterTable, lookup: string, key: LookupKey | null) => {
    if (key === null || !found.isMissing(table, lookup, key)) return;
    found.ask(table, lookup, key);
    const all = (records[table] ?? []) as readonly ({ readonly id: number } & Record<string, unknown>)[];
    const column = columns[lookup] ?? 'group_id';
    const answer = all.filter((record) => record[column] === key);
    found.learn(table, lookup, answer);
  };
  const options = planOptions();
  const units = rows.map((each) => groupMembershipImporter.open?.(each) as MemberRow<GroupMembershipRow>);
  for (const need of groupMembershipImporter.needs) {
    need(units, Object.assign(want, { fact: () => {} }) as Want, found, options);
  }
  const plan = new Plan(found, options, () => 99);
  for (const each of units) expect(groupMembershipImporter.planRow(each, plan)).toBe('counted');
  return plan.changes.map(({ id, after }) => [id, after.workflow_state]);
}

const store = (memberships: readonly Membership[]) => ({
  pseudonyms: [person],
  groups: [group(1, null), group(2, 5), group(3, 5), group(4, 6), group(5, 6)],
  group_categories: [category(5, 'student_organized'), category(6, null)],
  group_memberships: memberships,
});

test('of several records of a pair the accepted one is the one that a row is about', () => {
  const old = [membership(1, 1, 'deleted'), membership(2, 1, 'accepted'), membership(3, 1, 'invited')];
  expect(changesOf([row({})], store(old))).toEqual([]);
  expect(changesOf([row({ status: 'deleted' })], store(old))).toEqual([[2, 'deleted']]);
});

test('without an accepted one, a record that lives comes before a deleted one', () => {
  const old = [membership(1, 1, 'deleted'), membership(2, 1, 'deleted'), membership(3, 1, 'invited')];
  expect(changesOf([row({})], store(old))).toEqual([[3, 'accepted']]);
  expect(changesOf([row({})], store(old.slice(0, 2)))).toEqual([[1, 'accepted']]);
});

test('a built-in set that has a record of its own lets people into many of its groups', () => {
  const old = [membership(1, 2, 'accepted'), membership(2, 4, 'accepted')];
  expect(changesOf([row({ group_id: 'G3' }), row({ group_id: 'G5' })], store(old))).toEqual([
    [99, 'accepted'],
    [99, 'accepted'],
    [2, 'deleted'],
  ]);
});
