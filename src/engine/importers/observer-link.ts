import type { RosterRecord } from '../../db/index.ts';
import type { Found } from '../found.ts';
import type { Plan } from '../plan.ts';
import type { Want } from './define-importer.ts';
import { deleteEnrollment } from './enrollment-changes.ts';
import { enrollBeside } from './enrollment-observers.ts';

type Enrollment = RosterRecord<'enrollments'>;
type Link = RosterRecord<'user_observers'>;

/** The states of a student's enrollment beside which an observer is enrolled. */
const CURRENT_STATES = ['active', 'invited', 'inactive'];

/** Asks for what linking the two, or ending that, rests on. */
export function wantLink(want: Want, observer_id: number, student_id: number): void {
  want('user_observers', 'by_student', student_id);
  want('enrollments', 'by_user', student_id);
  want('enrollments', 'by_user', observer_id);
}

/** The link between the two while it lives. */
export function findLiveLink(observer_id: number, student_id: number, found: Found): Link | undefined {
  const link = findLink(observer_id, student_id, found);
  return link?.workflow_state === 'deleted' ? undefined : link;
}

function findLink(observer_id: number, student_id: number, found: Found): Link | undefined {
  const links = found.all('user_observers', 'by_student', student_id);
  return links.find((link) => link.observer_id === observer_id);
}

/** At most how many enrollments a link makes. */
export function countEnrollmentsBeside(student_id: number, found: Found): number {
  return currentOf(student_id, found).length;
}

/** Makes or revives the link, and enrolls the observer (again) beside the student. */
export function linkObserver(observer_id: number, student_id: number, plan: Plan): void {
  const { found, options } = plan;
  const link = findLink(observer_id, student_id, found);
  if (link) {
    plan.stamp('user_observers', link.id);
    plan.update('user_observers', link, { workflow_state: 'active' });
  } else {
    const { sis_import_id } = options;
    plan.create('user_observers', { observer_id, student_id, workflow_state: 'active', sis_import_id });
  }
  for (const student of currentOf(student_id, found)) {
    const beside = observing(observer_id, student_id, found).filter(
      (entry) => entry.course_section_id === student.course_section_id,
    );
    enrollBeside(student, observer_id, beside, plan);
  }
}

/** Ends a link, and with it every enrollment of the observer to observe the student. */
export function unlinkObserver(link: Link, plan: Plan): void {
  plan.stamp('user_observers', link.id);
  plan.update('user_observers', link, { workflow_state: 'deleted' });
  for (const entry of observing(link.observer_id, link.student_id, plan.found)) {
    if (entry.workflow_state !== 'deleted') deleteEnrollment(entry, {}, plan);
  }
}

function currentOf(student_id: number, found: Found): readonly Enrollment[] {
  return found.all('enrollments', 'by_user', student_id).filter((entry) => {
    return entry.type === 'StudentEnrollment' && CURRENT_STATES.includes(entry.workflow_state);
  });
}

function observing(observer_id: number, student_id: number, found: Found): readonly Enrollment[] {
  return found.all('enrollments', 'by_user', observer_id).filter((entry) => {
    return entry.type === 'ObserverEnrollment' && entry.associated_user_id === student_id;
  });
}
