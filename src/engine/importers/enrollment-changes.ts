import type { RosterRecord } from '../../db/index.ts';
import type { Found } from '../found.ts';
import type { Plan } from '../plan.ts';
import type { Role } from '../roles.ts';
import { followStudent } from './enrollment-observers.ts';

type Enrollment = RosterRecord<'enrollments'>;

/** What a person holds in a section under a role, in any state; in the place of `source_id` where that is given. */
export function heldEnrollment(
  section_and_user: readonly [number, number],
  role: Role,
  associated_id: number | null,
  found: Found,
  source_id: number | null = null,
): Enrollment | undefined {
  return found.all('enrollments', 'by_section_and_user', section_and_user).find((entry) => {
    return (
      entry.role_id === role.id &&
      entry.associated_user_id === associated_id &&
      entry.temporary_source_user_id === source_id
    );
  });
}

/** Whom an enrollment puts where, and whom they observe. */
export interface EnrollmentPlace {
  readonly course: RosterRecord<'courses'>;
  /** Null when the course still lacks a default section. */
  readonly section: RosterRecord<'course_sections'> | null;
  readonly user_id: number;
  readonly associated_id: number | null;
}

/** Why nobody can hold that enrollment in that state, null when somebody can. */
export function faultOfEnrollment(
  { course, section, user_id, associated_id }: EnrollmentPlace,
  state: string,
  found: Found,
): string | null {
  if (state !== 'deleted') {
    if (section?.workflow_state === 'deleted') return 'the section is deleted';
    if (course.workflow_state === 'deleted') return 'the course is deleted';
  }
  if (associated_id === null) return null;
  if (associated_id === user_id) return 'nobody observes themselves';
  const theirs = found.all('enrollments', 'by_user_and_course', [associated_id, course.id]);
  const isMutual = theirs.some(
    (other) => other.associated_user_id === user_id && other.workflow_state !== 'deleted',
  );
  return isMutual ? 'the observed person observes them in this course' : null;
}

/** Plans a new enrollment, with those of the observers who are linked to the student. */
export function createEnrollment(record: Omit<Enrollment, 'id'>, plan: Plan): Enrollment {
  const made = plan.create('enrollments', record);
  plan.found.noteEnrolled(made.course_section_id, made.user_id);
  followStudent(null, made, plan);
  return made;
}

/** Plans another state that is not `deleted`, and what else changes; linked observers follow. */
export function changeEnrollment(
  record: Enrollment,
  fields: Partial<Omit<Enrollment, 'id'>>,
  state: string,
  plan: Plan,
): void {
  const saved = plan.update('enrollments', record, {
    ...fields,
    workflow_state: state,
    completed_at: state !== 'completed' ? null : (record.completed_at ?? plan.options.now),
  });
  followStudent(record, saved, plan);
}

/** People who leave a course for good leave its groups, too, and their observers leave the course. */
export function deleteEnrollment(
  record: Enrollment,
  fields: Partial<Omit<Enrollment, 'id'>>,
  plan: Plan,
): void {
  const deleted = plan.update('enrollments', record, { ...fields, workflow_state: 'deleted' });
  followStudent(record, deleted, plan);
  plan.also('drop_group_memberships', record.user_id, record.course_id);
}
