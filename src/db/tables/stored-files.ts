import { onlyRow, type Queryable } from '../queryable.ts';
import { storableText } from '../storable-text.ts';

/** A file in the storage and how it is shown. `filename` is the URL-encoded `display_name`. */
export interface StoredFileRow {
  readonly id: number;
  readonly root_account_id: number;
  readonly uuid: string;
  readonly storage_key: string;
  readonly display_name: string;
  readonly filename: string;
  readonly content_type: string;
  readonly size_bytes: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export type NewStoredFile = Pick<
  StoredFileRow,
  'root_account_id' | 'storage_key' | 'display_name' | 'content_type' | 'size_bytes'
>;

const columns =
  'id, root_account_id, uuid, storage_key, display_name, filename, content_type, size_bytes, created_at, updated_at';

const filenameOf = (display_name: string): string => encodeURIComponent(display_name).replaceAll('%20', '+');

/** Records a file that is in the storage already. */
export async function insertStoredFile(db: Queryable, file: NewStoredFile): Promise<StoredFileRow> {
  const made = await db.query<StoredFileRow>(
    `insert into stored_files (root_account_id, storage_key, display_name, filename, content_type, size_bytes)
     values ($1, $2, $3, $4, $5, $6) returning ${columns}`,
    [
      file.root_account_id,
      file.storage_key,
      file.display_name,
      filenameOf(file.display_name),
      file.content_type,
      file.size_bytes,
    ],
  );
  return onlyRow(made.rows);
}

/** Records files of a tenant that are in the storage already; returns their ids in the same order. */
export async function insertStoredFiles(
  db: Queryable,
  root_account_id: number,
  files: readonly NewStoredFile[],
): Promise<readonly number[]> {
  if (files.length === 0) return [];
  const made = await db.query<{ id: number }>(
    `insert into stored_files (root_account_id, storage_key, display_name, filename, content_type, size_bytes)
     select $1, f.storage_key, f.display_name, f.filename, f.content_type, f.size_bytes
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int8[])
       with ordinality f(storage_key, display_name, filename, content_type, size_bytes, n)
     order by n returning id`,
    [
      root_account_id,
      files.map((file) => file.storage_key),
      files.map((file) => storableText(file.display_name)),
      files.map((file) => filenameOf(file.display_name)),
      files.map((file) => file.content_type),
      files.map((file) => file.size_bytes),
    ],
  );
  return made.rows.map(({ id }) => id);
}

/** The files of a tenant with these ids, in any order; unknown ids are left out. */
export async function findStoredFiles(
  db: Queryable,
  root_account_id: number,
  ids: readonly number[],
): Promise<readonly StoredFileRow[]> {
  if (ids.length === 0) return [];
  const found = await db.query<StoredFileRow>(
    `select ${columns} from stored_files where root_account_id = $1 and id = any($2::int8[])`,
    [root_account_id, ids],
  );
  return found.rows;
}

/** Forgets a file; the bytes are the storage's to remove. */
export async function deleteStoredFile(db: Queryable, root_account_id: number, id: number): Promise<void> {
  await db.query('delete from stored_files where root_account_id = $1 and id = $2', [root_account_id, id]);
}
