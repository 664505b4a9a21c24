import type { AccountSettings } from '../../../api/index.ts';
import { presentSettings } from '../../account-settings.ts';
import { openAccount } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { ApiError } from '../../errors.ts';

/** Shows the switches of an account. */
export async function showAccountSettings(call: Call): Promise<AccountSettings> {
  const { account } = await openAccount(call);
  if (account.settings.site_admin === true) throw new ApiError('not_a_tenant');
  return presentSettings(account);
}
