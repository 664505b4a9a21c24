import { onlyRow, type Queryable } from '../queryable.ts';

/** The states of an import; the API document lists what each means. */
export type SisImportState =
  | 'initializing'
  | 'created'
  | 'importing'
  | 'cleanup_batch'
  | 'imported'
  | 'imported_with_messages'
  | 'failed'
  | 'failed_with_messages'
  | 'aborted'
  | 'restoring'
  | 'restored'
  | 'partially_restored';

type Json = Readonly<Record<string, unknown>>;

/** An import. `options` is `{}` until they are stored; `data` begins as `{"import_type": ...}`. */
export interface SisImportRow {
  readonly id: number;
  readonly root_account_id: number;
  readonly user_id: number | null;
  readonly workflow_state: SisImportState;
  /** 0-100. */
  readonly progress: number;
  readonly options: Json;
  readonly data: Json;
  readonly processing_errors: readonly (readonly [string | null, string])[];
  readonly processing_warnings: readonly (readonly [string | null, string])[];
  /** The upload. */
  readonly stored_file_id: number | null;
  readonly errors_file_id: number | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly started_at: string | null;
  readonly ended_at: string | null;
}

const columns = `id, root_account_id, user_id, workflow_state, progress, options, data, processing_errors,
  processing_warnings, stored_file_id, errors_file_id, created_at, updated_at, started_at, ended_at`;

/** A new import in state `initializing`, which no worker takes up; with its options if its upload comes later. */
export async function insertSisImport(
  client: Queryable,
  made: {
    readonly root_account_id: number;
    readonly user_id: number;
    readonly import_type: string;
    readonly options?: object;
  },
): Promise<SisImportRow> {
  const rows = await client.query<SisImportRow>(
    `insert into sis_imports (root_account_id, user_id, data, options) values ($1, $2, $3, $4) returning ${columns}`,
    [
      made.root_account_id,
      made.user_id,
      JSON.stringify({ import_type: made.import_type }),
      JSON.stringify(made.options ?? {}),
    ],
  );
  return onlyRow(rows.rows);
}

/** Turns an `initializing` import to `created` once its upload is stored, and its options, if they were not before. */
export async function completeSisImportCreation(
  client: Queryable,
  made: {
    readonly root_account_id: number;
    readonly id: number;
    readonly stored_file_id: number;
    readonly options?: object;
  },
): Promise<SisImportRow> {
  const rows = await client.query<SisImportRow>(
    `update sis_imports set workflow_state = 'created', stored_file_id = $3, options = coalesce($4, options),
       updated_at = clock_timestamp()
     where root_account_id = $1 and id = $2 and workflow_state = 'initializing' returning ${columns}`,
    [
      made.root_account_id,
      made.id,
      made.stored_file_id,
      made.options === undefined ? null : JSON.stringify(made.options),
    ],
  );
  return onlyRow(rows.rows);
}

/** An import of the tenant, null when there is none. */
export async function findSisImport(
  db: Queryable,
  root_account_id: number,
  id: number,
): Promise<SisImportRow | null> {
  const found = await db.query<SisImportRow>(
    `select ${columns} from sis_imports where root_account_id = $1 and id = $2`,
    [root_account_id, id],
  );
  return found.rows[0] ?? null;
}

/** The same, its row locked until the transaction ends. */
export async function lockSisImport(
  client: Queryable,
  root_account_id: number,
  id: number,
): Promise<SisImportRow | null> {
  const found = await client.query<SisImportRow>(
    `select ${columns} from sis_imports where root_account_id = $1 and id = $2 for update`,
    [root_account_id, id],
  );
  return found.rows[0] ?? null;
}

/** Notes that what an import has done is being put back. */
export async function markSisImportRestoring(
  client: Queryable,
  root_account_id: number,
  id: number,
): Promise<void> {
  await client.query(
    `update sis_imports set workflow_state = 'restoring', updated_at = clock_timestamp()
     where root_account_id = $1 and id = $2`,
    [root_account_id, id],
  );
}

/** Which imports; null leaves a filter out. Times are exclusive. */
export interface SisImportFilter {
  readonly created_since: string | null;
  readonly created_before: string | null;
  readonly states: readonly SisImportState[] | null;
}

/** The imports of a tenant, newest first. */
export async function listSisImports(
  db: Queryable,
  root_account_id: number,
  filter: SisImportFilter,
  page: { readonly limit: number; readonly offset: number },
): Promise<readonly SisImportRow[]> {
  const found = await db.query<SisImportRow>(
    `select ${columns} from sis_imports
     where root_account_id = $1 and ($2::timestamptz is null or created_at > $2)
       and ($3::timestamptz is null or created_at < $3) and ($4::text[] is null or workflow_state = any($4))
     order by created_at desc, id desc limit $5 offset $6`,
    [root_account_id, filter.created_since, filter.created_before, filter.states, page.limit, page.offset],
  );
  return found.rows;
}

/**
 * Aborts an import that is in one of the states; null when it is not. Its progress stays; one that was running tells
 * from now on how much of its files is applied. Within a transaction of the caller.
 */
export async function abortSisImport(
  client: Queryable,
  root_account_id: number,
  id: number,
  states: readonly SisImportState[],
): Promise<SisImportRow | null> {
  // Waits for the chunk that is being written: what it applies is seen only by a statement after that.
  const found = await lockSisImport(client, root_account_id, id);
  if (found === null || !states.includes(found.workflow_state)) return null;
  const aborted = await client.query<SisImportRow>(
    `update sis_imports i set workflow_state = 'aborted', updated_at = clock_timestamp(),
       data = case when i.workflow_state not in ('importing', 'cleanup_batch') then data
         else data || jsonb_build_object('applied', (
           select coalesce(jsonb_agg(jsonb_build_object(
             'file', f.path, 'rows', f.done_rows, 'total_rows', f.total_rows) order by f.position), '[]')
           from sis_import_files f where f.root_account_id = $1 and f.sis_import_id = $2)) end
     where root_account_id = $1 and id = $2 returning ${columns}`,
    [root_account_id, id],
  );
  return onlyRow(aborted.rows);
}

/** Aborts every import of the tenant that is in one of the states, and sets its progress to 100. */
export async function abortSisImports(
  db: Queryable,
  root_account_id: number,
  states: readonly SisImportState[],
): Promise<void> {
  await db.query(
    `update sis_imports set workflow_state = 'aborted', progress = 100, updated_at = clock_timestamp()
     where root_account_id = $1 and workflow_state = any($2)`,
    [root_account_id, states],
  );
}
