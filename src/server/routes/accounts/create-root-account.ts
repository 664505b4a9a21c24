import { type Account, endpoints } from '../../../api/index.ts';
import {
  findAccount,
  insertRootAccount,
  inTransaction,
  isDomainTaken,
  lockRootAccounts,
} from '../../../db/index.ts';
import { openAccount, rightsIn } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { ApiError } from '../../errors.ts';
import { checkLength, requiredGroup, requiredText } from '../../fields.ts';
import { type ParameterRecord, textParameter } from '../../parameters.ts';
import { presentAccount } from '../../presenters/present-account.ts';

const { members } = endpoints.createRootAccount.parameters.account;

/** The Host that leads to the account: lower case, no port, as Hosts are compared. */
function readDomain(group: ParameterRecord): string | null {
  const domain = textParameter(group, 'domain')?.toLowerCase() ?? null;
  if (domain === null) return null;
  checkLength('domain', domain, members.domain.max_length);
  if (!/^[a-z0-9]([a-z0-9_-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9_-]*[a-z0-9])?)*$/.test(domain)) {
    throw new ApiError('invalid_field', { field: 'domain' });
  }
  return domain;
}

/** Makes a new root account that holds nothing but its default term, its roles and its login provider. */
export async function createRootAccount(call: Call): Promise<Account> {
  await openAccount(call);
  const group = requiredGroup(call.parameters, 'account');
  const name = requiredText(group, 'name', members.name.max_length);
  const domain = readDomain(group);
  const { pool } = call.context.database;
  const account = await inTransaction(pool, async (client) => {
    await lockRootAccounts(client);
    if (domain !== null && (await isDomainTaken(client, domain))) {
      throw new ApiError('taken_field', { field: 'domain' });
    }
    const { id } = await insertRootAccount(client, { name, domain });
    return findAccount(client, id, id);
  });
  if (account === null) throw new Error('A root account was made and is not there.');
  return presentAccount(account, await rightsIn(call.context, call.viewer, account));
}
