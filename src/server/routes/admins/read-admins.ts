import type { Admin } from '../../../api/index.ts';
import { type AdminRow, listAdmins as findAdmins, findUserSummaries } from '../../../db/index.ts';
import { type OpenedAccount, openAccount } from '../../auth/open-account.ts';
import { readIds } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { presentAdmin } from '../../presenters/present-admin.ts';
import { presentUser } from '../../presenters/present-user.ts';

/** Admins with the people who they are. */
export async function presentAdmins(
  call: Call,
  { account, rights }: OpenedAccount,
  rows: readonly AdminRow[],
): Promise<readonly Admin[]> {
  const ids = [...new Set(rows.map(({ user_id }) => user_id))];
  const people = await findUserSummaries(call.context.database.pool, account.root_account_id, ids);
  const byId = new Map(people.map((person) => [person.id, presentUser(person, rights)]));
  return rows.flatMap((row) => {
    const user = byId.get(row.user_id);
    return user === undefined ? [] : [presentAdmin(row, user)];
  });
}

/** Lists the admins of an account. */
export async function listAdmins(call: Call): Promise<readonly Admin[]> {
  const opened = await openAccount(call);
  const { root_account_id, id: account_id } = opened.account;
  const page = readPage(call.parameters);
  const which = { root_account_id, account_id, user_ids: await readIds(call, 'user_id', 'user') };
  const rows = await findAdmins(call.context.database.pool, which, page);
  return presentAdmins(call, opened, sendPage(call.request, call.reply, page, rows));
}
