import { inContext, joinContext } from './contexts.ts';
import { defineExport } from './define-export.ts';
import { bestLogin, bytewise, joined, ofTenant, stamped, truth, unlessDeleted } from './fragments.ts';

/** Group memberships; the deleted ones of a pair come before its accepted one, so that the accepted one stands. */
export const groupMembership = defineExport((scope) => {
  const user_id = bestLogin('m.user_id', scope);
  const touched = stamped('group_memberships', 'm', scope);
  return {
    values: {
      canvas_group_id: 'm.group_id',
      group_id: 'g.sis_id',
      canvas_user_id: 'm.user_id',
      user_id: bytewise(user_id),
      status: 'm.workflow_state',
      created_by_sis: truth(touched),
    },
    from: `group_memberships m ${joined('groups', 'g', 'm.group_id', scope)} ${joinContext('g', scope)}`,
    where: [
      ofTenant('m', scope),
      "g.kind = 'group'",
      unlessDeleted("m.workflow_state <> 'deleted' and g.workflow_state <> 'deleted'", touched, scope),
      ...inContext(scope),
      ...(scope.importable_only
        ? [
            'g.sis_id is not null',
            "m.workflow_state in ('accepted', 'deleted')",
            `${user_id} is not null`,
            touched,
          ]
        : []),
      ...(scope.created_by_sis ? [touched] : []),
    ],
    order_by: [
      bytewise('g.sis_id'),
      'g.id',
      bytewise(user_id),
      'm.user_id',
      "m.workflow_state <> 'deleted'",
      'm.id',
    ],
  };
});
