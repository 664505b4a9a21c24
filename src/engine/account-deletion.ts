import type { RosterRecord } from '../db/index.ts';
import type { Found } from './found.ts';
import type { Want } from './importers/define-importer.ts';

/** What keeps an account from being deleted: nothing is deleted along with one. */
export type AccountDeletionFault = 'is_root' | 'has_sub_accounts' | 'has_courses';

/** Asks for what decides whether an account can be deleted. */
export function wantAccountDeletion(want: Want, account_id: number): void {
  want('accounts', 'by_parent', account_id);
  want.fact('account_has_courses', account_id);
}

/** Why a living account cannot be deleted, null when it can. */
export function accountDeletionFault(
  account: RosterRecord<'accounts'>,
  found: Found,
): AccountDeletionFault | null {
  if (account.parent_account_id === null) return 'is_root';
  const children = found.all('accounts', 'by_parent', account.id);
  if (children.some((child) => child.workflow_state !== 'deleted')) return 'has_sub_accounts';
  return found.fact('account_has_courses', account.id) ? 'has_courses' : null;
}
