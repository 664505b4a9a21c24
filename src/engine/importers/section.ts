import type { RosterRecord } from '../../db/index.ts';
import { draftMessage, type RowOf, section } from '../../format/index.ts';
import type { Plan } from '../plan.ts';
import { isStuck } from '../stickiness.ts';
import { endsBeforeStart, statusWord, tooLong } from './cells.ts';
import { defineImporter } from './define-importer.ts';
import { moveSection } from './section-move.ts';

type Row = RowOf<typeof section>;
type Section = RosterRecord<'course_sections'>;
type Course = RosterRecord<'courses'>;

/** Sections: made, renamed, moved with their enrollments, and taken home from a cross-listing. */
export const sectionImporter = defineImporter<typeof section>({
  file_type: section,
  table: 'course_sections',
  keeps: ['courses'],
  creates: { course_sections: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('course_sections', 'by_sis_id', row.section_id);
        want('course_sections', 'by_integration_id', row.integration_id);
        want('courses', 'by_sis_id', row.course_id);
      }
    },
    (rows, want, found) => {
      for (const row of rows) {
        const course = found.one('courses', 'by_sis_id', row.course_id);
        const existing = found.one('course_sections', 'by_sis_id', row.section_id);
        // A section that may move becomes the default one where there is no other.
        if (existing && course && existing.course_id !== course.id)
          want('course_sections', 'by_course', course.id);
        if (existing && existing.nonxlist_course_id !== null) want('courses', 'by_id', existing.course_id);
      }
    },
    // The same section may stand twice in a chunk under two courses: its move is then planned from the first.
    (rows, want, found) => {
      const seen = new Map<string, number>();
      for (const row of rows) {
        const course = found.one('courses', 'by_sis_id', row.course_id);
        if (!course || row.section_id === null) continue;
        const before = seen.get(row.section_id);
        if (before !== undefined && before !== course.id) want('course_sections', 'by_course', course.id);
        seen.set(row.section_id, course.id);
      }
    },
  ],
  planRow(row, plan) {
    const { found, options } = plan;
    const { section_id, course_id } = row;
    const course = found.one('courses', 'by_sis_id', course_id);
    if (!course) return draftMessage('section.course_not_found', { section_id, course_id });
    const existing = found.one('course_sections', 'by_sis_id', section_id);
    if (!existing && row.name === null)
      return draftMessage('section.missing_name', { section_id, course_id });
    const dates = datesOf(row, existing, plan);
    const reason = faultOf(row, dates, existing, plan);
    if (reason !== null) {
      return draftMessage('section.invalid', {
        section_id,
        name: row.name ?? existing?.name ?? null,
        course_id,
        reason,
      });
    }
    const status = statusWord(row.status, ['active', 'deleted']) ?? 'active';
    if (!existing) {
      plan.create('course_sections', {
        course_id: course.id,
        nonxlist_course_id: null,
        name: row.name ?? '',
        workflow_state: status,
        default_section: false,
        ...dates,
        sis_id: section_id,
        integration_id: row.integration_id,
        sis_import_id: options.sis_import_id,
        stuck_fields: '',
      });
      return 'counted';
    }
    plan.stamp('course_sections', existing.id);
    const placed = place(existing, course, status, plan);
    plan.update('course_sections', placed, {
      ...(row.name === null ? {} : { name: row.name }),
      workflow_state: status,
      ...dates,
      integration_id: row.integration_id,
    });
    if (status === 'deleted' && existing.workflow_state !== 'deleted') {
      plan.also('delete_section_enrollments', existing.id);
    }
    return 'counted';
  },
});

/** The dates that the section will have, and whether it restricts enrollments to them: as soon as there are any. */
function datesOf(row: Row, existing: Section | undefined, plan: Plan) {
  const keepsDates = existing && isStuck('course_sections', existing, 'start_at', plan.options);
  const start_at = keepsDates ? existing.start_at : row.start_date;
  const end_at = keepsDates ? existing.end_at : row.end_date;
  return { start_at, end_at, restrict_enrollments_to_section_dates: start_at !== null || end_at !== null };
}

function faultOf(row: Row, dates: ReturnType<typeof datesOf>, existing: Section | undefined, plan: Plan) {
  if (endsBeforeStart(dates.start_at, dates.end_at)) return 'it ends before it starts';
  if (tooLong(row.name, row.section_id, row.integration_id)) return 'a value is longer than 255 characters';
  const holder = plan.found.one('course_sections', 'by_integration_id', row.integration_id);
  if (holder && holder.id !== existing?.id) return `integration id ${row.integration_id} is in use`;
  return null;
}

/** Moves the section when the row's course asks for it, its enrollments with it. */
function place(existing: Section, course: Course, status: string, plan: Plan): Section {
  const { found, options } = plan;
  const isCrossListed = existing.nonxlist_course_id !== null;
  const strandedIn =
    isCrossListed && status === 'active' ? found.byId('courses', existing.course_id) : undefined;
  const isStranded = strandedIn?.workflow_state === 'deleted' && strandedIn.id !== course.id;
  if (!isStranded) {
    if (existing.course_id === course.id || existing.nonxlist_course_id === course.id) return existing;
    if (isStuck('course_sections', existing, 'course_id', options)) {
      plan.noteStuck('course_sections', existing, { course_id: course.id });
      return existing;
    }
  }
  return moveSection(existing, course.id, null, plan, { force: isStranded });
}
