import { defineExport } from './define-export.ts';
import { bytewise, ofTenant, stamped, time, truth, unlessDeleted } from './fragments.ts';

/** The terms of the root account, whichever account the report runs on: terms belong to no other. */
export const terms = defineExport((scope) => ({
  values: {
    canvas_term_id: 't.id',
    term_id: 't.sis_id',
    name: 't.name',
    status: 't.workflow_state',
    start_date: time('t.start_at', scope),
    end_date: time('t.end_at', scope),
    created_by_sis: truth(stamped('enrollment_terms', 't', scope)),
  },
  from: 'enrollment_terms t',
  where: [
    ofTenant('t', scope),
    unlessDeleted("t.workflow_state <> 'deleted'", 't.sis_id is not null', scope),
    ...(scope.importable_only ? ['t.sis_id is not null'] : []),
    ...(scope.created_by_sis ? [stamped('enrollment_terms', 't', scope)] : []),
  ],
  order_by: [bytewise('t.sis_id'), 't.id'],
}));
