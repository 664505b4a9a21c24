import type { Admin } from '../../../api/index.ts';
import { type AdminRow, listAdmins as findAdmins, findUserSummaries } from '../../../db/index.ts';
import { type OpenedAccount, openAccount, scopeOf } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { listParameter } from '../../parameters.ts';
import { presentAdmin } from '../../presenters/present-admin.ts';
import { presentUser } from '../../presenters/present-user.ts';
import { resolveId } from '../../resolve-id.ts';

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

/** The people whom `user_id[]` names; null: everybody. */
async function readUserIds(call: Call): Promise<readonly number[] | null> {
  const asked = listParameter(call.parameters, 'user_id');
  if (asked.length === 0) return null;
  const scope = await scopeOf(call);
  const { pool } = call.context.database;
  const found = await Promise.all(asked.map((text) => resolveId(pool, 'user', text, scope)));
  return found.flatMap((address) => (address === null ? [] : [address.id]));
}

/** Lists the admins of an account. */
export async function listAdmins(call: Call): Promise<readonly Admin[]> {
  const opened = await openAccount(call);
  const { root_account_id, id: account_id } = opened.account;
  const page = readPage(call.parameters);
  const which = { root_account_id, account_id, user_ids: await readUserIds(call) };
  const rows = await findAdmins(call.context.database.pool, which, page);
  return presentAdmins(call, opened, sendPage(call.request, call.reply, page, rows));
}
