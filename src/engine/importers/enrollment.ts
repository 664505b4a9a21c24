import { draftMessage, enrollment } from '../../format/index.ts';
import type { Found } from '../found.ts';
import type { Deferred, PlanOptions } from '../plan.ts';
import { defineImporter, type Want } from './define-importer.ts';
import { deleteEnrollment } from './enrollment-changes.ts';
import { columnOfPerson, EnrollmentRow, isContext, personOfRow } from './enrollment-context.ts';
import { countObservers, observerNeeds, type StudentPlace } from './enrollment-observers.ts';
import { planEnrollment } from './enrollment-record.ts';

/** Enrollments: identified by section, person, role and observed person; deletes of older ones wait for the file's end. */
export const enrollmentImporter = defineImporter<typeof enrollment, EnrollmentRow>({
  file_type: enrollment,
  open: (row) => new EnrollmentRow(row),
  table: 'enrollments',
  keeps: ['pseudonyms', 'courses', 'course_sections'],
  plans_ahead: 'always',
  creates: (rows, found, options) => {
    const places = options.has_observers ? placesOfRows(rows, found, options) : [];
    const followers = places.reduce((sum, { student_id }) => sum + countObservers(student_id, found), 0);
    return { enrollments: rows.length + followers, course_sections: rows.length };
  },
  needs: [
    (rows, want) => {
      for (const { row } of rows) {
        if (row.user_integration_id === null) want('pseudonyms', 'by_sis_id', row.user_id);
        else want('pseudonyms', 'by_integration_id', row.user_integration_id);
        want('courses', 'by_sis_id', row.course_id);
        want('course_sections', 'by_sis_id', row.section_id);
        want('pseudonyms', 'by_sis_id', row.associated_user_id);
        want('pseudonyms', 'by_sis_id', row.temporary_enrollment_source_user_id);
      }
    },
    (rows, want, found) => {
      for (const unit of rows) {
        const { row } = unit;
        const login = unit.login(found);
        if (login) {
          want.fact('person_is_deleted', login.user_id);
          if (login.workflow_state === 'deleted') want('pseudonyms', 'by_user', login.user_id);
        }
        const section = found.one('course_sections', 'by_sis_id', row.section_id);
        if (section) want('courses', 'by_id', section.course_id);
        if (row.section_id !== null) continue;
        const course = found.one('courses', 'by_sis_id', row.course_id);
        if (!course) continue;
        want('course_sections', 'by_course', course.id);
        want('course_sections', 'by_home_course', course.id);
      }
    },
    (rows, want, found) => {
      for (const { row } of rows) {
        if (row.section_id !== null) {
          const section = found.one('course_sections', 'by_sis_id', row.section_id);
          if (section) want.fact('section_is_empty', section.id);
          continue;
        }
        const course = found.one('courses', 'by_sis_id', row.course_id);
        if (!course) continue;
        for (const away of found.all('course_sections', 'by_home_course', course.id))
          want('courses', 'by_id', away.course_id);
      }
    },
    wantRecords,
    ...observerNeeds(placesOfRows),
  ],
  planRow(unit, plan) {
    const { row } = unit;
    if (row.root_account !== null) return 'dropped';
    const { found, options } = plan;
    const user_id = personOfRow(row);
    const login = unit.login(found);
    if (!login) {
      const { course_id, section_id } = row;
      const column = columnOfPerson(row);
      return draftMessage('enrollment.user_unknown', { user_id, course_id, section_id }, { column });
    }
    const context = unit.context(found);
    if (!isContext(context)) return context;
    const role = options.roles.courseRole(row.role_id, row.role, context.course.account_id);
    if (!role) {
      const { course_id, section_id } = row;
      const named = { user_id, course_id, section_id, role: row.role ?? row.role_id };
      const column = row.role === null && row.role_id !== null ? 'role_id' : 'role';
      return draftMessage('enrollment.bad_role', named, { column });
    }
    const type = role.base_role_type;
    if (context.course.is_blueprint && (type === 'StudentEnrollment' || type === 'ObserverEnrollment')) {
      return draftMessage('enrollment.blueprint', { user_id, course_id: context.course.sis_id });
    }
    const associated =
      type === 'ObserverEnrollment'
        ? found.one('pseudonyms', 'by_sis_id', row.associated_user_id)
        : undefined;
    if (type === 'ObserverEnrollment' && row.associated_user_id !== null && !associated) {
      return draftMessage('enrollment.associated_unknown', {
        user_id,
        associated_user_id: row.associated_user_id,
      });
    }
    // Without the switch the column is as any that nobody knows.
    const source_user_id = options.features.has('temporary_enrollments')
      ? row.temporary_enrollment_source_user_id
      : null;
    const source = found.one('pseudonyms', 'by_sis_id', source_user_id);
    if (source_user_id !== null && !source) {
      return draftMessage('enrollment.source_user_unknown', {
        user_id,
        temporary_enrollment_source_user_id: source_user_id,
      });
    }
    const others = { associated_id: associated?.user_id ?? null, source_id: source?.user_id ?? null };
    return planEnrollment({ row, plan, login, context, role, ...others });
  },
  finish: {
    needs: [
      (deferred, want) => {
        for (const { object_id } of deferred) want('enrollments', 'by_id', object_id);
      },
      ...observerNeeds(placesOfDeferred),
    ],
    planDeferred({ object_id }, plan) {
      const record = plan.found.byId('enrollments', object_id);
      if (record && record.workflow_state !== 'deleted') deleteEnrollment(record, {}, plan);
    },
  },
});

/** The enrollments that the rows may be about, and those that `deleted_last_completed` has to weigh. */
function wantRecords(rows: readonly EnrollmentRow[], want: Want, found: Found): void {
  for (const unit of rows) {
    const login = unit.login(found);
    if (!login) continue;
    const context = unit.context(found);
    if (!isContext(context)) continue;
    const { row } = unit;
    const { section } = context;
    if (section && !found.isSurelyFree(section.id, login.user_id)) {
      want('enrollments', 'by_section_and_user', [section.id, login.user_id]);
    }
    if (row.status?.toLowerCase().startsWith('deleted_last')) {
      want('enrollments', 'by_user_and_course', [login.user_id, context.course.id]);
    }
    const associated = found.one('pseudonyms', 'by_sis_id', row.associated_user_id);
    if (associated) want('enrollments', 'by_user_and_course', [associated.user_id, context.course.id]);
  }
}

/** Where the rows are about students. */
function placesOfRows(
  rows: readonly EnrollmentRow[],
  found: Found,
  options: PlanOptions,
): readonly StudentPlace[] {
  const places: StudentPlace[] = [];
  for (const unit of rows) {
    const login = unit.login(found);
    const context = login ? unit.context(found) : null;
    if (!login || !context || !isContext(context)) continue;
    const { row } = unit;
    const role = options.roles.courseRole(row.role_id, row.role, context.course.account_id);
    if (role?.base_role_type !== 'StudentEnrollment') continue;
    places.push({ student_id: login.user_id, section_id: context.section?.id ?? null });
  }
  return places;
}

function placesOfDeferred(deferred: readonly Deferred[], found: Found): readonly StudentPlace[] {
  return deferred.flatMap(({ object_id }) => {
    const record = found.byId('enrollments', object_id);
    return record?.type === 'StudentEnrollment'
      ? [{ student_id: record.user_id, section_id: record.course_section_id }]
      : [];
  });
}
