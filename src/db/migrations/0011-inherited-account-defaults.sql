-- What an account does not say itself it takes from the nearest account above that does.

alter table accounts
  alter column default_time_zone drop not null,
  alter column default_time_zone drop default,
  alter column default_storage_quota_mb drop not null,
  alter column default_storage_quota_mb drop default,
  alter column default_user_storage_quota_mb drop not null,
  alter column default_user_storage_quota_mb drop default,
  alter column default_group_storage_quota_mb drop not null,
  alter column default_group_storage_quota_mb drop default;

-- Every account had these values that was never given others.
update accounts set
  default_time_zone = nullif(default_time_zone, 'Etc/UTC'),
  default_storage_quota_mb = nullif(default_storage_quota_mb, 500),
  default_user_storage_quota_mb = nullif(default_user_storage_quota_mb, 50),
  default_group_storage_quota_mb = nullif(default_group_storage_quota_mb, 50);
