-- What imports and people have changed, for restore, undo and history. Objects that changed alike share a row: a
-- million new enrollments are a few rows, and so are those that the end of a course concluded.
create table roster_changes (
  id bigint generated always as identity,
  root_account_id bigint not null,
  -- Of one who changed it: an import, or a person without one.
  sis_import_id bigint,
  user_id bigint,
  -- Batch mode took the objects away, not a row.
  batch_mode boolean not null default false,
  table_name text not null,
  -- The fields that changed; null before where the objects are new.
  before jsonb,
  after jsonb not null,
  lowest_id bigint not null,
  highest_id bigint not null,
  ids int8multirange not null,
  -- Whose state has been put back since, and whose could not be.
  restored_ids int8multirange not null default '{}',
  failed_ids int8multirange not null default '{}',
  created_at timestamptz not null default now(),
  primary key (root_account_id, id)
);
create index roster_changes_import on roster_changes (root_account_id, sis_import_id);

-- Each object stands in the stamps of one import only. What a newer import took over from an older one is noted, so
-- that an undo can give it back.
create table sis_import_stamp_moves (
  id bigint generated always as identity,
  root_account_id bigint not null,
  sis_import_id bigint not null,
  from_sis_import_id bigint not null,
  table_name text not null,
  ids int8multirange not null,
  primary key (root_account_id, id)
);
create index sis_import_stamp_moves_import on sis_import_stamp_moves (root_account_id, sis_import_id);
