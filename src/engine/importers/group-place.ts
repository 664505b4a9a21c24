import type { Found } from '../found.ts';
import type { Want } from './define-importer.ts';

/** Where a group, or a set of groups, lies: in an account or in a course. */
export interface Place {
  readonly account_id: number | null;
  readonly course_id: number | null;
}

/** The cells in which a row names a place. */
interface PlaceCells {
  readonly account_id: string | null;
  readonly course_id: string | null;
}

/** What is wrong with the place that a row names. */
export type PlaceFault = 'two_contexts' | 'account_not_found' | 'course_not_found';

export function inAccount(account_id: number): Place {
  return { account_id, course_id: null };
}

export function inCourse(course_id: number): Place {
  return { account_id: null, course_id };
}

export function isSamePlace(one: Place, other: Place): boolean {
  return one.course_id === other.course_id && one.account_id === other.account_id;
}

export function wantPlace(row: PlaceCells, want: Want): void {
  if (row.account_id !== null && row.course_id !== null) return;
  want('accounts', 'by_sis_id', row.account_id);
  want('courses', 'by_sis_id', row.course_id);
}

/** The place that a row names, or what is wrong with it; null when the row names none. */
export function placeOf(row: PlaceCells, found: Found): Place | PlaceFault | null {
  if (row.account_id !== null && row.course_id !== null) return 'two_contexts';
  if (row.account_id !== null) {
    const account = found.one('accounts', 'by_sis_id', row.account_id);
    return account && account.workflow_state !== 'deleted' ? inAccount(account.id) : 'account_not_found';
  }
  if (row.course_id === null) return null;
  const course = found.one('courses', 'by_sis_id', row.course_id);
  return course && course.workflow_state !== 'deleted' ? inCourse(course.id) : 'course_not_found';
}
