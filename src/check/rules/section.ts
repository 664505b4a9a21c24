import { draftMessage, section } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(section);

/** What a row of section can be refused or remarked on for by itself, in this order. */
export const sectionRules: RowRules<typeof section> = [
  (row) =>
    row.section_id === null ? draftMessage('section.missing_id', { course_id: row.course_id }) : null,
  (row) =>
    row.course_id === null ? draftMessage('section.missing_course_id', { section_id: row.section_id }) : null,
  (row) =>
    row.name === null && row.status?.toLowerCase().startsWith('active')
      ? draftMessage('section.missing_name', { section_id: row.section_id, course_id: row.course_id })
      : null,
  (row) =>
    !isStatus(row.status)
      ? draftMessage('section.bad_status', {
          section_id: row.section_id,
          course_id: row.course_id,
          status: row.status,
        })
      : null,
  (row) =>
    row.bad_date ? draftMessage('section.bad_date', { section_id: row.section_id, ...row.bad_date }) : null,
];
