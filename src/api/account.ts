/** An account as the API shows it. */
export interface Account {
  readonly id: number;
  readonly name: string;
  readonly uuid: string;
  readonly workflow_state: string;
  /** Null for a root account. */
  readonly parent_account_id: number | null;
  /** Null for a root account. */
  readonly root_account_id: number | null;
  readonly default_storage_quota_mb: number;
  readonly default_user_storage_quota_mb: number;
  readonly default_group_storage_quota_mb: number;
  readonly default_time_zone: string;
  /** Needs `read_sis` or `manage_sis`. */
  readonly sis_account_id?: string | null;
  readonly integration_id?: string | null;
  /** Needs `manage_sis`. */
  readonly sis_import_id?: number | null;
}
