import type { Account } from '../../../api/index.ts';
import {
  type AccountRow,
  listAccounts as findAccounts,
  listSubAccounts as findSubAccounts,
} from '../../../db/index.ts';
import { openAccount, rightsInAll } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { isTrue } from '../../parameters.ts';
import { presentAccount } from '../../presenters/present-account.ts';

async function presentAll(call: Call, rows: readonly AccountRow[]): Promise<readonly Account[]> {
  const rightsOver = await rightsInAll(call.context, call.viewer, rows);
  return rows.map((row) => presentAccount(row, rightsOver(row)));
}

/** Lists the accounts in which the viewer holds a role; for a site admin every root account too. */
export async function listAccounts(call: Call): Promise<readonly Account[]> {
  const page = readPage(call.parameters);
  const { memberships, site_admin } = call.viewer;
  const which = { ids: memberships.map(({ account_id }) => account_id), all_roots: site_admin };
  const rows = await findAccounts(call.context.database.pool, which, page);
  return presentAll(call, sendPage(call.request, call.reply, page, rows));
}

/** Shows one account. */
export async function showAccount(call: Call): Promise<Account> {
  const { account, rights } = await openAccount(call, 'id');
  return presentAccount(account, rights);
}

/** Lists the accounts below an account. */
export async function listSubAccounts(call: Call): Promise<readonly Account[]> {
  const { account, rights } = await openAccount(call);
  const page = readPage(call.parameters);
  const parent = {
    root_account_id: account.root_account_id,
    id: account.id,
    recursive: isTrue(call.parameters.recursive),
  };
  const rows = await findSubAccounts(call.context.database.pool, parent, page);
  // Whoever holds a role above holds it below.
  return sendPage(call.request, call.reply, page, rows).map((row) => presentAccount(row, rights));
}
