import type { RosterRecord } from '../../db/index.ts';
import { course, draftMessage, type RowOf } from '../../format/index.ts';
import type { Plan } from '../plan.ts';
import { isStuck } from '../stickiness.ts';
import { courseState, endsBeforeStart, tooLong } from './cells.ts';
import { planBlueprint } from './course-blueprint.ts';
import { changeCourse } from './course-changes.ts';
import { courseDates } from './course-fields.ts';
import { defineImporter } from './define-importer.ts';

type Row = RowOf<typeof course>;
type Course = RosterRecord<'courses'>;
type Account = RosterRecord<'accounts'>;

/** Courses. An unknown term is passed over, an unknown account refuses the row. */
export const courseImporter = defineImporter<typeof course>({
  file_type: course,
  table: 'courses',
  keeps: ['accounts', 'enrollment_terms', 'abstract_courses'],
  creates: { courses: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('courses', 'by_sis_id', row.course_id);
        want('courses', 'by_integration_id', row.integration_id);
        want('accounts', 'by_sis_id', row.account_id);
        want('accounts', 'by_sis_id', row.fallback_account_id);
        want('enrollment_terms', 'by_sis_id', row.term_id);
        want('abstract_courses', 'by_sis_id', row.abstract_course_id);
      }
      want('enrollment_terms', 'by_default', true);
    },
    (rows, want, found, options) => {
      want('accounts', 'by_id', options.root_account_id);
      for (const row of rows) {
        const existing = found.one('courses', 'by_sis_id', row.course_id);
        const abstract = found.one('abstract_courses', 'by_sis_id', row.abstract_course_id);
        if (abstract) want('accounts', 'by_id', abstract.account_id);
        if (!existing) continue;
        want('accounts', 'by_id', existing.account_id);
        want('courses', 'by_template', existing.id);
      }
    },
  ],
  planRow(row, plan) {
    const { found, options } = plan;
    const { course_id, account_id } = row;
    const existing = found.one('courses', 'by_sis_id', course_id);
    const given =
      found.one('accounts', 'by_sis_id', account_id) ??
      found.one('accounts', 'by_sis_id', row.fallback_account_id);
    if (account_id !== null && !given)
      return draftMessage('course.account_not_found', { account_id, course_id });
    const account = accountOf(row, existing, given, plan);
    if (account?.workflow_state === 'deleted') {
      return draftMessage('course.account_deleted', { course_id, account_id: account.sis_id });
    }
    const dates = courseDates(row, existing, options);
    const reason = faultOf(row, existing, dates, plan);
    if (reason !== null)
      return draftMessage('course.invalid', { course_id, short_name: row.short_name, reason });
    const abstract = found.one('abstract_courses', 'by_sis_id', row.abstract_course_id);
    if (row.abstract_course_id !== null && !abstract) {
      plan.warn(
        draftMessage('course.abstract_unknown', { abstract_course_id: row.abstract_course_id, course_id }),
      );
    }
    const fields = {
      account_id: account?.id ?? options.root_account_id,
      enrollment_term_id: termOf(row, existing, plan),
      abstract_course_id: abstract?.id ?? existing?.abstract_course_id ?? null,
      name: row.long_name ?? existing?.name ?? abstract?.name ?? null,
      course_code: row.short_name ?? existing?.course_code ?? abstract?.short_name ?? null,
      workflow_state: courseState(row.status, existing?.workflow_state ?? null),
      integration_id: row.integration_id,
      ...settingsOf(row, existing, given, plan),
    };
    const saved = existing
      ? updateCourse(existing, { ...fields, ...dates }, plan)
      : plan.create('courses', {
          template_course_id: null,
          blueprint_course_id: null,
          is_blueprint: false,
          start_at: null,
          conclude_at: null,
          restrict_enrollments_to_course_dates: false,
          ...fields,
          ...dates,
          sis_id: course_id,
          sis_import_id: options.sis_import_id,
          stuck_fields: '',
        });
    if (!existing) found.assumeNone('courses', 'by_template', saved.id);
    if (row.blueprint_course_id !== null)
      plan.defer(saved.id, { blueprint_course_id: row.blueprint_course_id });
    return 'counted';
  },
  finish: {
    needs: [
      (deferred, want) => {
        for (const { object_id, payload } of deferred) {
          want('courses', 'by_id', object_id);
          want('courses', 'by_sis_id', payload.blueprint_course_id as string);
        }
      },
    ],
    planDeferred: planBlueprint,
    last_only: true,
    keeps_rows: true,
  },
});

function updateCourse(existing: Course, fields: Partial<Omit<Course, 'id'>>, plan: Plan): Course {
  plan.stamp('courses', existing.id);
  return changeCourse(existing, fields, plan);
}

/** The account the course will be in: the given one where it is active and may be written, else its own. */
function accountOf(row: Row, existing: Course | undefined, given: Account | undefined, plan: Plan) {
  const { found, options } = plan;
  const stuck = existing !== undefined && isStuck('courses', existing, 'account_id', options);
  if (given?.workflow_state === 'active' && !stuck) return given;
  if (given?.workflow_state === 'active' && stuck)
    plan.noteStuck('courses', existing, { account_id: given.id });
  if (row.account_id === null && !stuck) {
    const abstract = found.one('abstract_courses', 'by_sis_id', row.abstract_course_id);
    const inherited = found.byId('accounts', abstract?.account_id ?? null);
    if (inherited?.workflow_state === 'active') return inherited;
  }
  return found.byId('accounts', existing?.account_id ?? options.root_account_id);
}

function termOf(row: Row, existing: Course | undefined, plan: Plan): number {
  const { found } = plan;
  const named = found.one('enrollment_terms', 'by_sis_id', row.term_id);
  if (named?.workflow_state === 'active') return named.id;
  const abstract = found.one('abstract_courses', 'by_sis_id', row.abstract_course_id);
  if (row.term_id === null && abstract) return abstract.enrollment_term_id;
  if (existing) return existing.enrollment_term_id;
  const standard = found.one('enrollment_terms', 'by_default', true);
  if (!standard) throw new Error(`root account ${plan.options.root_account_id} has no default term`);
  return standard.id;
}

/** Format, passback, homeroom and friendly name: a missing column keeps what is stored. */
function settingsOf(row: Row, existing: Course | undefined, given: Account | undefined, plan: Plan) {
  const { given: columns, account_tree } = plan.options;
  const cleared = (value: string | null) =>
    value === null || value.toLowerCase() === 'not_set' ? null : value.toLowerCase();
  return {
    course_format: columns.has('course_format')
      ? cleared(row.course_format)
      : (existing?.course_format ?? null),
    grade_passback_setting: columns.has('grade_passback_setting')
      ? cleared(row.grade_passback_setting)
      : (existing?.grade_passback_setting ?? null),
    homeroom_course: row.homeroom_course ?? existing?.homeroom_course ?? false,
    friendly_name:
      row.friendly_name !== null && given !== undefined && account_tree.isElementary(given.id)
        ? row.friendly_name
        : (existing?.friendly_name ?? null),
  };
}

function faultOf(
  row: Row,
  existing: Course | undefined,
  dates: { readonly start_at?: string | null; readonly conclude_at?: string | null },
  plan: Plan,
): string | null {
  const start = dates.start_at === undefined ? (existing?.start_at ?? null) : dates.start_at;
  const end = dates.conclude_at === undefined ? (existing?.conclude_at ?? null) : dates.conclude_at;
  // Stuck dates are not written, so those of the row need no look.
  const keepsDates = existing && isStuck('courses', existing, 'start_at', plan.options);
  if (!keepsDates && endsBeforeStart(start, end)) return 'it ends before it starts';
  if (tooLong(row.long_name, row.short_name, row.course_id, row.integration_id, row.friendly_name)) {
    return 'a value is longer than 255 characters';
  }
  const holder = plan.found.one('courses', 'by_integration_id', row.integration_id);
  if (holder && holder.id !== existing?.id) return `integration id ${row.integration_id} is in use`;
  return null;
}
