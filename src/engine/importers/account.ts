import { account, draftMessage } from '../../format/index.ts';
import { isStuck } from '../stickiness.ts';
import { statusWord, tooLong } from './cells.ts';
import { defineImporter } from './define-importer.ts';

/** Accounts: parents must be there or stand above in the file; nothing is deleted along with an account. */
export const accountImporter = defineImporter<typeof account>({
  file_type: account,
  table: 'accounts',
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
        if (!existing) continue;
        want('accounts', 'by_parent', existing.id);
        want.fact('account_has_courses', existing.id);
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
    const status = statusWord(row.status, ['active', 'deleted']);
    const invalid = (reason: string) => draftMessage('account.invalid', { account_id, reason });
    const holder = found.one('accounts', 'by_integration_id', row.integration_id);
    if (!existing) {
      if (row.name === null) return draftMessage('account.missing_name', { account_id });
      if (status === null) return draftMessage('account.bad_status', { account_id, status: row.status });
    } else if (status === 'deleted' && existing.workflow_state !== 'deleted') {
      if (existing.parent_account_id === null) return invalid('the root account cannot be deleted');
      if (
        found.all('accounts', 'by_parent', existing.id).some((child) => child.workflow_state !== 'deleted')
      ) {
        return draftMessage('account.delete_has_subaccounts', { account_id });
      }
      if (found.fact('account_has_courses', existing.id)) {
        return draftMessage('account.delete_has_courses', { account_id });
      }
    }
    const target = parent?.id ?? options.root_account_id;
    const isRoot = existing?.parent_account_id === null;
    // A parent that is stuck is not written, so it cannot close a loop.
    const moves = existing && !isRoot && !isStuck('accounts', existing, 'parent_account_id', options);
    if (moves && options.account_tree.isWithin(target, existing.id)) {
      return draftMessage('account.parent_loop', { account_id, parent_account_id });
    }
    if (tooLong(row.name, account_id, row.integration_id))
      return invalid('a value is longer than 255 characters');
    if (holder && holder.id !== existing?.id)
      return invalid(`integration id ${row.integration_id} is in use`);

    if (!existing) {
      const made = plan.create('accounts', {
        parent_account_id: target,
        name: row.name ?? '',
        workflow_state: status ?? 'active',
        sis_id: account_id,
        integration_id: row.integration_id,
        sis_import_id: options.sis_import_id,
        stuck_fields: '',
      });
      found.assumeNone('accounts', 'by_parent', made.id);
      if (found.isFactMissing('account_has_courses', made.id)) {
        found.learnFact('account_has_courses', [made.id], new Set());
      }
      options.account_tree.setParent(made.id, target);
      return 'counted';
    }
    plan.stamp('accounts', existing.id);
    const saved = plan.update('accounts', existing, {
      // The root account has no parent, whatever its row says.
      ...(isRoot ? {} : { parent_account_id: target }),
      ...(row.name === null ? {} : { name: row.name }),
      ...(status === null || isRoot ? {} : { workflow_state: status }),
      integration_id: row.integration_id,
    });
    if (saved.parent_account_id !== null) options.account_tree.setParent(saved.id, saved.parent_account_id);
    return 'counted';
  },
});
