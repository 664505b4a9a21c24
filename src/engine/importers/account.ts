import type { RosterRecord } from '../../db/index.ts';
import { account, draftMessage, type MessageDraft, type RowOf } from '../../format/index.ts';
import { accountDeletionFault, wantAccountDeletion } from '../account-deletion.ts';
import type { Plan } from '../plan.ts';
import { isStuck } from '../stickiness.ts';
import { statusWord, tooLong } from './cells.ts';
import { defineImporter } from './define-importer.ts';

type Row = RowOf<typeof account>;
type Account = RosterRecord<'accounts'>;

/** Accounts: parents must be there or stand above in the file; nothing is deleted along with an account. */
export const accountImporter = defineImporter<typeof account>({
  file_type: account,
  table: 'accounts',
  plans_ahead: 'never',
  keeps: ['accounts'],
  creates: { accounts: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('accounts', 'by_sis_id', row.account_id);
        want('accounts', 'by_sis_id', row.parent_account_id);
        want('accounts', 'by_integration_id', row.integration_id);
      }
    },
    (rows, want, found) => {
      for (const row of rows) {
        if (statusWord(row.status, ['deleted']) === null) continue;
        const existing = found.one('accounts', 'by_sis_id', row.account_id);
        if (existing) wantAccountDeletion(want, existing.id);
      }
    },
  ],
  planRow(row, plan) {
    const { found, options } = plan;
    const { account_id, parent_account_id } = row;
    const parent = found.one('accounts', 'by_sis_id', parent_account_id);
    if (parent_account_id !== null && !parent) {
      return draftMessage('account.parent_not_found', { account_id, parent_account_id });
    }
    if (parent && parent.workflow_state === 'deleted') {
      return draftMessage('account.parent_deleted', { account_id, parent_account_id });
    }
    const existing = found.one('accounts', 'by_sis_id', account_id);
    const target = parent?.id ?? options.root_account_id;
    const fault = existing ? changeFault(row, existing, target, plan) : newFault(row);
    if (fault !== null) return fault;
    const reason = saveFault(row, existing, plan);
    if (reason !== null) return draftMessage('account.invalid', { account_id, reason });
    if (existing) change(row, existing, target, plan);
    else create(row, target, plan);
    return 'counted';
  },
});

function statusOf(row: Row): 'active' | 'deleted' | null {
  return statusWord(row.status, ['active', 'deleted']);
}

/** Why a row makes no account. */
function newFault(row: Row): MessageDraft | null {
  const { account_id } = row;
  if (row.name === null) return draftMessage('account.missing_name', { account_id });
  if (statusOf(row) !== null) return null;
  return draftMessage('account.bad_status', { account_id, status: row.status });
}

/** Why an account is neither deleted nor moved as the row asks. */
function changeFault(row: Row, existing: Account, target: number, plan: Plan): MessageDraft | null {
  const { found, options } = plan;
  const { account_id, parent_account_id } = row;
  const isRoot = existing.parent_account_id === null;
  if (statusOf(row) === 'deleted' && existing.workflow_state !== 'deleted') {
    const fault = accountDeletionFault(existing, found);
    if (fault === 'is_root') {
      return draftMessage('account.invalid', { account_id, reason: 'the root account cannot be deleted' });
    }
    if (fault === 'has_sub_accounts') return draftMessage('account.delete_has_subaccounts', { account_id });
    if (fault === 'has_courses') return draftMessage('account.delete_has_courses', { account_id });
  }
  // A parent that is stuck is not written, so it cannot close a loop.
  const moves = !isRoot && !isStuck('accounts', existing, 'parent_account_id', options);
  const isLoop = moves && options.account_tree.isWithin(target, existing.id);
  return isLoop ? draftMessage('account.parent_loop', { account_id, parent_account_id }) : null;
}

function saveFault(row: Row, existing: Account | undefined, plan: Plan): string | null {
  if (tooLong(row.name, row.account_id, row.integration_id)) return 'a value is longer than 255 characters';
  const holder = plan.found.one('accounts', 'by_integration_id', row.integration_id);
  return holder && holder.id !== existing?.id ? `integration id ${row.integration_id} is in use` : null;
}

function create(row: Row, parent_account_id: number, plan: Plan): void {
  const { found, options } = plan;
  const made = plan.create('accounts', {
    parent_account_id,
    name: row.name ?? '',
    workflow_state: statusOf(row) ?? 'active',
    sis_id: row.account_id,
    integration_id: row.integration_id,
    sis_import_id: options.sis_import_id,
    stuck_fields: '',
  });
  found.assumeNone('accounts', 'by_parent', made.id);
  if (found.isFactMissing('account_has_courses', made.id)) {
    found.learnFact('account_has_courses', [made.id], new Set());
  }
  options.account_tree.setParent(made.id, parent_account_id);
}

function change(row: Row, existing: Account, target: number, plan: Plan): void {
  const status = statusOf(row);
  const isRoot = existing.parent_account_id === null;
  plan.stamp('accounts', existing.id);
  const saved = plan.update('accounts', existing, {
    // The root account has no parent, whatever its row says.
    ...(isRoot ? {} : { parent_account_id: target }),
    ...(row.name === null ? {} : { name: row.name }),
    ...(status === null || isRoot ? {} : { workflow_state: status }),
    integration_id: row.integration_id,
  });
  if (saved.parent_account_id !== null) {
    plan.options.account_tree.setParent(saved.id, saved.parent_account_id);
  }
}
