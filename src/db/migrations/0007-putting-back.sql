-- Changes that put back what an import has done say so, and what an undo has put back is marked: neither is in the way
-- of undoing older imports.
alter table roster_changes add column puts_back_import_id bigint;
alter table roster_changes add column undone_ids int8multirange not null default '{}';
