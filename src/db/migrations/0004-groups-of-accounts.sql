-- The list of an account's groups.
create index groups_account on groups (account_id, root_account_id) where account_id is not null;
