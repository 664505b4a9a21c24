import type { RosterRecord } from '../../db/index.ts';
import type { course, RowOf } from '../../format/index.ts';
import { isStuck, type StickinessMode } from '../stickiness.ts';

type Row = RowOf<typeof course>;
type Course = RosterRecord<'courses'>;

/**
 * The date fields a row writes: nothing for a missing column or a blank cell, null for `<delete>`.
 * Unconfirmed in the reference, where documentation and behaviour differ on blank cells: the kinder reading keeps.
 */
export function courseDates(
  row: Row,
  existing: Course | undefined,
  mode: StickinessMode,
): Partial<Omit<Course, 'id'>> {
  const given: { start_at?: string | null; conclude_at?: string | null } = {};
  if (row.start_date !== null) given.start_at = row.start_date === '<delete>' ? null : row.start_date;
  if (row.end_date !== null) given.conclude_at = row.end_date === '<delete>' ? null : row.end_date;
  const values = Object.values(given);
  if (values.some((value) => value !== null)) return { ...given, restrict_enrollments_to_course_dates: true };
  // Stuck dates stay, so that a row cannot have removed them.
  if (existing && isStuck('courses', existing, 'start_at', mode)) return given;
  const start = given.start_at === undefined ? existing?.start_at : given.start_at;
  const end = given.conclude_at === undefined ? existing?.conclude_at : given.conclude_at;
  const bothGone = values.length > 0 && !start && !end;
  return bothGone ? { ...given, restrict_enrollments_to_course_dates: false } : given;
}
