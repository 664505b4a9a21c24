import type { RosterRecord } from '../../db/index.ts';
import type { Plan } from '../plan.ts';

type Section = RosterRecord<'course_sections'>;

/**
 * Moves a section with its enrollments; `home_id` is the course to return to while it is cross-listed. It becomes the
 * default section of its new course when that has no active one: `by_course` must have been looked up for it. `force`
 * moves it although its course is stuck.
 */
export function moveSection(
  section: Section,
  course_id: number,
  home_id: number | null,
  plan: Plan,
  { force = false } = {},
): Section {
  const others = plan.found.all('course_sections', 'by_course', course_id);
  const hasActive = others.some((other) => other.id !== section.id && other.workflow_state === 'active');
  const moved = plan.update(
    'course_sections',
    section,
    { course_id, nonxlist_course_id: home_id, default_section: !hasActive },
    force ? ['course_id'] : [],
  );
  plan.also('move_section_enrollments', section.id, course_id);
  return moved;
}
