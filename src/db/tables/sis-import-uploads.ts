import { onlyRow, type Queryable } from '../queryable.ts';

/** An upload whose import was made before it, and how much of it is there. */
export interface SisImportUploadRow {
  readonly root_account_id: number;
  readonly sis_import_id: number;
  readonly display_name: string;
  readonly content_type: string;
  /** Null until somebody has said how long the file is. */
  readonly size_bytes: number | null;
  readonly received_bytes: number;
  readonly parts: number;
  /** Grows when the sender begins anew. */
  readonly attempt: number;
  readonly expires_at: string;
}

/** An upload with the state of its import and who started that. */
export interface OpenUploadRow extends SisImportUploadRow {
  readonly workflow_state: string;
  readonly user_id: number | null;
  readonly stored_file_id: number | null;
}

/** A part of an upload, a file of its own in the storage. */
export interface UploadPartRow {
  readonly start_byte: number;
  readonly size_bytes: number;
  readonly storage_key: string;
}

type UploadKey = Pick<SisImportUploadRow, 'root_account_id' | 'sis_import_id'>;

const columns =
  'root_account_id, sis_import_id, display_name, content_type, size_bytes, received_bytes, parts, attempt, expires_at';

/** Makes room for an upload that is still to come. */
export async function insertSisImportUpload(
  client: Queryable,
  made: Omit<SisImportUploadRow, 'received_bytes' | 'parts' | 'attempt' | 'expires_at'> & {
    readonly lasts_seconds: number;
  },
): Promise<SisImportUploadRow> {
  const { rows } = await client.query<SisImportUploadRow>(
    `insert into sis_import_uploads (root_account_id, sis_import_id, display_name, content_type, size_bytes, expires_at)
     values ($1, $2, $3, $4, $5, clock_timestamp() + $6 * interval '1 second') returning ${columns}`,
    [
      made.root_account_id,
      made.sis_import_id,
      made.display_name,
      made.content_type,
      made.size_bytes,
      made.lasts_seconds,
    ],
  );
  return onlyRow(rows);
}

/** The upload of an import, null when it has none that came later. `lock`: nobody else changes it meanwhile. */
export async function findSisImportUpload(
  db: Queryable,
  { root_account_id, sis_import_id }: UploadKey,
  { lock = false }: { readonly lock?: boolean } = {},
): Promise<OpenUploadRow | null> {
  const { rows } = await db.query<OpenUploadRow>(
    `select ${columns
      .split(', ')
      .map((name) => `u.${name}`)
      .join(', ')}, i.workflow_state, i.user_id, i.stored_file_id
     from sis_import_uploads u
     join sis_imports i on i.root_account_id = u.root_account_id and i.id = u.sis_import_id
     where u.root_account_id = $1 and u.sis_import_id = $2 ${lock ? 'for update' : ''}`,
    [root_account_id, sis_import_id],
  );
  return rows[0] ?? null;
}

/** Notes how long the file is; false when another length is known. */
export async function setUploadSize(
  db: Queryable,
  { root_account_id, sis_import_id }: UploadKey,
  size_bytes: number,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update sis_import_uploads set size_bytes = $3
     where root_account_id = $1 and sis_import_id = $2 and coalesce(size_bytes, $3) = $3`,
    [root_account_id, sis_import_id, size_bytes],
  );
  return rowCount === 1;
}

/** Adds a part; false when the upload has meanwhile got on, begun anew, or is not waited for any more. */
export async function addUploadPart(
  db: Queryable,
  { root_account_id, sis_import_id, attempt }: UploadKey & Pick<SisImportUploadRow, 'attempt'>,
  part: UploadPartRow,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `with moved as (
       update sis_import_uploads u set received_bytes = received_bytes + $5, parts = parts + 1
       where root_account_id = $1 and sis_import_id = $2 and attempt = $3 and received_bytes = $4
         and exists (select from sis_imports i
           where i.root_account_id = $1 and i.id = $2 and i.workflow_state = 'initializing')
       returning u.sis_import_id)
     insert into sis_import_upload_parts (root_account_id, sis_import_id, start_byte, size_bytes, storage_key)
     select $1, $2, $4, $5, $6 from moved`,
    [root_account_id, sis_import_id, attempt, part.start_byte, part.size_bytes, part.storage_key],
  );
  return rowCount === 1;
}

/** The parts of an upload, from its first byte on. */
export async function listUploadParts(
  db: Queryable,
  { root_account_id, sis_import_id }: UploadKey,
): Promise<readonly UploadPartRow[]> {
  const { rows } = await db.query<UploadPartRow>(
    `select start_byte, size_bytes, storage_key from sis_import_upload_parts
     where root_account_id = $1 and sis_import_id = $2 order by start_byte`,
    [root_account_id, sis_import_id],
  );
  return rows;
}

/** Begins an upload anew: the next attempt's number. Its parts are the caller's to drop. */
export async function restartUpload(
  client: Queryable,
  { root_account_id, sis_import_id }: UploadKey,
): Promise<number> {
  const { rows } = await client.query<{ attempt: number }>(
    `update sis_import_uploads set received_bytes = 0, parts = 0, attempt = attempt + 1
     where root_account_id = $1 and sis_import_id = $2 returning attempt`,
    [root_account_id, sis_import_id],
  );
  return onlyRow(rows).attempt;
}

/** Forgets the one part of an upload: it is a stored file from now on. */
export async function deleteUploadPart(
  client: Queryable,
  { root_account_id, sis_import_id }: UploadKey,
  start_byte: number,
): Promise<void> {
  await client.query(
    `delete from sis_import_upload_parts
     where root_account_id = $1 and sis_import_id = $2 and start_byte = $3`,
    [root_account_id, sis_import_id, start_byte],
  );
}

/** Forgets the parts of an upload, and notes their files down for removal; returns the keys of these. */
export async function dropUploadParts(
  db: Queryable,
  { root_account_id, sis_import_id }: UploadKey,
): Promise<readonly string[]> {
  const { rows } = await db.query<{ storage_key: string }>(
    `with dropped as (
       delete from sis_import_upload_parts where root_account_id = $1 and sis_import_id = $2 returning storage_key)
     insert into stored_file_removals (root_account_id, storage_key)
     select $1, storage_key from dropped returning storage_key`,
    [root_account_id, sis_import_id],
  );
  return rows.map(({ storage_key }) => storage_key);
}
