import type { Account } from '../../api/index.ts';
import type { AccountRow } from '../../db/index.ts';
import { type SisRights, sisFields } from './sis-fields.ts';

/** An account as the API shows it. */
export function presentAccount(account: AccountRow, rights: SisRights): Account {
  const isRoot = account.id === account.root_account_id;
  return {
    id: account.id,
    name: account.name,
    uuid: account.uuid,
    workflow_state: account.workflow_state,
    parent_account_id: account.parent_account_id,
    root_account_id: isRoot ? null : account.root_account_id,
    default_storage_quota_mb: account.default_storage_quota_mb,
    default_user_storage_quota_mb: account.default_user_storage_quota_mb,
    default_group_storage_quota_mb: account.default_group_storage_quota_mb,
    default_time_zone: account.default_time_zone,
    ...sisFields(
      rights,
      { sis_account_id: account.sis_id, integration_id: account.integration_id },
      account.sis_import_id,
    ),
  };
}
