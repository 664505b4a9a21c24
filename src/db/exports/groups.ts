import { contextValues, inContext, joinContext } from './contexts.ts';
import { defineExport } from './define-export.ts';
import { bytewise, joined, ofTenant, stamped, truth, unlessDeleted } from './fragments.ts';

/** Groups; the built-in sets of a context have no id to show. */
export const groups = defineExport((scope) => ({
  values: {
    canvas_group_id: 'g.id',
    group_id: 'g.sis_id',
    canvas_group_category_id: 'g.group_category_id',
    group_category_id: 'case when k.role is null then k.sis_id end',
    ...contextValues('g'),
    name: 'g.name',
    status: 'g.workflow_state',
    created_by_sis: truth(stamped('groups', 'g', scope)),
    max_membership: 'g.max_membership',
  },
  from: `groups g ${joinContext('g', scope)} left ${joined('group_categories', 'k', 'g.group_category_id', scope)}`,
  where: [
    ofTenant('g', scope),
    "g.kind = 'group'",
    unlessDeleted("g.workflow_state <> 'deleted'", 'g.sis_id is not null', scope),
    ...inContext(scope),
    ...(scope.importable_only ? ['g.sis_id is not null'] : []),
    ...(scope.created_by_sis ? [stamped('groups', 'g', scope)] : []),
  ],
  order_by: [bytewise('g.sis_id'), 'g.id'],
}));
