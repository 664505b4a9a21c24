-- The diff that an import applied instead of its upload.
alter table sis_imports add column diffed_file_id bigint;

-- The imports of a data set in their order, of which one is the base of the next.
create index sis_imports_data_set on sis_imports
  (root_account_id, (options ->> 'diffing_data_set_identifier'), created_at, id)
  where options ->> 'diffing_data_set_identifier' is not null;
