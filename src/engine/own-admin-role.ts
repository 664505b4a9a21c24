import type { PlanOptions } from './plan.ts';

/** Whether an admin would remove themselves from the root account: nobody may, so that somebody is always left. */
export function removesSelf(
  { root_account_id, user_id }: Pick<PlanOptions, 'root_account_id' | 'user_id'>,
  admin: { readonly account_id: number; readonly user_id: number },
): boolean {
  return admin.account_id === root_account_id && admin.user_id === user_id;
}
