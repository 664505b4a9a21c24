import { type Account, endpoints } from '../../../api/index.ts';
import { updateAccountExtras } from '../../../db/index.ts';
import { editRoster, planAccount } from '../../../engine/index.ts';
import { openAccount } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError } from '../../errors.ts';
import { requiredGroup, requiredText } from '../../fields.ts';
import { sisIdField } from '../../sis-id-field.ts';
import { answerAccount, readQuotas, refusalOf } from './account-fields.ts';

const { members } = endpoints.createSubAccount.parameters.account;

/** Makes an account below the one in the path. */
export async function createSubAccount(call: Call): Promise<Account> {
  const { account: parent, rights } = await openAccount(call);
  const { root_account_id } = parent;
  if (parent.settings.site_admin === true) throw new ApiError('not_a_tenant');
  const group = requiredGroup(call.parameters, 'account');
  const fields = {
    name: requiredText(group, 'name', members.name.max_length),
    sis_id: sisIdField(group, 'sis_account_id', null, rights) ?? null,
    parent_account_id: parent.id,
  };
  const quotas = readQuotas(group);
  const id = await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const made = await planAccount(roster, fields);
    if ('fault' in made) throw refusalOf(made.fault);
    roster.afterwards((client) => updateAccountExtras(client, root_account_id, made.id, quotas));
    return made.id;
  });
  return answerAccount(call, { root_account_id, id });
}
