import type { RosterEdit } from '../edit-roster.ts';
import { removesSelf } from '../own-admin-role.ts';

/** Why a person is not made or kept from being an admin. */
export type AdminFault = 'person_gone' | 'gone' | 'self';

/** Whether a person of another tenant, or one here who can sign in. */
async function canSignIn(roster: RosterEdit, user_id: number): Promise<boolean> {
  await roster.lookUp((want) => {
    want('users', 'by_id', user_id);
    want.fact('person_has_live_login', user_id);
  });
  const person = roster.found.byId('users', user_id);
  if (person === undefined) return true;
  return person.workflow_state !== 'deleted' && roster.found.fact('person_has_live_login', user_id);
}

/** Plans a role of a person in an account, a deleted one anew, and hands out the id of the entry. */
export async function planAdmin(
  roster: RosterEdit,
  admin: { readonly account_id: number; readonly user_id: number; readonly role_id: number },
): Promise<{ readonly id: number } | { readonly fault: AdminFault }> {
  const { account_id, user_id, role_id } = admin;
  if (!(await canSignIn(roster, user_id))) return { fault: 'person_gone' };
  await roster.lookUp((want) => want('account_users', 'by_account_and_user', [account_id, user_id]));
  const entries = roster.found.all('account_users', 'by_account_and_user', [account_id, user_id]);
  const entry = entries.find((each) => each.role_id === role_id);
  if (entry) return roster.plan.update('account_users', entry, { workflow_state: 'active' });
  await roster.reserve({ account_users: 1 });
  return roster.plan.create('account_users', {
    ...admin,
    workflow_state: 'active',
    sis_managed: false,
    sis_import_id: null,
  });
}

/** Plans the end of a role of a person in an account; hands out what is in the way, null when nothing is. */
export async function planAdminRemoval(roster: RosterEdit, id: number): Promise<AdminFault | null> {
  await roster.lookUp((want) => want('account_users', 'by_id', id));
  const entry = roster.found.byId('account_users', id);
  if (entry === undefined || entry.workflow_state === 'deleted') return 'gone';
  if (removesSelf(roster.plan.options, entry)) return 'self';
  roster.plan.update('account_users', entry, { workflow_state: 'deleted' });
  return null;
}
