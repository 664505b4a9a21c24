import type { Admin, Permission } from '../../../api/index.ts';
import { findAdmin, findAdminWithRole, findRole, type Queryable } from '../../../db/index.ts';
import { type AdminFault, editRoster, planAdmin, planAdminRemoval } from '../../../engine/index.ts';
import { type AccountRights, type OpenedAccount, openAccount } from '../../auth/open-account.ts';
import { findObject } from '../../auth/open-object.ts';
import type { Call } from '../../define-route.ts';
import { editorOf } from '../../editor-of.ts';
import { ApiError, missingParameter, unknownRecord } from '../../errors.ts';
import { textParameter } from '../../parameters.ts';
import { permitsAll } from '../../presenters/present-role.ts';
import { presentAdmins } from './read-admins.ts';

const unknownUser = () => unknownRecord('user');

function readRole({ parameters }: Call): { readonly role_id: string | null; readonly role: string } {
  return {
    role_id: textParameter(parameters, 'role_id'),
    role: textParameter(parameters, 'role') ?? 'AccountAdmin',
  };
}

/** Throws unless the viewer may do all that the role permits: nobody hands out, or takes away, more than they have. */
async function checkReach(
  db: Queryable,
  root_account_id: number,
  role_id: number,
  rights: AccountRights,
): Promise<void> {
  const role = await findRole(db, root_account_id, role_id);
  if (role === null) throw new Error(`The role ${role_id} is not there.`);
  const permitted = Object.keys(role.permissions).filter((name) => role.permissions[name] === true);
  const reaches = permitsAll(role)
    ? rights.has_all_permissions
    : permitted.every((name) => rights.may(name as Permission));
  if (!reaches) throw new ApiError('unauthorized');
}

function refusalOf(fault: AdminFault): ApiError {
  if (fault === 'self') return new ApiError('own_admin_role');
  return fault === 'person_gone' ? unknownUser() : unknownRecord('admin');
}

async function answerAdmin(call: Call, opened: OpenedAccount, id: number): Promise<Admin> {
  const row = await findAdmin(call.context.database.pool, opened.account.root_account_id, id);
  const [admin] = row === null ? [] : await presentAdmins(call, opened, [row]);
  if (admin === undefined) throw unknownRecord('admin');
  return admin;
}

/** Makes a person an admin of the account. */
export async function createAdmin(call: Call): Promise<Admin> {
  const opened = await openAccount(call);
  const { account, rights } = opened;
  const { root_account_id } = account;
  const text = textParameter(call.parameters, 'user_id');
  if (text === null) throw missingParameter('user_id');
  const user = await findObject(call, 'user', text);
  // Only a site admin knows people of other root accounts.
  if (user.root_account_id !== root_account_id && !call.viewer.site_admin) throw unknownUser();
  const { role_id, role } = readRole(call);
  const id = await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const by_name = role_id === null ? role : null;
    const found = roster.plan.options.roles.accountRole(role_id, by_name, account.id);
    if (found === null) throw new ApiError('unknown_role', { params: { role: role_id ?? role } });
    await checkReach(roster.client, root_account_id, found.id, rights);
    const made = await planAdmin(roster, { account_id: account.id, user_id: user.id, role_id: found.id });
    if ('fault' in made) throw refusalOf(made.fault);
    return made.id;
  });
  return answerAdmin(call, opened, id);
}

/** Takes a role in the account from a person. */
export async function deleteAdmin(call: Call): Promise<Admin> {
  const opened = await openAccount(call);
  const { account, rights } = opened;
  const { root_account_id, id: account_id } = account;
  const { id: user_id } = await findObject(call, 'user', call.path.user_id ?? '');
  const { role_id: number, role } = readRole(call);
  const { pool } = call.context.database;
  const role_id = number === null ? null : /^\d{1,15}$/.test(number) ? Number(number) : 0;
  const entry = await findAdminWithRole(pool, { root_account_id, account_id, user_id, role_id, role });
  if (entry === null) throw refusalOf('gone');
  await checkReach(pool, root_account_id, entry.role_id, rights);
  await editRoster(...editorOf(call, root_account_id), async (roster) => {
    const fault = await planAdminRemoval(roster, entry.id);
    if (fault !== null) throw refusalOf(fault);
  });
  return answerAdmin(call, opened, entry.id);
}
