import { type account, draftMessage } from '../../../format/index.ts';
import { statusWord, tooLong } from '../../cells.ts';
import type { AccountRecord } from '../records.ts';
import { definePlan, missing } from './define-plan.ts';

/** Accounts: parents stand above their children, and nothing is deleted along with one. */
export const accountPlan = definePlan<typeof account>({
  planRow(row, world, say) {
    const { account_id, parent_account_id, integration_id } = row;
    if (account_id === null) return false;
    const parent = world.accounts.get(parent_account_id);
    if (parent_account_id !== null && !parent) {
      return say.refuse(
        draftMessage('account.parent_not_found', { account_id, parent_account_id }),
        missing('account', parent_account_id),
      );
    }
    if (parent?.state === 'deleted')
      return say.refuse(draftMessage('account.parent_deleted', { account_id, parent_account_id }));
    const existing = world.accounts.get(account_id);
    const status = statusWord(row.status, ['active', 'deleted']);
    if (!existing) {
      if (row.name === null) return say.refuse(draftMessage('account.missing_name', { account_id }));
      if (status === null)
        return say.refuse(draftMessage('account.bad_status', { account_id, status: row.status }));
    } else {
      if (status === 'deleted' && existing.state !== 'deleted') {
        if (existing.live_children > 0)
          return say.refuse(draftMessage('account.delete_has_subaccounts', { account_id }));
        if (existing.live_courses > 0)
          return say.refuse(draftMessage('account.delete_has_courses', { account_id }));
      }
      if (isWithin(parent ?? null, existing))
        return say.refuse(draftMessage('account.parent_loop', { account_id, parent_account_id }));
    }
    const invalid = (reason: string) => say.refuse(draftMessage('account.invalid', { account_id, reason }));
    if (tooLong(row.name, account_id, integration_id))
      return invalid('a value is longer than 255 characters');
    if (world.accounts.otherHolder(integration_id, existing))
      return invalid(`integration id ${integration_id} is in use`);
    const record =
      existing ??
      world.accounts.add({
        id: account_id,
        integration_id,
        state: 'deleted',
        parent: null,
        live_children: 0,
        live_courses: 0,
      });
    place(record, parent ?? null, status ?? record.state);
    world.accounts.setIntegrationId(record, integration_id);
    return true;
  },
});

function isWithin(account: AccountRecord | null, above: AccountRecord): boolean {
  for (let at = account; at !== null; at = at.parent) if (at === above) return true;
  return false;
}

/** Gives an account its parent and state, and keeps count of what lives below each. */
function place(account: AccountRecord, parent: AccountRecord | null, state: AccountRecord['state']): void {
  if (account.state === 'active' && account.parent) account.parent.live_children -= 1;
  account.parent = parent;
  account.state = state;
  if (state === 'active' && parent) parent.live_children += 1;
}
