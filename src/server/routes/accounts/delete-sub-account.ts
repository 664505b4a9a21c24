import type { Account } from '../../../api/index.ts';
import { findAccountChain } from '../../../db/index.ts';
import { type AccountDeletionFault, editRoster, planAccountDeletion } from '../../../engine/index.ts';
import { openAccount } from '../../auth/open-account.ts';
import { findObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError, type ErrorCode, unknownRecord } from '../../errors.ts';
import { answerAccount } from './account-fields.ts';

const refusals: Readonly<Record<AccountDeletionFault, ErrorCode>> = {
  is_root: 'root_account_stays',
  has_sub_accounts: 'account_has_sub_accounts',
  has_courses: 'account_has_courses',
};

/** Deletes the account in the path, or one below it. */
export async function deleteSubAccount(call: Call): Promise<Account> {
  const { account: above } = await openAccount(call);
  const target = await findObject(call, 'account', call.path.id ?? '');
  const unknown = unknownRecord('account');
  const { root_account_id, id } = target;
  if (root_account_id !== above.root_account_id) throw unknown;
  const chain = await findAccountChain(call.context.database.pool, root_account_id, id);
  if (!chain.includes(above.id)) throw unknown;
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const fault = await planAccountDeletion(roster, id);
    if (fault === 'gone') throw unknown;
    if (fault !== null) throw new ApiError(refusals[fault]);
  });
  return answerAccount(call, target);
}
