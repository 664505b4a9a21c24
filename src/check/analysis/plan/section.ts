import { draftMessage, type section } from '../../../format/index.ts';
import { endsBeforeStart, statusWord, tooLong } from '../../cells.ts';
import type { CourseRecord, SectionRecord } from '../records.ts';
import { definePlan, missing } from './define-plan.ts';

/** Sections: made, moved, and taken home from a cross-listing. */
export const sectionPlan = definePlan<typeof section>({
  planRow(row, world, say) {
    const { section_id, course_id, integration_id } = row;
    if (section_id === null) return false;
    const course = world.courses.get(course_id);
    if (!course) {
      return say.refuse(
        draftMessage('section.course_not_found', { section_id, course_id }),
        missing('course', course_id),
      );
    }
    const existing = world.sections.get(section_id);
    if (!existing && row.name === null)
      return say.refuse(draftMessage('section.missing_name', { section_id, course_id }));
    const reason = endsBeforeStart(row.start_date, row.end_date)
      ? 'it ends before it starts'
      : tooLong(row.name, section_id, integration_id)
        ? 'a value is longer than 255 characters'
        : world.sections.otherHolder(integration_id, existing)
          ? `integration id ${integration_id} is in use`
          : null;
    if (reason !== null) {
      const name = row.name ?? existing?.name ?? null;
      return say.refuse(draftMessage('section.invalid', { section_id, name, course_id, reason }));
    }
    const state = statusWord(row.status, ['active', 'deleted']) ?? 'active';
    if (!existing) {
      world.makeSection(course, section_id, integration_id, row.name ?? '', state);
      return true;
    }
    placeSection(existing, course, state);
    existing.state = state;
    existing.name = row.name ?? existing.name;
    world.sections.setIntegrationId(existing, integration_id);
    return true;
  },
});

function placeSection(section: SectionRecord, course: CourseRecord, state: string): void {
  const isStranded =
    section.home !== null &&
    state === 'active' &&
    section.course.state === 'deleted' &&
    section.course !== course;
  if (!isStranded && (section.course === course || section.home === course)) return;
  moveSection(section, course, null);
}

/** Moves a section; it becomes the default one of a course that has no other active one. */
export function moveSection(section: SectionRecord, course: CourseRecord, home: CourseRecord | null): void {
  section.is_default = !course.sections.some(
    (other) => other !== section && other.course === course && other.state === 'active',
  );
  section.course = course;
  section.home = home;
  if (!course.sections.includes(section)) course.sections.push(section);
}
