/** What holds where no account says otherwise, as SQL. */
const fallbacks = {
  default_time_zone: "'Etc/UTC'",
  default_storage_quota_mb: '500',
  default_user_storage_quota_mb: '50',
  default_group_storage_quota_mb: '50',
} as const;

/** The value of an account, the row `alias`, or of the nearest account above it that has one. */
export function inheritedDefault(column: keyof typeof fallbacks, alias: string): string {
  return `coalesce(${alias}.${column}, (
    with recursive above as (
      select ${alias}.parent_account_id as id, ${alias}.${column} as value, 1 as step
      union all
      select p.parent_account_id, p.${column}, above.step + 1 from above
      join accounts p on p.root_account_id = ${alias}.root_account_id and p.id = above.id
      where above.value is null and above.step < 1000
    ) select value from above where value is not null
  ), ${fallbacks[column]})`;
}
