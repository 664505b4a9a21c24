-- What an import would do, computed without doing it, and imports that wait for a person's word.

alter table sis_imports add column is_held boolean not null default false;

create table sis_import_plans (
  root_account_id bigint not null,
  sis_import_id bigint not null,
  -- That of root_accounts on which the plan stands.
  roster_version bigint not null,
  -- Runs of entries that share kind and action: [{"kind", "action", "first", "count"}], in the order of the entries.
  blocks jsonb not null,
  created_at timestamptz not null default now(),
  primary key (root_account_id, sis_import_id)
);

create table sis_import_plan_entries (
  root_account_id bigint not null,
  sis_import_id bigint not null,
  -- From 1 on without a gap.
  position bigint not null,
  kind text not null,
  action text not null,
  sis_ids jsonb not null,
  name text,
  before jsonb,
  after jsonb,
  file text,
  row_number bigint,
  code text,
  message text,
  primary key (root_account_id, sis_import_id, position)
);
