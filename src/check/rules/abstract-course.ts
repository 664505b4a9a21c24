import { abstractCourse, draftMessage } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(abstractCourse);

/** What a row of abstract_course can be refused or remarked on for by itself, in this order. */
export const abstractCourseRules: RowRules<typeof abstractCourse> = [
  (row) => (row.abstract_course_id === null ? draftMessage('abstract_course.missing_id', {}) : null),
  (row) =>
    row.short_name === null
      ? draftMessage('abstract_course.missing_short_name', { abstract_course_id: row.abstract_course_id })
      : null,
  (row) =>
    row.long_name === null
      ? draftMessage('abstract_course.missing_long_name', { abstract_course_id: row.abstract_course_id })
      : null,
  (row) =>
    !isStatus(row.status)
      ? draftMessage('abstract_course.bad_status', {
          abstract_course_id: row.abstract_course_id,
          status: row.status,
        })
      : null,
];
