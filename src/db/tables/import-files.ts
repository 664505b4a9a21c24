import type { ClientBase } from 'pg';
import { storableText } from '../storable-text.ts';

/** A recognised file of an import and how far its rows have been applied. */
export interface ImportFile {
  readonly position: number;
  readonly path: string;
  readonly file_type: string;
  /** The cells of the header, trimmed and in lower case. */
  readonly header: readonly string[];
  readonly total_rows: number;
  readonly done_rows: number;
  /** Objects with a higher id were made by this file; null until it starts. */
  readonly watermark_id: number | null;
  readonly finished: boolean;
}

export async function insertImportFiles(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
  files: readonly Pick<ImportFile, 'path' | 'file_type' | 'header' | 'total_rows'>[],
): Promise<void> {
  await client.query(
    `insert into sis_import_files (root_account_id, sis_import_id, position, path, file_type, header, total_rows)
     select $1, $2, f.position, f.path, f.file_type, f.header, f.total_rows
     from unnest($3::text[], $4::text[], $5::jsonb[], $6::int8[])
       with ordinality f(path, file_type, header, total_rows, position)`,
    [
      root_account_id,
      sis_import_id,
      files.map((file) => file.path),
      files.map((file) => file.file_type),
      files.map((file) => JSON.stringify(file.header.map(storableText))),
      files.map((file) => file.total_rows),
    ],
  );
}

/** In the order in which they are applied. */
export async function listImportFiles(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
): Promise<readonly ImportFile[]> {
  const result = await client.query(
    `select position, path, file_type, header, total_rows, done_rows, watermark_id, finished
     from sis_import_files where root_account_id = $1 and sis_import_id = $2 order by position`,
    [root_account_id, sis_import_id],
  );
  return result.rows as ImportFile[];
}

export async function moveImportFile(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
  position: number,
  step: { readonly done_rows?: number; readonly watermark_id?: number; readonly finished?: true },
): Promise<void> {
  await client.query({
    name: 'move_import_file',
    text: `update sis_import_files set done_rows = coalesce($4, done_rows),
       watermark_id = coalesce($5, watermark_id), finished = finished or $6
     where root_account_id = $1 and sis_import_id = $2 and position = $3`,
    values: [
      root_account_id,
      sis_import_id,
      position,
      step.done_rows ?? null,
      step.watermark_id ?? null,
      step.finished ?? false,
    ],
  });
}

/** Work put off to the end of a file. */
export interface DeferredRow {
  readonly id: number;
  readonly object_id: number;
  readonly row: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

export async function insertDeferred(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
  file_position: number,
  deferred: readonly Omit<DeferredRow, 'id'>[],
): Promise<void> {
  await client.query(
    `insert into sis_import_deferred (root_account_id, sis_import_id, file_position, object_id, row_number, payload)
     select $1, $2, $3, d.object_id, d.row_number, d.payload
     from unnest($4::int8[], $5::int8[], $6::jsonb[]) with ordinality d(object_id, row_number, payload, n) order by n`,
    [
      root_account_id,
      sis_import_id,
      file_position,
      deferred.map((entry) => entry.object_id),
      deferred.map((entry) => entry.row),
      deferred.map((entry) => JSON.stringify(entry.payload)),
    ],
  );
}

/** Drops the work that a later row of the file replaces: what was put off last for an object alone stays. */
export async function keepLastDeferred(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
  file_position: number,
): Promise<void> {
  await client.query(
    `delete from sis_import_deferred d using sis_import_deferred l
     where d.root_account_id = $1 and d.sis_import_id = $2 and d.file_position = $3
       and l.root_account_id = $1 and l.sis_import_id = $2 and l.file_position = $3
       and l.object_id = d.object_id and l.id > d.id`,
    [root_account_id, sis_import_id, file_position],
  );
}

/** Takes the next deferred work of a file out of the table, in the order in which it was put off. */
export async function takeDeferred(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
  file_position: number,
  limit: number,
): Promise<readonly DeferredRow[]> {
  const result = await client.query(
    // Up to an id, not by a join with the ids: without statistics the planner may compare all pairs.
    `with taken as (
       delete from sis_import_deferred
       where root_account_id = $1 and sis_import_id = $2 and file_position = $3 and id <= coalesce(
         (select id from sis_import_deferred where root_account_id = $1 and sis_import_id = $2 and file_position = $3
          order by id limit 1 offset $4 - 1), 9223372036854775807)
       returning id, object_id, row_number as "row", payload
     ) select * from taken order by id`,
    [root_account_id, sis_import_id, file_position, limit],
  );
  return result.rows as DeferredRow[];
}

/** Drops what an import has put off and never come to. */
export async function deleteDeferred(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
): Promise<void> {
  await client.query('delete from sis_import_deferred where root_account_id = $1 and sis_import_id = $2', [
    root_account_id,
    sis_import_id,
  ]);
}
