import { expect, test } from 'vitest';
import { planOptions } from '../../../test/support/plan-options.ts';
import type { RosterRecord } from '../../db/index.ts';
import { Found } from '../found.ts';
import { Plan } from '../plan.ts';
import { followStudent, stampObservers } from './enrollment-observers.ts';

type Enrollment = RosterRecord<'enrollments'>;

const [student_id, observer_id, section_id] = [1, 2, 3];

const options = planOptions({ has_observers: true });

function enrollment(id: number, fields: Partial<Omit<Enrollment, 'id'>>): Enrollment {
  return {
    id,
    user_id: student_id,
    course_id: 1,
    course_section_id: section_id,
    type: 'StudentEnrollment',
    role_id: 1,
    workflow_state: 'active',
    associated_user_id: null,
    temporary_source_user_id: null,
    limit_privileges_to_course_section: false,
    start_at: null,
    end_at: null,
    completed_at: null,
    sis_pseudonym_id: null,
    sis_import_id: null,
    stuck_fields: '',
    grade_publishing_status: null,
    grade_publishing_message: null,
    ...fields,
  };
}

const besides = (id: number, fields: Partial<Omit<Enrollment, 'id'>> = {}) =>
  enrollment(id, {
    user_id: observer_id,
    type: 'ObserverEnrollment',
    role_id: 5,
    associated_user_id: student_id,
    ...fields,
  });

/** A plan in which the student is observed, and the observer has these enrollments in the section. */
function planWith(records: readonly Enrollment[], marked: readonly number[] = []): Plan {
  const found = new Found();
  const link = { id: 1, observer_id, student_id, workflow_state: 'active', sis_import_id: null };
  found.ask('user_observers', 'by_student', student_id);
  found.learn('user_observers', 'by_student', [link]);
  found.ask('enrollments', 'by_section_and_user', [section_id, observer_id]);
  found.learn('enrollments', 'by_section_and_user', records);
  found.learnFact('person_has_live_login', [observer_id], new Set([observer_id]));
  const asked = records.filter((entry) => entry.sis_import_id === null).map(({ id }) => id);
  found.learnFact('enrollment_is_marked', asked, new Set(marked));
  let id = 100;
  return new Plan(found, options, () => id++);
}

const dates = { start_at: '2027-01-01T00:00:00Z', end_at: '2027-06-30T00:00:00Z' };

test('an observer enrollment is made with the dates of the student and without a mark', () => {
  const plan = planWith([]);
  followStudent(null, enrollment(10, dates), plan);
  expect(plan.changes).toHaveLength(1);
  expect(plan.changes[0]?.after).toMatchObject({
    ...dates,
    user_id: observer_id,
    role_id: 5,
    sis_import_id: null,
  });
});

test('changed dates are copied, also to an enrollment in a custom observer role', () => {
  const plan = planWith([besides(11), besides(12, { role_id: 77 })]);
  followStudent(enrollment(10, {}), enrollment(10, dates), plan);
  expect(plan.changes.map(({ id, after }) => ({ id, ...after }))).toEqual([
    { id: 11, ...dates },
    { id: 12, ...dates },
  ]);
});

test('dates of an observer that stick are left, the state is copied', () => {
  const plan = planWith([besides(11, { stuck_fields: 'end_at' })]);
  followStudent(enrollment(10, {}), enrollment(10, { ...dates, workflow_state: 'inactive' }), plan);
  expect(plan.changes.map(({ after }) => after)).toEqual([{ workflow_state: 'inactive' }]);
});

test('the time of completion is copied with the state', () => {
  const plan = planWith([besides(11)]);
  const completed = { workflow_state: 'completed', completed_at: '2026-11-23T08:00:00Z' };
  followStudent(enrollment(10, {}), enrollment(10, completed), plan);
  expect(plan.changes.map(({ after }) => after)).toEqual([completed]);
});

test('other changes of the student change nothing', () => {
  const plan = planWith([besides(11, { workflow_state: 'inactive' })]);
  followStudent(enrollment(10, {}), enrollment(10, { sis_pseudonym_id: 7 }), plan);
  expect(plan.changes).toEqual([]);
});

test('marked observer enrollments are stamped with the student, others are not', () => {
  const records = [
    besides(11, { sis_import_id: 4 }),
    besides(12, { role_id: 77 }),
    besides(13, { role_id: 78 }),
  ];
  const plan = planWith(records, [12]);
  stampObservers(enrollment(10, {}), plan);
  expect([...(plan.stamped.get('enrollments') ?? [])]).toEqual([11, 12]);
});

test('an observer enrollment that this chunk made is not stamped', () => {
  const plan = planWith([]);
  followStudent(null, enrollment(10, {}), plan);
  stampObservers(enrollment(10, {}), plan);
  expect(plan.stamped.size).toBe(0);
});

test('where nobody is observed nothing is looked up', () => {
  const plan = new Plan(new Found(), planOptions(), () => 1);
  followStudent(null, enrollment(10, {}), plan);
  stampObservers(enrollment(10, {}), plan);
  expect(plan.changes).toEqual([]);
});
