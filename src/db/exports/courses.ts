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

/** Courses; concluded ones come only with the deleted ones. */
export const courses = defineExport((scope) => ({
  values: {
    canvas_course_id: 'c.id',
    course_id: 'c.sis_id',
    integration_id: 'c.integration_id',
    short_name: 'c.course_code',
    long_name: 'c.name',
    canvas_account_id: 'c.account_id',
    account_id: 'a.sis_id',
    canvas_term_id: 'c.enrollment_term_id',
    term_id: 't.sis_id',
    status: `case c.workflow_state when 'available' then 'active' when 'completed' then 'concluded'
      when 'deleted' then 'deleted' else 'unpublished' end`,
    import_status: `case when c.workflow_state in ('completed', 'deleted') then c.workflow_state else 'active' end`,
    start_date: `case when c.restrict_enrollments_to_course_dates then ${time('c.start_at', scope)} end`,
    end_date: `case when c.restrict_enrollments_to_course_dates then ${time('c.conclude_at', scope)} end`,
    course_format: 'c.course_format',
    canvas_blueprint_course_id: 'c.blueprint_course_id',
    blueprint_course_id: 'b.sis_id',
    created_by_sis: truth(stamped('courses', 'c', scope)),
  },
  from: `courses c ${joined('accounts', 'a', 'c.account_id', scope)}
    left ${joined('enrollment_terms', 't', 'c.enrollment_term_id', scope)}
    left ${joined('courses', 'b', 'c.blueprint_course_id', scope)}`,
  where: [
    ofTenant('c', scope),
    scope.include_deleted
      ? unlessDeleted("c.workflow_state <> 'deleted'", 'c.sis_id is not null', scope)
      : "c.workflow_state not in ('deleted', 'completed')",
    inTerm('c', scope),
    inAccount('c.account_id', scope),
    ...(scope.importable_only ? ['c.sis_id is not null'] : []),
    ...(scope.created_by_sis ? [stamped('courses', 'c', scope)] : []),
  ],
  order_by: [bytewise('c.sis_id'), 'c.id'],
}));
