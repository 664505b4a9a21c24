-- What the clean-up of a batch-mode import has yet to remove, and what it has removed: decided once, then worked off
-- in pieces, each in one transaction with its effects.
create table sis_import_removals (
  root_account_id bigint not null,
  sis_import_id bigint not null,
  -- The order of removal.
  position bigint not null,
  table_name text not null,
  ids int8[] not null,
  object_count bigint not null,
  finished boolean not null default false,
  primary key (root_account_id, sis_import_id, position)
);
