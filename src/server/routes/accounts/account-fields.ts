import type { Account } from '../../../api/index.ts';
import { type AccountExtras, type AccountRow, findAccount } from '../../../db/index.ts';
import type { AccountFault } from '../../../engine/index.ts';
import { rightsIn } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { ApiError, unknownRecord } from '../../errors.ts';
import { integerField, sentFields } from '../../fields.ts';
import type { ParameterRecord } from '../../parameters.ts';
import { presentAccount } from '../../presenters/present-account.ts';

function readQuota(group: ParameterRecord, field: string): number | undefined {
  const quota = integerField(group, field);
  if (quota === null) throw new ApiError('blank_field', { field });
  return quota;
}

/** How much room files get, as far as a request says. */
export function readQuotas(group: ParameterRecord): AccountExtras {
  return sentFields({
    default_storage_quota_mb: readQuota(group, 'default_storage_quota_mb'),
    default_user_storage_quota_mb: readQuota(group, 'default_user_storage_quota_mb'),
    default_group_storage_quota_mb: readQuota(group, 'default_group_storage_quota_mb'),
  });
}

/** What the answer is to an account that cannot be as it was asked for. */
export function refusalOf(fault: AccountFault): ApiError {
  switch (fault) {
    case 'gone':
      return unknownRecord('account');
    case 'sis_id_taken':
      return new ApiError('taken_field', { field: 'sis_account_id' });
    case 'sis_id_of_root':
      return new ApiError('invalid_field', { field: 'sis_account_id' });
    default:
      return new ApiError('invalid_field', { field: 'parent_account_id' });
  }
}

/** The account as it is now, after a change. */
export async function answerAccount(
  call: Call,
  { root_account_id, id }: Pick<AccountRow, 'root_account_id' | 'id'>,
): Promise<Account> {
  const account = await findAccount(call.context.database.pool, root_account_id, id);
  if (account === null) throw unknownRecord('account');
  return presentAccount(account, await rightsIn(call.context, call.viewer, account));
}
