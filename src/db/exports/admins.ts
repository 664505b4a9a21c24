import { defineExport } from './define-export.ts';
import { bestLogin, bytewise, inAccount, joined, ofTenant, truth, unlessDeleted } from './fragments.ts';

/** Admins; an import is about the entries under its management, which `sis_managed` tells. */
export const admins = defineExport((scope) => {
  const user_id = bestLogin('m.user_id', scope);
  return {
    values: {
      admin_user_name: 'u.name',
      canvas_user_id: 'm.user_id',
      user_id: bytewise(user_id),
      canvas_account_id: 'm.account_id',
      account_id: 'a.sis_id',
      role_id: 'm.role_id',
      role: 'r.name',
      status: 'm.workflow_state',
      created_by_sis: truth('m.sis_managed'),
    },
    from: `account_users m ${joined('accounts', 'a', 'm.account_id', scope)}
      left ${joined('users', 'u', 'm.user_id', scope)} left ${joined('roles', 'r', 'm.role_id', scope)}`,
    where: [
      ofTenant('m', scope),
      unlessDeleted("m.workflow_state <> 'deleted'", 'm.sis_managed', scope),
      ...(scope.include_deleted ? [] : ["a.workflow_state <> 'deleted'"]),
      inAccount('m.account_id', scope),
      ...(scope.importable_only ? [`${user_id} is not null`, NAMED_ACCOUNT] : []),
      ...(scope.importable_only || scope.created_by_sis ? ['m.sis_managed'] : []),
    ],
    order_by: [
      'a.parent_account_id is not null',
      bytewise('a.sis_id'),
      'a.id',
      bytewise(user_id),
      'm.user_id',
      bytewise('r.name'),
      'm.id',
    ],
  };
});

// A blank account means the root account: a sub-account without a SIS id must not make a root admin of its admin.
const NAMED_ACCOUNT = '(a.sis_id is not null or a.parent_account_id is null)';
