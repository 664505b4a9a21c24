import { admin, draftMessage, type MessageDraft, type RowOf } from '../../format/index.ts';
import type { Found } from '../found.ts';
import { removesSelf } from '../own-admin-role.ts';
import type { PlanOptions } from '../plan.ts';
import type { Role } from '../roles.ts';
import { statusWord } from './cells.ts';
import { defineImporter } from './define-importer.ts';

type Row = RowOf<typeof admin>;

/** Admins: an import deletes only entries that an import has given or confirmed. */
export const adminImporter = defineImporter<typeof admin>({
  file_type: admin,
  table: 'account_users',
  keeps: ['pseudonyms', 'accounts'],
  creates: { account_users: 1 },
  needs: [
    (rows, want) => {
      for (const row of rows) {
        want('accounts', 'by_sis_id', row.account_id);
        want('pseudonyms', 'by_sis_id', row.user_id);
      }
    },
    (rows, want, found, options) => {
      for (const row of rows) {
        const account_id = accountOf(row, found, options);
        const login = found.one('pseudonyms', 'by_sis_id', row.user_id);
        if (account_id !== null && login)
          want('account_users', 'by_account_and_user', [account_id, login.user_id]);
      }
    },
  ],
  planRow(row, plan) {
    const { found, options } = plan;
    const { user_id } = row;
    const account_id = accountOf(row, found, options);
    if (account_id === null)
      return draftMessage('admin.account_unknown', { user_id, account_id: row.account_id });
    const role = roleOf(row, account_id, options);
    if ('code' in role) return role;
    const login = found.one('pseudonyms', 'by_sis_id', user_id);
    if (!login || login.workflow_state === 'deleted' || row.root_account !== null) {
      return draftMessage('admin.user_unknown', { user_id });
    }
    const isDelete = statusWord(row.status, ['deleted']) !== null;
    if (isDelete && removesSelf(options, { account_id, user_id: login.user_id })) {
      return draftMessage('admin.cannot_remove_self', { user_id });
    }
    const entries = found.all('account_users', 'by_account_and_user', [account_id, login.user_id]);
    const entry = entries.find((each) => each.role_id === role.id);
    // An entry made by hand is not the import's to delete, nor does the row mark it as touched.
    if (isDelete && !entry?.sis_managed) return 'counted';
    if (entry) {
      plan.stamp('account_users', entry.id);
      const workflow_state = isDelete ? 'deleted' : 'active';
      plan.update('account_users', entry, { workflow_state, sis_managed: true });
      return 'counted';
    }
    plan.create('account_users', {
      account_id,
      user_id: login.user_id,
      role_id: role.id,
      workflow_state: 'active',
      sis_managed: true,
      sis_import_id: options.sis_import_id,
    });
    return 'counted';
  },
});

/** The account of a row, the root account where the cell is blank; null when it is unknown or deleted. */
function accountOf(row: Row, found: Found, options: PlanOptions): number | null {
  if (row.account_id === null) return options.root_account_id;
  const account = found.one('accounts', 'by_sis_id', row.account_id);
  return account?.workflow_state === 'active' ? account.id : null;
}

/** The role of a row among those available in its account, by number before name. */
function roleOf(row: Row, account_id: number, options: PlanOptions): Role | MessageDraft {
  const { user_id, role, role_id } = row;
  const found = options.roles.accountRole(role_id, role, account_id);
  if (found) return found;
  return role === null
    ? draftMessage('admin.bad_role_id', { user_id, role_id })
    : draftMessage('admin.bad_role', { user_id, role });
}
