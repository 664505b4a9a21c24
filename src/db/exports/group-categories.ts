import { contextValues, inContext, joinContext } from './contexts.ts';
import { defineExport } from './define-export.ts';
import { bytewise, ofTenant, stamped, truth, unlessDeleted } from './fragments.ts';

/** Group categories. */
export const groupCategories = defineExport((scope) => ({
  values: {
    canvas_group_category_id: 'g.id',
    group_category_id: 'g.sis_id',
    ...contextValues('g'),
    name: 'g.name',
    role: 'g.role',
    self_signup: 'g.self_signup',
    group_limit: 'g.group_limit',
    auto_leader: 'g.auto_leader',
    status: 'g.workflow_state',
    created_by_sis: truth(stamped('group_categories', 'g', scope)),
  },
  from: `group_categories g ${joinContext('g', scope)}`,
  where: [
    ofTenant('g', scope),
    "g.kind = 'group'",
    unlessDeleted("g.workflow_state <> 'deleted'", 'g.sis_id is not null', scope),
    ...inContext(scope),
    ...(scope.importable_only ? importable : []),
    ...(scope.importable_only || scope.created_by_sis ? [stamped('group_categories', 'g', scope)] : []),
  ],
  order_by: [bytewise('g.sis_id'), 'g.id'],
}));

/** A blank context means the root account, so a context that has no SIS id to show would move the category. */
const importable = [
  'g.sis_id is not null',
  '(c.sis_id is not null or (g.course_id is null and (a.sis_id is not null or a.parent_account_id is null)))',
];
