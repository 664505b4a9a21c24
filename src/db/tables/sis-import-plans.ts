import type { Queryable } from '../queryable.ts';
import type { PlanBlock } from '../roster/carry-plan.ts';

/** What an import would do, as a whole. */
export interface PlanRow {
  /** That of the roster on which the plan stands. */
  readonly roster_version: number;
  /** In the order of the entries. */
  readonly blocks: readonly PlanBlock[];
  readonly created_at: string;
}

/** What an import would do to an object, or say of a row. */
export interface PlanEntryRow {
  readonly kind: string;
  readonly action: string;
  readonly sis_ids: Readonly<Record<string, string>>;
  readonly name: string | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly file: string | null;
  readonly row_number: number | null;
  readonly code: string | null;
  readonly message: string | null;
}

/** The plan of an import; null when none has been made, or when it is too old. */
export async function findPlan(
  db: Queryable,
  root_account_id: number,
  sis_import_id: number,
): Promise<PlanRow | null> {
  const { rows } = await db.query<PlanRow>(
    'select roster_version, blocks, created_at from sis_import_plans where root_account_id = $1 and sis_import_id = $2',
    [root_account_id, sis_import_id],
  );
  return rows[0] ?? null;
}

/**
 * Entries of some blocks of a plan, in their order. They are found by their position, so that a late page costs no
 * more than the first.
 */
export async function listPlanEntries(
  db: Queryable,
  key: { readonly root_account_id: number; readonly sis_import_id: number },
  blocks: readonly PlanBlock[],
  page: { readonly limit: number; readonly offset: number },
): Promise<readonly PlanEntryRow[]> {
  const ranges = cut(blocks, page);
  if (ranges.length === 0) return [];
  const { rows } = await db.query<PlanEntryRow>(
    `select e.kind, e.action, e.sis_ids, e.name, e.before, e.after, e.file, e.row_number, e.code, e.message
     from unnest($3::int8[], $4::int8[]) r(first, last)
     join sis_import_plan_entries e on e.root_account_id = $1 and e.sis_import_id = $2
       and e.position between r.first and r.last
     order by e.position`,
    [
      key.root_account_id,
      key.sis_import_id,
      ranges.map(({ first }) => first),
      ranges.map(({ last }) => last),
    ],
  );
  return rows;
}

/** The positions of a page. */
function cut(
  blocks: readonly PlanBlock[],
  { limit, offset }: { readonly limit: number; readonly offset: number },
): readonly { readonly first: number; readonly last: number }[] {
  const ranges: { readonly first: number; readonly last: number }[] = [];
  let skip = offset;
  let left = limit;
  for (const { first, count } of blocks) {
    const taken = Math.min(count - skip, left);
    if (taken > 0) {
      ranges.push({ first: first + skip, last: first + skip + taken - 1 });
      left -= taken;
    }
    skip = Math.max(skip - count, 0);
  }
  return ranges;
}

/** Keeps an import from being taken up until somebody approves of it. */
export async function holdImport(
  client: Queryable,
  { root_account_id, sis_import_id }: { readonly root_account_id: number; readonly sis_import_id: number },
): Promise<void> {
  await client.query('update sis_imports set is_held = true where root_account_id = $1 and id = $2', [
    root_account_id,
    sis_import_id,
  ]);
}

/** Lets an import that is held go on, and notes who has said so; false when it is not held. */
export async function approveImport(
  client: Queryable,
  { root_account_id, id }: { readonly root_account_id: number; readonly id: number },
  approval: object,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `update sis_imports set is_held = false, updated_at = clock_timestamp(),
       data = jsonb_set(data, '{hold}', (data -> 'hold') || $3)
     where root_account_id = $1 and id = $2 and workflow_state = 'created' and is_held`,
    [root_account_id, id, JSON.stringify(approval)],
  );
  return rowCount === 1;
}

/** Whether the roster is as it was when the plan of an import was made: neither a person nor an import has been at it. */
export async function isGroundAsPlanned(
  db: Queryable,
  { root_account_id, sis_import_id }: { readonly root_account_id: number; readonly sis_import_id: number },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from sis_import_plans p
     join root_accounts r on r.root_account_id = $1 and r.version = p.roster_version
     where p.root_account_id = $1 and p.sis_import_id = $2 and not exists (
       select from sis_imports i where i.root_account_id = $1 and i.id <> $2 and i.started_at is not null
         and i.updated_at > p.created_at and i.options -> 'dry_run' is distinct from 'true')`,
    [root_account_id, sis_import_id],
  );
  return rowCount === 1;
}

/** The newer import of the same data set that has been taken up since; null without any. */
export async function findOvertaking(
  db: Queryable,
  { root_account_id, id }: { readonly root_account_id: number; readonly id: number },
): Promise<number | null> {
  const { rows } = await db.query<{ id: number }>(
    `select n.id from sis_imports i join sis_imports n on n.root_account_id = $1 and n.id > i.id
       and n.options ->> 'diffing_data_set_identifier' = i.options ->> 'diffing_data_set_identifier'
       and n.started_at is not null and n.options -> 'dry_run' is distinct from 'true'
     where i.root_account_id = $1 and i.id = $2 order by n.id desc limit 1`,
    [root_account_id, id],
  );
  return rows[0]?.id ?? null;
}

/** How many rows of a kind of file the last import had that was accepted, of a data set or of those without one. */
export async function findLastRows(
  db: Queryable,
  { root_account_id, sis_import_id }: { readonly root_account_id: number; readonly sis_import_id: number },
  file_type: string,
  identifier: string | null,
): Promise<{ readonly id: number; readonly rows: number; readonly is_diffed: boolean } | null> {
  const { rows } = await db.query<{ id: number; rows: number; is_diffed: boolean }>(
    `select i.id, i.data ? 'diffed_against_sis_batch_id' as is_diffed,
       (select sum(f.total_rows)::int8 from sis_import_files f
        where f.root_account_id = $1 and f.sis_import_id = i.id and f.file_type = $3) as rows
     from sis_imports i
     where i.root_account_id = $1 and i.id <> $2 and i.workflow_state in ('imported', 'imported_with_messages')
       and i.options ->> 'diffing_data_set_identifier' is not distinct from $4
       and i.options -> 'dry_run' is distinct from 'true'
       and (i.data ? 'diffed_against_sis_batch_id' or exists (select from sis_import_files f
         where f.root_account_id = $1 and f.sis_import_id = i.id and f.file_type = $3))
     order by i.created_at desc, i.id desc limit 1`,
    [root_account_id, sis_import_id, file_type, identifier],
  );
  return rows[0] ?? null;
}

/** Where the upload of an import is; null when it is gone. */
export async function findUploadOf(
  db: Queryable,
  root_account_id: number,
  id: number,
): Promise<{ readonly storage_key: string; readonly display_name: string } | null> {
  const { rows } = await db.query<{ storage_key: string; display_name: string }>(
    `select f.storage_key, f.display_name from sis_imports i
     join stored_files f on f.root_account_id = $1 and f.id = i.stored_file_id
     where i.root_account_id = $1 and i.id = $2`,
    [root_account_id, id],
  );
  return rows[0] ?? null;
}
