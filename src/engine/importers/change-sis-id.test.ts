import { expect, test } from 'vitest';
import { planOptions } from '../../../test/support/plan-options.ts';
import type { RosterRecord } from '../../db/index.ts';
import type { ChangeSisIdRow } from '../../format/index.ts';
import type { LookupKey } from '../answer-index.ts';
import { Found } from '../found.ts';
import { Plan } from '../plan.ts';
import { changeSisIdImporter } from './change-sis-id.ts';
import type { Want } from './define-importer.ts';

type Group = RosterRecord<'groups'>;

const group = (id: number, fields: Partial<Omit<Group, 'id'>>): Group => ({
  id,
  kind: 'group',
  account_id: 1,
  course_id: null,
  group_category_id: 1,
  name: `Group ${id}`,
  leader_id: null,
  max_membership: null,
  workflow_state: 'available',
  sis_id: null,
  integration_id: null,
  sis_import_id: null,
  stuck_fields: '',
  ...fields,
});

const row = (fields: Partial<ChangeSisIdRow>): ChangeSisIdRow => ({
  row: 2,
  type: 'group',
  old_id: null,
  new_id: null,
  old_integration_id: null,
  new_integration_id: null,
  ...fields,
});

/** A plan in which what the rows want is known of these groups. */
function planWith(groups: readonly Group[], rows: readonly ChangeSisIdRow[]): Plan {
  const found = new Found();
  const want = (table: string, lookup: string, key: LookupKey | null) => {
    if (table !== 'groups') throw new Error(`nothing is known of ${table}`);
    const column = lookup === 'by_sis_id' ? 'sis_id' : 'integration_id';
    if (key === null || !found.isMissing(table, lookup, key)) return;
    found.ask(table, lookup, key);
    const answer = groups.filter((entry) => entry[column] === key);
    found.learn(table, lookup, answer);
  };
  for (const need of changeSisIdImporter.needs) {
    need(rows, Object.assign(want, { fact: () => {} }) as Want, found, planOptions());
  }
  return new Plan(found, planOptions(), () => 0);
}

const tag = group(1, { kind: 'tag', sis_id: 'G1', integration_id: 'I-1' });

test('a differentiation tag is no group: it is neither found nor in the way', () => {
  const rows = [
    row({ old_id: 'G1', new_id: 'G9' }),
    row({ old_id: 'G2', new_id: 'G1', new_integration_id: 'I-1' }),
  ];
  const plan = planWith([tag, group(2, { sis_id: 'G2' })], rows);
  const results = rows.map((each) => changeSisIdImporter.planRow(each, plan));
  expect(results).toEqual([
    { code: 'change_sis_id.old_unknown', column: 'old_id', params: { type: 'group', old_id: 'G1' } },
    'counted',
  ]);
  expect(plan.changes).toEqual([
    {
      table: 'groups',
      id: 2,
      row: 0,
      before: { sis_id: 'G2', integration_id: null },
      after: { sis_id: 'G1', integration_id: 'I-1' },
    },
  ]);
});

test('a group is found beside a tag of the same id', () => {
  const rows = [row({ old_id: 'G1', old_integration_id: 'I-1', new_integration_id: '<delete>' })];
  const plan = planWith([tag, group(2, { sis_id: 'G1', integration_id: 'I-1' })], rows);
  expect(rows.map((each) => changeSisIdImporter.planRow(each, plan))).toEqual(['counted']);
  expect(plan.changes.map(({ id, after }) => ({ id, after }))).toEqual([
    { id: 2, after: { integration_id: null } },
  ]);
  expect([...(plan.stamped.get('groups') ?? [])]).toEqual([2]);
});

test('what sticks is neither spared nor cleared', () => {
  const rows = [row({ old_id: 'G1', new_id: 'G2' })];
  const known = planWith([group(1, { sis_id: 'G1', stuck_fields: 'name' })], rows).found;
  const plan = new Plan(
    known,
    planOptions({ override_sis_stickiness: true, clear_sis_stickiness: true }),
    () => 0,
  );
  changeSisIdImporter.planRow(rows[0] as ChangeSisIdRow, plan);
  expect(plan.changes.map(({ after }) => after)).toEqual([{ sis_id: 'G2' }]);
});
