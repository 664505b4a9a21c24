import type { Role } from '../../../api/index.ts';
import {
  findAccountChain,
  findAccounts,
  findRole,
  listRoles as findRoles,
  type RoleRow,
} from '../../../db/index.ts';
import { type OpenedAccount, openAccount, rightsInAll } from '../../auth/open-account.ts';
import { type Call, numericId } from '../../define-route.ts';
import { unknownRecord } from '../../errors.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { isTrue, listParameter } from '../../parameters.ts';
import { presentAccount } from '../../presenters/present-account.ts';
import { presentRole } from '../../presenters/present-role.ts';

const states = ['active', 'inactive'] as const;

/** A role that the viewer may use for what the endpoint does. */
export interface OpenedRole extends OpenedAccount {
  readonly role: RoleRow;
}

async function readChain(call: Call, { account }: OpenedAccount): Promise<readonly number[]> {
  return findAccountChain(call.context.database.pool, account.root_account_id, account.id);
}

/** Roles of one tenant as the API shows them, with the accounts where they were made. */
export async function presentRoles(
  call: Call,
  root_account_id: number,
  rows: readonly RoleRow[],
): Promise<readonly Role[]> {
  const ids = [...new Set(rows.map(({ account_id }) => account_id))];
  const accounts = await findAccounts(call.context.database.pool, root_account_id, ids);
  const rightsOver = await rightsInAll(call.context, call.viewer, accounts);
  return rows.flatMap((row) => {
    const account = accounts.find(({ id }) => id === row.account_id);
    return account === undefined ? [] : [presentRole(row, presentAccount(account, rightsOver(account)))];
  });
}

/** Lists the built-in roles and those of an account. */
export async function listRoles(call: Call): Promise<readonly Role[]> {
  const opened = await openAccount(call);
  const { root_account_id, id } = opened.account;
  const page = readPage(call.parameters);
  const asked = listParameter(call.parameters, 'state');
  const known = states.filter((state) => asked.includes(state));
  const which = {
    root_account_id,
    account_ids: isTrue(call.parameters.show_inherited) ? await readChain(call, opened) : [id],
    workflow_states: known.length === 0 ? ['active'] : known,
  };
  const rows = await findRoles(call.context.database.pool, which, page);
  return presentRoles(call, root_account_id, sendPage(call.request, call.reply, page, rows));
}

/** The role in the path, if it can be used in the account in the path. */
export async function openRole(call: Call): Promise<OpenedRole> {
  const opened = await openAccount(call);
  const id = numericId(call, 'id', 'role');
  const role = await findRole(call.context.database.pool, opened.account.root_account_id, id);
  if (role === null || !(role.is_built_in || (await readChain(call, opened)).includes(role.account_id))) {
    throw unknownRecord('role');
  }
  return { ...opened, role };
}

/** The role as it is now. */
export async function answerRole(call: Call, root_account_id: number, id: number): Promise<Role> {
  const role = await findRole(call.context.database.pool, root_account_id, id);
  const [shown] = role === null ? [] : await presentRoles(call, root_account_id, [role]);
  if (shown === undefined) throw unknownRecord('role');
  return shown;
}

/** Shows one role. */
export async function showRole(call: Call): Promise<Role> {
  const { role } = await openRole(call);
  return answerRole(call, role.root_account_id, role.id);
}
