import { course, draftMessage } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(course);

const formats: ReadonlySet<string> = new Set(course.columns.course_format.values);
const passbacks: ReadonlySet<string> = new Set(course.columns.grade_passback_setting.values);

function isWordOf(words: ReadonlySet<string>, value: string | null): boolean {
  return value === null || words.has(value.toLowerCase());
}

/** What a row of course can be refused or remarked on for by itself, in this order. */
export const courseRules: RowRules<typeof course> = [
  (row) => (row.course_id === null ? draftMessage('course.missing_id', {}) : null),
  (row) =>
    row.short_name === null && row.abstract_course_id === null
      ? draftMessage('course.missing_short_name', { course_id: row.course_id })
      : null,
  (row) =>
    row.long_name === null && row.abstract_course_id === null
      ? draftMessage('course.missing_long_name', { course_id: row.course_id })
      : null,
  (row) =>
    !isStatus(row.status)
      ? draftMessage('course.bad_status', { course_id: row.course_id, status: row.status })
      : null,
  (row) =>
    !isWordOf(formats, row.course_format)
      ? draftMessage('course.bad_format', { course_id: row.course_id, value: row.course_format })
      : null,
  (row) =>
    !isWordOf(passbacks, row.grade_passback_setting)
      ? draftMessage('course.bad_passback', { course_id: row.course_id, value: row.grade_passback_setting })
      : null,
  (row) =>
    row.bad_date ? draftMessage('course.bad_date', { course_id: row.course_id, ...row.bad_date }) : null,
];
