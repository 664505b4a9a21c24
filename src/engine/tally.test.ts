import { describe, expect, test } from 'vitest';
import { Tally } from './tally.ts';

/** The statistics after these state changes of one table; null stands for an object that did not exist. */
function statisticsOf(table: string, ...changes: readonly (readonly [string | null, string])[]) {
  const tally = new Tally({});
  for (const [before, after] of changes) {
    tally.addChange({
      table: table as 'courses',
      id: 1,
      row: 2,
      before: before === null ? null : { workflow_state: before },
      after: { workflow_state: after },
    });
  }
  return tally.statistics();
}

const nothing = { created: 0, restored: 0, deleted: 0 };

describe('statistics', () => {
  test('name every class in its order with all its numbers, zero-filled', () => {
    const statistics = statisticsOf('accounts');
    expect(JSON.stringify(statistics)).toBe(
      JSON.stringify({
        total_state_changes: 0,
        Account: nothing,
        EnrollmentTerm: nothing,
        AbstractCourse: nothing,
        Course: { created: 0, concluded: 0, restored: 0, deleted: 0 },
        CourseSection: nothing,
        GroupCategory: nothing,
        Group: nothing,
        Pseudonym: nothing,
        CommunicationChannel: nothing,
        Enrollment: { created: 0, concluded: 0, deactivated: 0, restored: 0, deleted: 0 },
        GroupMembership: nothing,
        UserObserver: nothing,
        AccountUser: nothing,
      }),
    );
  });

  test.each([
    ['accounts', 'Account', 'active', 'deleted'],
    ['courses', 'Course', 'claimed', 'deleted'],
    ['courses', 'Course', 'created', 'deleted'],
    ['courses', 'Course', 'available', 'deleted'],
    ['groups', 'Group', 'available', 'deleted'],
    ['group_memberships', 'GroupMembership', 'accepted', 'deleted'],
    ['communication_channels', 'CommunicationChannel', 'active', 'retired'],
    ['enrollments', 'Enrollment', 'active', 'deleted'],
  ])(
    '%s: a new %s in state %s is created, to %s is deleted, and back restored',
    (table, name, active, gone) => {
      expect(statisticsOf(table, [null, active], [active, gone], [gone, active])).toMatchObject({
        total_state_changes: 3,
        [name]: { created: 1, deleted: 1, restored: 1 },
      });
    },
  );

  test('an enrollment that waited to be made is created, not restored', () => {
    expect(statisticsOf('enrollments', ['creation_pending', 'active'])).toMatchObject({
      Enrollment: { created: 1, restored: 0 },
    });
  });

  test('an object made in an end state counts as that, not as created', () => {
    expect(statisticsOf('courses', [null, 'completed'], [null, 'deleted'])).toMatchObject({
      total_state_changes: 2,
      Course: { created: 0, concluded: 1, deleted: 1 },
    });
    expect(statisticsOf('enrollments', [null, 'inactive'])).toMatchObject({
      total_state_changes: 1,
      Enrollment: { created: 0, deactivated: 1 },
    });
  });

  test.each(['inactive', 'completed', 'rejected', 'deleted'])(
    'an enrollment is restored from %s',
    (state) => {
      expect(statisticsOf('enrollments', [state, 'active'])).toMatchObject({ Enrollment: { restored: 1 } });
    },
  );

  test('other changes of state are in the total alone', () => {
    expect(statisticsOf('courses', ['claimed', 'available'])).toMatchObject({
      total_state_changes: 1,
      Course: { created: 0, concluded: 0, restored: 0, deleted: 0 },
    });
    expect(statisticsOf('pseudonyms', [null, 'suspended'], ['suspended', 'active'])).toMatchObject({
      total_state_changes: 2,
      Pseudonym: nothing,
    });
    expect(statisticsOf('enrollments', ['invited', 'active'])).toMatchObject({
      Enrollment: { created: 0, restored: 0 },
    });
  });

  test('an address is restored from unconfirmed, too', () => {
    expect(statisticsOf('communication_channels', ['unconfirmed', 'active'])).toMatchObject({
      CommunicationChannel: { restored: 1 },
    });
  });

  test('changes that leave the state, and objects of no class, are no state changes', () => {
    const tally = new Tally({});
    const change = { id: 1, row: 2, before: { name: 'One' }, after: { name: 'Two' } };
    tally.addChange({ ...change, table: 'courses' });
    tally.addChange({ ...change, table: 'users', before: null, after: { workflow_state: 'registered' } });
    tally.addCounts([{ table: 'courses', before: 'available', after: 'available', count: 3 }]);
    expect(tally.statistics()).toMatchObject({ total_state_changes: 0 });
  });

  test('what a change took along counts as often as it happened', () => {
    const tally = new Tally({});
    tally.addCounts([{ table: 'enrollments', before: 'active', after: 'deleted', count: 5 }]);
    expect(tally.statistics()).toMatchObject({ total_state_changes: 5, Enrollment: { deleted: 5 } });
  });
});

describe('counts', () => {
  test('have every kind in the order of processing, zero-filled', () => {
    const tally = new Tally({});
    tally.count('users', 3);
    const counts = tally.counts();
    expect(Object.keys(counts).slice(0, 5)).toEqual([
      'change_sis_ids',
      'accounts',
      'terms',
      'abstract_courses',
      'courses',
    ]);
    expect(Object.keys(counts).at(-1)).toBe('user_observers');
    expect(counts).toMatchObject({ users: 3, courses: 0 });
  });

  test('go on where a stored tally ended', () => {
    const first = new Tally({});
    first.count('users', 3);
    first.addCounts([{ table: 'enrollments', before: 'active', after: 'deleted', count: 5 }]);
    const second = new Tally(first.state());
    second.count('users', 4);
    expect(second.counts().users).toBe(7);
    expect(second.statistics()).toMatchObject({ total_state_changes: 5, Enrollment: { deleted: 5 } });
  });
});
