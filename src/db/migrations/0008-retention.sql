-- What is older than the days of retention is found by its age.
create index stored_files_created on stored_files (root_account_id, created_at);
