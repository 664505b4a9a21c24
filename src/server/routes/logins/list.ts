import type { Login } from '../../../api/index.ts';
import {
  listAccountLogins as findAccountLogins,
  listUserLogins as findUserLogins,
} from '../../../db/index.ts';
import { openRootAccount } from '../../auth/open-account.ts';
import { openPerson } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { presentLogin } from '../../presenters/present-login.ts';

/** Lists a person's live logins. */
export async function listUserLogins(call: Call): Promise<readonly Login[]> {
  const { root_account_id, id, rights } = await openPerson(call);
  const page = readPage(call.parameters);
  const rows = await findUserLogins(call.context.database.pool, root_account_id, id, page);
  return sendPage(call.request, call.reply, page, rows).map((row) => presentLogin(row, rights));
}

/** Lists the live logins of the root account. */
export async function listAccountLogins(call: Call): Promise<readonly Login[]> {
  const { root_account_id, rights } = await openRootAccount(call);
  const page = readPage(call.parameters);
  const rows = await findAccountLogins(call.context.database.pool, root_account_id, page);
  return sendPage(call.request, call.reply, page, rows).map((row) => presentLogin(row, rights));
}
