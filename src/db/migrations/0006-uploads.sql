-- Uploads that come after their import was made, in as many parts as it takes. A part is a file of its own in the
-- storage: whoever adds one names the byte it begins at, so that of two senders only one gets on.
create table sis_import_uploads (
  root_account_id bigint not null,
  sis_import_id bigint not null,
  display_name text not null,
  content_type text not null,
  -- Null until somebody has said how long the file is.
  size_bytes bigint,
  received_bytes bigint not null default 0,
  parts integer not null default 0,
  -- Grows when the sender begins anew: parts of an earlier attempt are not taken any more.
  attempt integer not null default 0,
  expires_at timestamptz not null,
  primary key (root_account_id, sis_import_id)
);

create table sis_import_upload_parts (
  root_account_id bigint not null,
  sis_import_id bigint not null,
  start_byte bigint not null,
  size_bytes bigint not null,
  storage_key text not null,
  primary key (root_account_id, sis_import_id, start_byte)
);

-- What was made of a request that named itself, so that the same request makes nothing more.
create table idempotency_keys (
  root_account_id bigint not null,
  key text not null,
  -- Of what was asked for; another one under the same key is refused.
  fingerprint text not null,
  sis_import_id bigint not null,
  created_at timestamptz not null default now(),
  primary key (root_account_id, key)
);
create index idempotency_keys_created on idempotency_keys (root_account_id, created_at);

-- Files in the storage that no row speaks of any more, until they are removed: what a crash leaves is found here.
create table stored_file_removals (
  root_account_id bigint not null,
  storage_key text not null,
  primary key (root_account_id, storage_key)
);
