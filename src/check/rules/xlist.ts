import { draftMessage, xlist } from '../../format/index.ts';
import type { RowRules } from '../define-rule.ts';
import { statusTest } from '../status-test.ts';

const isStatus = statusTest(xlist);

/** What a row of xlist can be refused or remarked on for by itself, in this order. */
export const xlistRules: RowRules<typeof xlist> = [
  (row) =>
    row.xlist_course_id === null
      ? draftMessage('xlist.missing_course_id', { section_id: row.section_id })
      : null,
  (row) =>
    row.section_id === null
      ? draftMessage('xlist.missing_section_id', { xlist_course_id: row.xlist_course_id })
      : null,
  (row) =>
    !isStatus(row.status)
      ? draftMessage('xlist.bad_status', {
          xlist_course_id: row.xlist_course_id,
          section_id: row.section_id,
          status: row.status,
        })
      : null,
];
