import type { ClientBase } from 'pg';

/** How the engine moves an import: all of it in the transaction of the rows that it tells of. */

/** An import as the engine needs it at its start. */
export interface ImportToRun {
  readonly workflow_state: string;
  /** It waits for a person's word. */
  readonly is_held: boolean;
  readonly options: Readonly<Record<string, unknown>>;
  readonly data: Readonly<Record<string, unknown>>;
  readonly tally: Readonly<Record<string, unknown>>;
  readonly user_id: number | null;
  readonly errors_file_id: number | null;
  readonly storage_key: string | null;
  readonly display_name: string | null;
  /** The diff that is applied instead of the upload; null without one. */
  readonly diff_storage_key: string | null;
}

/** The import with its upload, its row locked; null when there is none. */
export async function lockImport(
  client: ClientBase,
  root_account_id: number,
  id: number,
): Promise<ImportToRun | null> {
  const result = await client.query(
    `select i.workflow_state, i.is_held, i.options, i.data, i.tally, i.user_id, i.errors_file_id, f.storage_key, f.display_name,
       d.storage_key as diff_storage_key
     from sis_imports i
     left join stored_files f on f.root_account_id = i.root_account_id and f.id = i.stored_file_id
     left join stored_files d on d.root_account_id = i.root_account_id and d.id = i.diffed_file_id
     where i.root_account_id = $1 and i.id = $2 for update of i`,
    [root_account_id, id],
  );
  return (result.rows[0] as ImportToRun | undefined) ?? null;
}

/** The state of an import as it stands, nothing locked; null when there is none. */
export async function readImportState(
  db: Pick<ClientBase, 'query'>,
  root_account_id: number,
  id: number,
): Promise<string | null> {
  const result = await db.query({
    name: 'read_import_state',
    text: 'select workflow_state from sis_imports where root_account_id = $1 and id = $2',
    values: [root_account_id, id],
  });
  return (result.rows[0] as { workflow_state: string } | undefined)?.workflow_state ?? null;
}

/** What a step writes of an import; a field left out stays. */
export interface ImportStep {
  readonly workflow_state?: string;
  /** 0-100. */
  readonly progress?: number;
  /** Keys to set in `data`. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly tally?: object;
  readonly processing_errors?: readonly (readonly [string | null, string])[];
  readonly processing_warnings?: readonly (readonly [string | null, string])[];
  readonly errors_file_id?: number | null;
  readonly diffed_file_id?: number;
  /** Keys to set in `options`: what became of them. */
  readonly options?: Readonly<Record<string, unknown>>;
  readonly started?: true;
  readonly ended?: true;
}

export async function moveImport(
  client: Pick<ClientBase, 'query'>,
  root_account_id: number,
  id: number,
  step: ImportStep,
): Promise<void> {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await client.query({
    name: 'move_import',
    text: `update sis_imports set
       workflow_state = coalesce($3, workflow_state),
       progress = coalesce($4, progress),
       data = data || coalesce($5::jsonb, '{}'),
       tally = coalesce($6::jsonb, tally),
       processing_errors = coalesce($7::jsonb, processing_errors),
       processing_warnings = coalesce($8::jsonb, processing_warnings),
       errors_file_id = coalesce($9, errors_file_id),
       started_at = case when $10 then coalesce(started_at, now()) else started_at end,
       ended_at = case when $11 then clock_timestamp() else ended_at end,
       diffed_file_id = coalesce($12, diffed_file_id),
       options = options || coalesce($13::jsonb, '{}'),
       updated_at = clock_timestamp()
     where root_account_id = $1 and id = $2`,
    values: [
      root_account_id,
      id,
      step.workflow_state ?? null,
      step.progress ?? null,
      json(step.data),
      json(step.tally),
      json(step.processing_errors),
      json(step.processing_warnings),
      step.errors_file_id ?? null,
      step.started ?? false,
      step.ended ?? false,
      step.diffed_file_id ?? null,
      json(step.options),
    ],
  });
}

/** What a chunk has to know before its first write. */
export interface LockedGround {
  /** Of the import; another transaction's abort is seen once it has committed. */
  readonly workflow_state: string;
  /**
   * Grows with every write to the tenant's roster that is not an import's: when it has moved, what was read before
   * may be stale.
   */
  readonly version: number;
}

/** Takes the tenant's lock and the import's row until the end of the transaction. */
export async function lockGround(
  client: ClientBase,
  root_account_id: number,
  sis_import_id: number,
): Promise<LockedGround> {
  const result = await client.query({
    name: 'lock_ground',
    text: `select i.workflow_state, r.version from root_accounts r
      join sis_imports i on i.root_account_id = r.root_account_id and i.id = $2
      where r.root_account_id = $1 for update`,
    values: [root_account_id, sis_import_id],
  });
  const row = result.rows[0] as LockedGround | undefined;
  if (!row) throw new Error(`there is no import ${sis_import_id} in root account ${root_account_id}`);
  return row;
}

/**
 * Takes the tenant's lock for a change that is not an import's, and lets imports know that the roster has moved.
 * The site-admin account is no tenant and nothing is imported into it: its own row is its lock.
 */
export async function lockRosterForEdit(client: ClientBase, root_account_id: number): Promise<void> {
  const result = await client.query(
    'update root_accounts set version = version + 1 where root_account_id = $1',
    [root_account_id],
  );
  if (result.rowCount === 1) return;
  const site = await client.query(
    `select from accounts where root_account_id = $1 and id = $1 and settings -> 'site_admin' = 'true' for update`,
    [root_account_id],
  );
  if (site.rowCount !== 1) throw new Error(`there is no root account ${root_account_id}`);
}
