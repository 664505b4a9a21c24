import { defineExport } from './define-export.ts';
import { bytewise, inAccount, inTerm, joined, ofTenant, stamped, unlessDeleted } from './fragments.ts';

/** One row per section that is cross-listed now; a section that went home has none. */
export const xlist = defineExport((scope) => ({
  values: {
    canvas_xlist_course_id: 's.course_id',
    xlist_course_id: 'c.sis_id',
    canvas_section_id: 's.id',
    section_id: 's.sis_id',
    status: 's.workflow_state',
    canvas_nonxlist_course_id: 's.nonxlist_course_id',
    nonxlist_course_id: 'h.sis_id',
  },
  from: `course_sections s ${joined('courses', 'c', 's.course_id', scope)}
    left ${joined('courses', 'h', 's.nonxlist_course_id', scope)}`,
  where: [
    ofTenant('s', scope),
    's.nonxlist_course_id is not null',
    unlessDeleted("s.workflow_state <> 'deleted'", 's.sis_id is not null', scope),
    ...(scope.include_deleted ? [] : ["c.workflow_state not in ('deleted', 'completed')"]),
    inTerm('c', scope),
    inAccount('c.account_id', scope),
    ...(scope.importable_only ? ['s.sis_id is not null', 'c.sis_id is not null'] : []),
    ...(scope.created_by_sis ? [stamped('course_sections', 's', scope)] : []),
  ],
  order_by: [bytewise('c.sis_id'), 'c.id', bytewise('s.sis_id'), 's.id'],
}));
