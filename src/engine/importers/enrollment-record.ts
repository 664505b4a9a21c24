import type { RosterRecord } from '../../db/index.ts';
import { draftMessage, type enrollment, type RowOf } from '../../format/index.ts';
import type { Found } from '../found.ts';
import type { Plan, RowResult } from '../plan.ts';
import type { Role } from '../roles.ts';
import { statusWord } from './cells.ts';
import {
  changeEnrollment,
  createEnrollment,
  deleteEnrollment,
  faultOfEnrollment,
  heldEnrollment,
} from './enrollment-changes.ts';
import {
  columnOfPerson,
  type EnrollmentContext,
  knowPlanned,
  makeDefaultSection,
  personOfRow,
} from './enrollment-context.ts';
import { followStudent, stampObservers } from './enrollment-observers.ts';

type Row = RowOf<typeof enrollment>;
type Enrollment = RosterRecord<'enrollments'>;
type Login = RosterRecord<'pseudonyms'>;

const STATUSES = ['active', 'deleted_last_completed', 'deleted', 'completed', 'inactive'] as const;

/** A row whose person, place and role are known. */
export interface Resolved {
  readonly row: Row;
  readonly plan: Plan;
  readonly login: Login;
  readonly context: EnrollmentContext;
  readonly role: Role;
  readonly associated_id: number | null;
  /** The person whose place a temporary enrollment takes. */
  readonly source_id: number | null;
}

/** Makes or changes the enrollment that a row is about. */
export function planEnrollment(resolved: Resolved): RowResult {
  const { row, plan, login, context } = resolved;
  const record = findRecord(resolved);
  const status = statusWord(row.status, STATUSES) ?? 'active';
  const user_id = personOfRow(row);
  const course_id = row.course_id ?? context.course.sis_id;
  const column = columnOfPerson(row);
  const personDeleted = plan.found.fact('person_is_deleted', login.user_id);
  const loginDeleted = login.workflow_state === 'deleted';
  if (record?.workflow_state === 'deleted' && (personDeleted || loginDeleted)) {
    return personDeleted
      ? draftMessage('enrollment.deleted_user', { user_id, course_id }, { effect: 'row_skipped', column })
      : draftMessage('enrollment.deleted_login', { login_id: login.unique_id, course_id }, { column });
  }
  let state = stateFor(status, record, resolved);
  let warning: 'enrollment.deleted_user' | 'enrollment.via_deleted_login' | null = null;
  if (state === 'active' && (personDeleted || loginDeleted)) {
    const hasOther = !personDeleted && hasLiveLogin(login, plan.found);
    warning = hasOther ? 'enrollment.via_deleted_login' : 'enrollment.deleted_user';
    if (!hasOther) state = 'deleted';
  }
  const { section } = context;
  const place = {
    course: context.course,
    section,
    user_id: login.user_id,
    associated_id: resolved.associated_id,
  };
  const reason = faultOfEnrollment(place, state, plan.found);
  if (reason !== null) {
    const role = row.role ?? row.role_id;
    return draftMessage('enrollment.invalid', {
      course_id,
      section_id: row.section_id,
      user_id,
      role,
      reason,
    });
  }
  if (warning !== null) plan.warn(draftMessage(warning, { user_id, course_id }, { column }));
  write(resolved, record, state);
  return 'counted';
}

function findRecord({
  plan,
  login,
  context,
  role,
  associated_id,
  source_id,
}: Resolved): Enrollment | undefined {
  const { section } = context;
  if (section === null) return undefined;
  const key = [section.id, login.user_id] as const;
  if (plan.found.isMissing('enrollments', 'by_section_and_user', key)) {
    if (plan.found.isSurelyFree(section.id, login.user_id)) return undefined;
    knowPlanned(section.id, login.user_id, plan);
  }
  return heldEnrollment(key, role, associated_id, plan.found, source_id);
}

/** `deleted_last_completed` concludes the person's last enrollment of that role in the course, else deletes. */
function stateFor(
  status: (typeof STATUSES)[number],
  record: Enrollment | undefined,
  resolved: Resolved,
): string {
  if (status !== 'deleted_last_completed') return status;
  const { plan, login, context, role, associated_id, source_id } = resolved;
  const others = plan.found.all('enrollments', 'by_user_and_course', [login.user_id, context.course.id]);
  const hasOther = others.some((other) => {
    return (
      other.id !== record?.id &&
      other.workflow_state !== 'deleted' &&
      other.role_id === role.id &&
      other.associated_user_id === associated_id &&
      other.temporary_source_user_id === source_id
    );
  });
  return hasOther ? 'deleted' : 'completed';
}

function hasLiveLogin(login: Login, found: Found): boolean {
  return found
    .all('pseudonyms', 'by_user', login.user_id)
    .some((other) => other.workflow_state !== 'deleted');
}

function write(resolved: Resolved, record: Enrollment | undefined, state: string): void {
  const { row, plan, login, context, role, associated_id, source_id } = resolved;
  if (!record) {
    const section = context.section ?? makeDefaultSection(context, plan);
    const made = {
      user_id: login.user_id,
      course_id: context.course.id,
      course_section_id: section.id,
      type: role.base_role_type,
      role_id: role.id,
      workflow_state: state,
      associated_user_id: associated_id,
      temporary_source_user_id: source_id,
      limit_privileges_to_course_section: row.limit_section_privileges ?? false,
      start_at: row.start_date,
      end_at: row.end_date,
      sis_pseudonym_id: login.id,
      completed_at: state === 'completed' ? plan.options.now : null,
      sis_import_id: plan.options.sis_import_id,
      stuck_fields: '',
      grade_publishing_status: null,
      grade_publishing_message: null,
    };
    createEnrollment(made, plan);
    return;
  }
  plan.stamp('enrollments', record.id);
  stampObservers(record, plan);
  if (isAsTold(record, resolved, state)) return;
  const fields = {
    start_at: row.start_date,
    end_at: row.end_date,
    sis_pseudonym_id: login.id,
    limit_privileges_to_course_section:
      row.limit_section_privileges ?? record.limit_privileges_to_course_section,
  };
  if (state === 'deleted') {
    if (record.workflow_state !== 'deleted' && record.id <= plan.options.watermark_id) {
      followStudent(record, plan.update('enrollments', record, fields), plan);
      plan.defer(record.id, {});
    } else if (record.workflow_state !== 'deleted') deleteEnrollment(record, fields, plan);
    return;
  }
  changeEnrollment(record, fields, state, plan);
}

/** Whether the enrollment is what its row says, as most of a file that comes every night are: nothing is to be planned. */
function isAsTold(record: Enrollment, { row, login }: Resolved, state: string): boolean {
  const { limit_section_privileges } = row;
  return (
    state !== 'deleted' &&
    record.workflow_state === state &&
    (record.completed_at !== null) === (state === 'completed') &&
    record.start_at === row.start_date &&
    record.end_at === row.end_date &&
    record.sis_pseudonym_id === login.id &&
    (limit_section_privileges === null ||
      limit_section_privileges === record.limit_privileges_to_course_section)
  );
}
