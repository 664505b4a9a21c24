import { type Account, endpoints } from '../../../api/index.ts';
import { type AccountRow, updateAccountExtras } from '../../../db/index.ts';
import { editRoster, planAccountChange } from '../../../engine/index.ts';
import { readSettings } from '../../account-settings.ts';
import { openAccount, rightsIn } from '../../auth/open-account.ts';
import { findOwn } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError } from '../../errors.ts';
import { filledText, requiredGroup, sentFields } from '../../fields.ts';
import { type ParameterRecord, textParameter } from '../../parameters.ts';
import { sisIdField } from '../../sis-id-field.ts';
import { timeZoneField } from '../../time-zone-field.ts';
import { answerAccount, readQuotas, refusalOf } from './account-fields.ts';

const { members } = endpoints.updateAccount.parameters.account;

/** The account to move under: in the same tenant, and one where the viewer may do the same. */
async function readParent(
  call: Call,
  group: ParameterRecord,
  account: AccountRow,
): Promise<number | undefined> {
  const text = textParameter(group, 'parent_account_id');
  if (text === null) return undefined;
  const { root_account_id } = account;
  const id = await findOwn(call, 'account', text, root_account_id);
  const rights = await rightsIn(call.context, call.viewer, { root_account_id, id });
  if (!rights.may('manage_account_settings')) throw new ApiError('unauthorized');
  return id;
}

/** What only people set of an account. */
function readExtras(group: ParameterRecord, account: AccountRow) {
  const zone = timeZoneField(group, 'default_time_zone');
  const settings = readSettings(group, account);
  if (account.settings.site_admin === true && Object.keys(settings).length > 0) {
    throw new ApiError('not_a_tenant');
  }
  return {
    ...readQuotas(group),
    ...sentFields({ default_time_zone: zone }),
    settings,
  };
}

/** Changes an account and its settings. */
export async function updateAccount(call: Call): Promise<Account> {
  const { account, rights } = await openAccount(call, 'id');
  const { root_account_id, id } = account;
  const group = requiredGroup(call.parameters, 'account');
  const fields = sentFields({
    name: filledText(group, 'name', members.name.max_length),
    sis_id: sisIdField(group, 'sis_account_id', account.sis_id, rights),
    parent_account_id: await readParent(call, group, account),
  });
  const extras = readExtras(group, account);
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const fault = await planAccountChange(roster, id, fields);
    if (fault !== null) throw refusalOf(fault);
    await roster.writeRows('accounts', [id], (client) =>
      updateAccountExtras(client, root_account_id, id, extras),
    );
  });
  return answerAccount(call, account);
}
