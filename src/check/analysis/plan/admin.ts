import { type admin, draftMessage } from '../../../format/index.ts';
import { definePlan, missing } from './define-plan.ts';
import { isAccountRole } from './roles.ts';

/** Admins: roles are those of a new server. */
export const adminPlan = definePlan<typeof admin>({
  planRow(row, world, say) {
    const { user_id, account_id, role, role_id } = row;
    const account = world.accounts.get(account_id);
    if (account_id !== null && account?.state !== 'active') {
      return say.refuse(
        draftMessage('admin.account_unknown', { user_id, account_id }),
        account ? undefined : missing('account', account_id),
      );
    }
    if (!isAccountRole(role_id, role)) {
      return say.refuse(
        role === null
          ? draftMessage('admin.bad_role_id', { user_id, role_id })
          : draftMessage('admin.bad_role', { user_id, role }),
      );
    }
    const login = world.logins.get(user_id);
    if (login && login.state !== 'deleted' && row.root_account === null) return true;
    return say.refuse(
      draftMessage('admin.user_unknown', { user_id }),
      login ? undefined : missing('user', user_id),
    );
  },
});
