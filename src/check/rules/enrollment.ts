import { draftMessage, type EnrollmentRow, enrollment } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(enrollment);

/** What names the person in a message: the SIS ID where the row has one. */
function userOf(row: EnrollmentRow): string | null {
  return row.user_id ?? row.user_integration_id;
}

/** What a row of enrollment can be refused or remarked on for by itself, in this order. */
export const enrollmentRules: RowRules<typeof enrollment> = [
  (row) =>
    row.bad_date
      ? draftMessage('enrollment.bad_date', {
          user_id: userOf(row),
          course_id: row.course_id,
          section_id: row.section_id,
          ...row.bad_date,
        })
      : null,
  (row) =>
    row.course_id === null && row.section_id === null
      ? draftMessage('enrollment.no_context', { user_id: userOf(row) })
      : null,
  (row) =>
    row.user_id === null && row.user_integration_id === null
      ? draftMessage('enrollment.no_user', { course_id: row.course_id, section_id: row.section_id })
      : null,
  (row) =>
    !isStatus(row.status)
      ? draftMessage('enrollment.bad_status', {
          user_id: userOf(row),
          course_id: row.course_id,
          section_id: row.section_id,
          status: row.status,
        })
      : null,
];
