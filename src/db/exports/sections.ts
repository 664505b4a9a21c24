import { defineExport } from './define-export.ts';
import {
  bytewise,
  inAccount,
  inTerm,
  joined,
  ofTenant,
  stamped,
  time,
  truth,
  unlessDeleted,
} from './fragments.ts';

/**
 * Sections under the course they sit in now. Without deleted rows a section of a deleted course is left out too:
 * no course row would stand for the one it names.
 */
export const sections = defineExport((scope) => ({
  values: {
    canvas_section_id: 's.id',
    section_id: 's.sis_id',
    canvas_course_id: 's.course_id',
    course_id: 'c.sis_id',
    integration_id: 's.integration_id',
    name: 's.name',
    status: 's.workflow_state',
    start_date: `case when s.restrict_enrollments_to_section_dates then ${time('s.start_at', scope)} end`,
    end_date: `case when s.restrict_enrollments_to_section_dates then ${time('s.end_at', scope)} end`,
    canvas_account_id: 'c.account_id',
    account_id: 'a.sis_id',
    created_by_sis: truth(stamped('course_sections', 's', scope)),
  },
  from: `course_sections s ${joined('courses', 'c', 's.course_id', scope)}
    ${joined('accounts', 'a', 'c.account_id', scope)}`,
  where: [
    ofTenant('s', scope),
    unlessDeleted("s.workflow_state <> 'deleted'", 's.sis_id is not null', scope),
    ...(scope.include_deleted ? [] : ["c.workflow_state <> 'deleted'"]),
    inTerm('c', scope),
    inAccount('c.account_id', scope),
    ...(scope.importable_only ? ['s.sis_id is not null', 'c.sis_id is not null'] : []),
    ...(scope.created_by_sis ? [stamped('course_sections', 's', scope)] : []),
  ],
  order_by: [bytewise('c.sis_id'), 'c.id', bytewise('s.sis_id'), 's.id'],
}));
