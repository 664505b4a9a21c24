import { draftMessage, type EnrollmentRow, type enrollment } from '../../../format/index.ts';
import { endsBeforeStart, statusWord } from '../../cells.ts';
import { type EnrollmentState, nobody, stateNumber } from '../enrollment-table.ts';
import type { CourseRecord, LoginRecord, SectionRecord } from '../records.ts';
import type { World } from '../world.ts';
import { definePlan, missing, type PlanFile, type Say } from './define-plan.ts';
import { courseRole, isObserver } from './roles.ts';

/** The words for what becomes of an enrollment; a status begins with one of them. */
export const enrollmentStatuses = [
  'active',
  'deleted_last_completed',
  'deleted',
  'completed',
  'inactive',
] as const;

/** Where a row leads; `section` is null while the course lacks a default section. */
interface Context {
  readonly course: CourseRecord;
  readonly section: SectionRecord | null;
}

/** A row whose place and people are known. */
interface Resolved extends Context {
  readonly row: EnrollmentRow;
  readonly login: LoginRecord;
  readonly role: number;
  readonly associated: LoginRecord | undefined;
}

/** Enrollments; deletes of those that an earlier file made wait for the end of the file. */
export const enrollmentPlan = definePlan<typeof enrollment>({
  planRow(row, world, say, file) {
    remarkDates(row, say);
    if (row.root_account !== null) {
      say.remark('check.dropped_row', 'root_account', { column: 'root_account', value: row.root_account });
      return true;
    }
    const { course_id, section_id, user_integration_id } = row;
    const user_id = user_integration_id ?? row.user_id;
    const login =
      user_integration_id === null
        ? world.logins.get(row.user_id)
        : world.logins.withIntegrationId(user_integration_id);
    if (!login) {
      const column = user_integration_id === null ? 'user_id' : 'user_integration_id';
      return say.refuse(
        draftMessage('enrollment.user_unknown', { user_id, course_id, section_id }, { column }),
        user_integration_id === null ? missing('user', user_id) : undefined,
      );
    }
    const context = contextOf(row, user_id, world, say);
    if (context === null) return false;
    const role = courseRole(row.role_id, row.role);
    if (role === 0) {
      const named = { user_id, course_id, section_id, role: row.role ?? row.role_id };
      const column = row.role === null && row.role_id !== null ? 'role_id' : 'role';
      return say.refuse(draftMessage('enrollment.bad_role', named, { column }));
    }
    const { associated_user_id } = row;
    const associated = isObserver(role) ? world.logins.get(associated_user_id) : undefined;
    if (isObserver(role) && associated_user_id !== null && !associated) {
      return say.refuse(
        draftMessage('enrollment.associated_unknown', { user_id, associated_user_id }),
        missing('user', associated_user_id),
      );
    }
    return enroll({ row, login, ...context, role, associated }, world, say, file);
  },
  finish({ enrollments }, { deletes }) {
    for (const at of deletes) enrollments.setState(at, 'deleted');
  },
});

function remarkDates({ start_date, end_date, bad_date }: EnrollmentRow, say: Say): void {
  if (start_date === null && end_date === null) return;
  if ((start_date === null) !== (end_date === null)) {
    if (bad_date === undefined)
      say.remark('check.one_date_only', start_date === null ? 'end_date' : 'start_date', {});
  } else if (endsBeforeStart(start_date, end_date)) {
    say.remark('check.ends_before_start', 'end_date', { start_date, end_date });
  }
}

function contextOf(row: EnrollmentRow, user_id: string | null, world: World, say: Say): Context | null {
  const { course_id, section_id } = row;
  const course = world.courses.get(course_id);
  const section = world.sections.get(section_id);
  if (section_id !== null && section) {
    if (course_id === null || section.course === course) return { course: section.course, section };
    if (course && section.home === course) return { course: section.course, section };
  }
  if (!course && !section) {
    const column = course_id === null ? 'section_id' : 'course_id';
    say.refuse(
      draftMessage('enrollment.context_unknown', { course_id, section_id, user_id }, { column }),
      course_id === null ? missing('section', section_id) : missing('course', course_id),
    );
  } else if (section_id !== null && !section) {
    say.refuse(
      draftMessage('enrollment.section_unknown', { section_id, user_id }),
      missing('section', section_id),
    );
  } else if (course_id !== null && !course) {
    say.refuse(
      draftMessage('enrollment.course_unknown', { course_id, user_id }),
      missing('course', course_id),
    );
  } else if (section) {
    say.refuse(draftMessage('enrollment.unrelated', { section_id, course_id, user_id }));
  } else if (course) return contextOfCourse(course);
  return null;
}

/** Without a section people go to the default one, else to where an active section was cross-listed away. */
function contextOfCourse(course: CourseRecord): Context {
  const lowest = (fits: (section: SectionRecord) => boolean) =>
    course.sections
      .filter((section) => section.state === 'active' && fits(section))
      .reduce<SectionRecord | null>((best, one) => (best && best.number < one.number ? best : one), null);
  const own = lowest((section) => section.course === course && section.is_default);
  if (own) return { course, section: own };
  const away = lowest((section) => section.home === course);
  return away ? { course: away.course, section: away } : { course, section: null };
}

function enroll(resolved: Resolved, world: World, say: Say, file: PlanFile): boolean {
  const { row, login, course, role, associated } = resolved;
  const { enrollments } = world;
  const associated_person = associated?.person ?? nobody;
  const at = resolved.section
    ? enrollments.find(resolved.section.number, login.person, role, associated_person)
    : -1;
  const user_id = row.user_integration_id ?? row.user_id;
  const course_id = row.course_id ?? course.id;
  const column = row.user_integration_id === null ? 'user_id' : 'user_integration_id';
  const is_deleted = login.state === 'deleted';
  if (is_deleted && at >= 0 && enrollments.state(at) === 'deleted') {
    return say.refuse(
      draftMessage('enrollment.deleted_login', { login_id: login.login_id, course_id }, { column }),
    );
  }
  const status = statusWord(row.status, enrollmentStatuses) ?? 'active';
  let state: EnrollmentState = status === 'deleted_last_completed' ? lastState(resolved, at, world) : status;
  let warning: 'enrollment.deleted_user' | 'enrollment.via_deleted_login' | null = null;
  if (state === 'active' && is_deleted) {
    const has_other = world.logins.hasLive(login);
    warning = has_other ? 'enrollment.via_deleted_login' : 'enrollment.deleted_user';
    if (!has_other) state = 'deleted';
  }
  const reason = faultOf(resolved, state, world);
  if (reason !== null) {
    const { section_id } = row;
    const named = { course_id, section_id, user_id, role: row.role ?? row.role_id, reason };
    return say.refuse(draftMessage('enrollment.invalid', named));
  }
  if (warning !== null) say.warn(draftMessage(warning, { user_id, course_id }, { column }));
  if (at < 0) {
    const section = resolved.section ?? world.makeSection(course, null, null, '', 'active');
    file.enrollment = enrollments.add(
      section.number,
      login.person,
      role,
      associated_person,
      stateNumber(state),
    );
    return true;
  }
  file.enrollment = at;
  if (state === 'deleted' && at < file.first_enrollment) {
    if (enrollments.state(at) !== 'deleted') file.deletes.push(at);
  } else enrollments.setState(at, state);
  return true;
}

/** `deleted_last_completed` concludes the person's last enrollment of that role in the course, else deletes. */
function lastState(
  { login, course, role, associated }: Resolved,
  at: number,
  { enrollments, sections_by_number }: World,
): EnrollmentState {
  const has_other = enrollments.isInCourse(
    login.person,
    sections_by_number,
    course,
    (other) =>
      other !== at &&
      enrollments.state(other) !== 'deleted' &&
      enrollments.role(other) === role &&
      enrollments.associated(other) === (associated?.person ?? nobody),
  );
  return has_other ? 'deleted' : 'completed';
}

function faultOf(
  { login, course, section, associated }: Resolved,
  state: EnrollmentState,
  { enrollments, sections_by_number }: World,
): string | null {
  if (state !== 'deleted') {
    if (section?.state === 'deleted') return 'the section is deleted';
    if (course.state === 'deleted') return 'the course is deleted';
  }
  if (!associated) return null;
  if (associated.person === login.person) return 'nobody observes themselves';
  const isMutual = enrollments.isInCourse(
    associated.person,
    sections_by_number,
    course,
    (other) => enrollments.associated(other) === login.person && enrollments.state(other) !== 'deleted',
  );
  return isMutual ? 'the observed person observes them in this course' : null;
}
