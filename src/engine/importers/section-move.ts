import type { RosterRecord } from '../../db/index.ts';
import type { Plan } from '../plan.ts';

type Section = RosterRecord<'course_sections'>;
type Course = RosterRecord<'courses'>;

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

/** A deleted course that is needed comes back unpublished, whatever a person has done to its state. */
function reviveCourse(course: Course, plan: Plan): void {
  if (course.workflow_state !== 'deleted') return;
  plan.update('courses', course, { workflow_state: 'claimed' }, ['workflow_state']);
}

/**
 * Puts a section into another course, of which `by_course` must have been looked up. The home course is remembered the
 * first time only, so that a section that goes from one to the next still finds home.
 */
export function crossListSection(section: Section, target: Course, plan: Plan): void {
  reviveCourse(target, plan);
  if (section.course_id === target.id) return;
  const home_id = section.nonxlist_course_id ?? section.course_id;
  moveSection(section, target.id, home_id === target.id ? null : home_id, plan);
}

/** Takes a cross-listed section back to its own course, of which `by_course` must have been looked up. */
export function returnSection(section: Section, home: Course, plan: Plan): void {
  reviveCourse(home, plan);
  moveSection(section, home.id, null, plan);
}
