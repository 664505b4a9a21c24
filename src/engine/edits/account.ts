import type { RosterRecord } from '../../db/index.ts';
import { type AccountDeletionFault, accountDeletionFault, wantAccountDeletion } from '../account-deletion.ts';
import type { RosterEdit } from '../edit-roster.ts';
import { findLiving, isSisIdTaken } from './find-record.ts';

type Account = RosterRecord<'accounts'>;

/** What a person may say of an account; what is left out stays as it is. */
export interface AccountFields {
  readonly name?: string;
  readonly sis_id?: string | null;
  readonly parent_account_id?: number;
}

/** Why an account is not changed as a person wants it. */
export type AccountFault =
  | 'gone'
  | 'sis_id_taken'
  | 'sis_id_of_root'
  | 'parent_gone'
  | 'parent_of_root'
  | 'loop';

/** Plans an account below another one and hands out its id. */
export async function planAccount(
  roster: RosterEdit,
  fields: Required<AccountFields>,
): Promise<{ readonly id: number } | { readonly fault: AccountFault }> {
  const { parent_account_id, name, sis_id } = fields;
  if ((await findLiving(roster, 'accounts', parent_account_id)) === null) return { fault: 'parent_gone' };
  if (await isSisIdTaken(roster, 'accounts', sis_id)) return { fault: 'sis_id_taken' };
  await roster.reserve({ accounts: 1 });
  const { id } = roster.plan.create('accounts', {
    parent_account_id,
    name,
    workflow_state: 'active',
    sis_id,
    integration_id: null,
    sis_import_id: null,
    stuck_fields: '',
  });
  return { id };
}

/** Plans new values of an account; hands out what is in the way, null when nothing is. */
export async function planAccountChange(
  roster: RosterEdit,
  id: number,
  { sis_id, ...fields }: AccountFields,
): Promise<AccountFault | null> {
  const account = await findLiving(roster, 'accounts', id);
  if (account === null) return 'gone';
  const { parent_account_id: parent } = fields;
  const fault = parent === undefined ? null : await moveFault(roster, account, parent);
  if (fault !== null) return fault;
  if (sis_id !== undefined && sis_id !== account.sis_id) {
    if (account.parent_account_id === null) return 'sis_id_of_root';
    if (await isSisIdTaken(roster, 'accounts', sis_id, id)) return 'sis_id_taken';
    roster.plan.setIds('accounts', account, { sis_id });
  }
  roster.plan.update('accounts', roster.found.byId('accounts', id) ?? account, fields);
  return null;
}

async function moveFault(roster: RosterEdit, account: Account, parent: number): Promise<AccountFault | null> {
  if (parent === account.parent_account_id) return null;
  if (account.parent_account_id === null) return 'parent_of_root';
  if ((await findLiving(roster, 'accounts', parent)) === null) return 'parent_gone';
  return roster.plan.options.account_tree.isWithin(parent, account.id) ? 'loop' : null;
}

/** Plans the end of an account; hands out what is in the way, null when nothing is. */
export async function planAccountDeletion(
  roster: RosterEdit,
  id: number,
): Promise<AccountDeletionFault | 'gone' | null> {
  const account = await findLiving(roster, 'accounts', id);
  if (account === null) return 'gone';
  await roster.lookUp((want) => wantAccountDeletion(want, id));
  const fault = accountDeletionFault(account, roster.found);
  if (fault === null) roster.plan.update('accounts', account, { workflow_state: 'deleted' });
  return fault;
}
