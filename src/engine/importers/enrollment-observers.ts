import type { RosterRecord } from '../../db/index.ts';
import type { Found } from '../found.ts';
import type { Plan, PlanOptions } from '../plan.ts';
import type { Needs, Want } from './define-importer.ts';
import { knowPlanned } from './enrollment-context.ts';

type Enrollment = RosterRecord<'enrollments'>;

/** The states that a student's enrollment leaves with the effect that lost observer enrollments are made again. */
const LEFT_STATES = ['deleted', 'inactive', 'completed'];

/** A student's enrollment that rows are about, existing or not; no section where it is still to be made. */
export interface StudentPlace {
  readonly student_id: number;
  readonly section_id: number | null;
}

/** The observers of a person whose links live. */
function observersOf(student_id: number, found: Found): readonly number[] {
  const links = found.all('user_observers', 'by_student', student_id);
  return links.filter((link) => link.workflow_state !== 'deleted').map((link) => link.observer_id);
}

/** How many observers may get an enrollment beside a student's. */
export function countObservers(student_id: number, found: Found): number {
  return found.isMissing('user_observers', 'by_student', student_id)
    ? 0
    : observersOf(student_id, found).length;
}

/** The look-ups that following students takes: none where nobody in the tenant is observed. */
export function observerNeeds<Row>(
  placesOf: (rows: readonly Row[], found: Found, options: PlanOptions) => readonly StudentPlace[],
): readonly Needs<Row>[] {
  const round = (wantFor: (place: StudentPlace, want: Want, found: Found) => void): Needs<Row> => {
    return (rows, want, found, options) => {
      if (!options.has_observers) return;
      for (const place of placesOf(rows, found, options)) wantFor(place, want, found);
    };
  };
  return [
    round(({ student_id }, want) => want('user_observers', 'by_student', student_id)),
    round(({ student_id, section_id }, want, found) => {
      for (const observer_id of observersOf(student_id, found)) {
        want.fact('person_has_live_login', observer_id);
        if (section_id !== null) want('enrollments', 'by_section_and_user', [section_id, observer_id]);
      }
    }),
    round(({ student_id, section_id }, want, found) => {
      if (section_id === null) return;
      for (const observer_id of observersOf(student_id, found)) {
        for (const entry of besides(student_id, section_id, observer_id, found)) {
          // Its own column says so for what an import made or changed.
          if (entry.sis_import_id === null) want.fact('enrollment_is_marked', entry.id);
        }
      }
    }),
  ];
}

/** What the observer holds in the section to watch the student, in any state. */
function besides(
  student_id: number,
  section_id: number,
  observer_id: number,
  found: Found,
): readonly Enrollment[] {
  return found.all('enrollments', 'by_section_and_user', [section_id, observer_id]).filter((entry) => {
    return entry.type === 'ObserverEnrollment' && entry.associated_user_id === student_id;
  });
}

/**
 * Lets the enrollments of linked observers follow a student's enrollment that a row makes or changes: `before` is
 * null for a new one. Observers get what they lack, and take over state and dates when these change. What was
 * deleted on its own stays so, unless the student's enrollment comes back.
 */
export function followStudent(before: Enrollment | null, after: Enrollment, plan: Plan): void {
  const { found, options } = plan;
  if (!options.has_observers || after.type !== 'StudentEnrollment') return;
  const isChanged =
    before === null ||
    before.workflow_state !== after.workflow_state ||
    before.start_at !== after.start_at ||
    before.end_at !== after.end_at;
  if (!isChanged) return;
  const comesBack =
    before !== null &&
    before.workflow_state !== after.workflow_state &&
    LEFT_STATES.includes(before.workflow_state);
  for (const observer_id of observersOf(after.user_id, found)) {
    // A section made by an earlier row of this chunk has no enrollments but the planned ones.
    if (plan.isNew('course_sections', after.course_section_id)) {
      knowPlanned(after.course_section_id, observer_id, plan);
    }
    const beside = besides(after.user_id, after.course_section_id, observer_id, found);
    const live = beside.filter((entry) => entry.workflow_state !== 'deleted');
    if (before === null || live.length === 0) {
      if ((before === null || comesBack) && found.fact('person_has_live_login', observer_id)) {
        enrollBeside(after, observer_id, beside, plan);
      }
    } else for (const entry of live) copyTo(entry, after, plan);
  }
}

/**
 * Enrolls an observer beside a student: made, or made again where it is deleted or inactive; any other one there
 * is left as it is. Enrollments made so bear no import's mark.
 */
export function enrollBeside(
  student: Enrollment,
  observer_id: number,
  beside: readonly Enrollment[],
  plan: Plan,
): void {
  if (student.workflow_state === 'deleted') return;
  const isLeft = (entry: Enrollment) => !['deleted', 'inactive'].includes(entry.workflow_state);
  if (beside.some(isLeft)) return;
  const known = beside.find((entry) => entry.workflow_state === 'inactive') ?? beside[0];
  if (known) {
    copyTo(known, student, plan);
    return;
  }
  plan.found.noteEnrolled(student.course_section_id, observer_id);
  plan.create('enrollments', {
    user_id: observer_id,
    course_id: student.course_id,
    course_section_id: student.course_section_id,
    type: 'ObserverEnrollment',
    role_id: plan.options.roles.builtIn('ObserverEnrollment').id,
    workflow_state: student.workflow_state,
    associated_user_id: student.user_id,
    temporary_source_user_id: null,
    limit_privileges_to_course_section: false,
    start_at: student.start_at,
    end_at: student.end_at,
    completed_at: student.completed_at,
    sis_pseudonym_id: null,
    sis_import_id: null,
    stuck_fields: '',
    grade_publishing_status: null,
    grade_publishing_message: null,
  });
}

function copyTo(entry: Enrollment, student: Enrollment, plan: Plan): void {
  const { workflow_state, start_at, end_at, completed_at } = student;
  plan.update('enrollments', entry, { workflow_state, start_at, end_at, completed_at });
  if (workflow_state === 'deleted') plan.also('drop_group_memberships', entry.user_id, entry.course_id);
}

/** Marks the observer enrollments beside a student's that an import has marked before. */
export function stampObservers(student: Enrollment, plan: Plan): void {
  const { found, options } = plan;
  if (!options.has_observers || student.type !== 'StudentEnrollment') return;
  for (const observer_id of observersOf(student.user_id, found)) {
    for (const entry of besides(student.user_id, student.course_section_id, observer_id, found)) {
      if (isMarked(entry, plan)) plan.stamp('enrollments', entry.id);
    }
  }
}

function isMarked(entry: Enrollment, plan: Plan): boolean {
  if (entry.sis_import_id !== null) return true;
  return !plan.isNew('enrollments', entry.id) && plan.found.fact('enrollment_is_marked', entry.id);
}
