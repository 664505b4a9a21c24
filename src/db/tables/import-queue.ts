import { onlyRow, type Queryable } from '../queryable.ts';

/** The import that a root account's worker takes up next. */
export interface NextImport {
  readonly sis_import_id: number;
  /** `created` has not started; the other states belong to a run that ended before its time. */
  readonly workflow_state: 'created' | 'importing' | 'cleanup_batch';
  /** How long it has to wait until it may start; 0 for one that was begun. */
  readonly wait_seconds: number;
}

/** The serial queue of a root account's imports, and the key of the job that runs them, which `rootAccountsWithoutJob` knows as well. */
export function importQueueName(root_account_id: number): string {
  return `imports:${root_account_id}`;
}

/**
 * The next import of a root account: one that was begun, else the oldest `created` one; null when none is
 * left. Those still `initializing`, held, aborted or done do not count. While the putting back of an import is under way,
 * even if it waits for another try, there is none. A `created` one may start `start_delay_seconds` after its creation.
 */
export async function findNextImport(
  db: Queryable,
  root_account_id: number,
  start_delay_seconds = 0,
): Promise<NextImport | null> {
  const { rows } = await db.query<Omit<NextImport, 'sis_import_id'> & { id: string | number }>(
    `select id, workflow_state,
       case workflow_state when 'created'
       then greatest(0, extract(epoch from created_at - clock_timestamp()) + $2)::float8 else 0 end as wait_seconds
     from sis_imports
     where root_account_id = $1 and workflow_state in ('created', 'importing', 'cleanup_batch') and not is_held
       and not exists (
         select from progresses p join sis_imports b on b.root_account_id = p.root_account_id and b.id = p.context_id
         where p.root_account_id = $1 and p.context_type = 'SisBatch' and p.workflow_state = 'running'
           and b.workflow_state = 'restoring')
     order by workflow_state = 'created', created_at, id limit 1`,
    [root_account_id, start_delay_seconds],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { id, ...next } = row;
  return { sis_import_id: Number(id), ...next };
}

/**
 * Whether work on an import of the root account is under way, even if it waits for another try: its own run, or the putting
 * back of what it has done. `but_progress_id`: that putting back does not count; once begun, it is gone on with.
 */
export async function isImportUnderWay(
  db: Queryable,
  {
    root_account_id,
    but_progress_id,
  }: { readonly root_account_id: number; readonly but_progress_id: number },
): Promise<boolean> {
  const { rows } = await db.query<{ under_way: boolean }>(
    `select coalesce((select p.workflow_state <> 'running' from progresses p
         where p.root_account_id = $1 and p.id = $2), true)
       and (exists (
         select from sis_imports where root_account_id = $1 and workflow_state in ('importing', 'cleanup_batch'))
       or exists (
         select from progresses p join sis_imports b on b.root_account_id = p.root_account_id and b.id = p.context_id
         where p.root_account_id = $1 and p.id <> $2 and p.context_type = 'SisBatch' and p.workflow_state = 'running'
           and b.workflow_state = 'restoring')) as under_way`,
    [root_account_id, but_progress_id],
  );
  return onlyRow(rows).under_way;
}

/** The root accounts that have an import to run, and no job that would run it. */
export async function rootAccountsWithoutJob(db: Queryable): Promise<readonly number[]> {
  const { rows } = await db.query<{ root_account_id: string | number }>(
    `select root_account_id from sis_imports
     where workflow_state in ('created', 'importing', 'cleanup_batch') and not is_held
       and 'imports:' || root_account_id not in (
         select j.key from graphile_worker._private_jobs j
         -- Those that put imports back are in the same queue, and have no key.
         where j.key is not null and (j.is_available or j.locked_by is not null))
     group by root_account_id`,
  );
  return rows.map((row) => Number(row.root_account_id));
}

const start_mark = 'import_start';
const fault_mark = 'import_fault';

type Key = { readonly root_account_id: number; readonly sis_import_id: number };

/**
 * Notes something of the import at the place that it has come to, and returns how often that was noted there before.
 * Null: not noted, as `where` does not hold. The note is kept under `installation`, apart from the import's own row, which
 * its run rewrites.
 */
async function noteAtPlace(
  db: Queryable,
  { root_account_id, sis_import_id }: Key,
  name: string,
  where: string,
): Promise<number | null> {
  // A run writes state and progress even before the first row, so that `created` is counted as `importing`.
  const { rows } = await db.query<{ before: number }>(
    `insert into installation as kept (root_account_id, name, value)
     select i.root_account_id, $3, jsonb_build_object('before', 0, 'place', jsonb_build_array(
       i.id, replace(i.workflow_state, 'created', 'importing'),
       -- A rehearsal begins anew each time: how far it came is no progress.
       case when i.data #>> '{phase,name}' = 'planning' then 0 else i.progress end,
       case when i.data #>> '{phase,name}' = 'planning' then '0' else coalesce(i.data #>> '{phase,done_rows}', '0') end,
       (select coalesce(sum(f.done_rows), 0) from sis_import_files f
        where f.root_account_id = i.root_account_id and f.sis_import_id = i.id)))::text
     from sis_imports i where i.root_account_id = $1 and i.id = $2 and ${where}
     on conflict (root_account_id, name) do update set value = case
       when kept.value::jsonb -> 'place' = excluded.value::jsonb -> 'place'
       then jsonb_set(kept.value::jsonb, '{before}', to_jsonb(coalesce((kept.value::jsonb ->> 'before')::int, 0) + 1))::text
       else excluded.value end
     returning (value::jsonb ->> 'before')::int as before`,
    [root_account_id, sis_import_id, name],
  );
  return rows[0]?.before ?? null;
}

/**
 * Notes that a run of the import begins, and returns how many runs before it ended without a word and without
 * getting the import any further: the times that it has taken its process down.
 */
export async function markImportStart(db: Queryable, key: Key): Promise<number> {
  return (await noteAtPlace(db, key, start_mark, 'true')) ?? 0;
}

/**
 * Notes that an unexpected fault stopped a run of the import, and returns how many did so before it while the import got
 * no further. Null when the import has not come as far as its files.
 */
export async function noteImportFault(db: Queryable, key: Key): Promise<number | null> {
  return await noteAtPlace(db, key, fault_mark, `i.data ? 'supplied_batches'`);
}

/** Forgets what was noted of faults: the import that met them has ended. */
export async function forgetImportFaults(db: Queryable, root_account_id: number): Promise<void> {
  await db.query('delete from installation where root_account_id = $1 and name = $2', [
    root_account_id,
    fault_mark,
  ]);
}

/** Takes the note back: the run ended in an orderly way, whatever came of it. */
export async function clearImportStart(db: Queryable, root_account_id: number): Promise<void> {
  await db.query('delete from installation where root_account_id = $1 and name = $2', [
    root_account_id,
    start_mark,
  ]);
}

/** Ends an import that no run can finish; one that ended or was aborted meanwhile stays as it is. */
export async function failAbandonedImport(
  db: Queryable,
  import_: {
    readonly root_account_id: number;
    readonly sis_import_id: number;
    readonly error_message: string;
  },
): Promise<void> {
  await db.query(
    `update sis_imports i set ended_at = clock_timestamp(), updated_at = clock_timestamp(),
       data = data || jsonb_build_object('error_message', $3::text),
       workflow_state = case when exists (
         select from sis_import_messages m
         where m.root_account_id = i.root_account_id and m.sis_import_id = i.id and m.failure
       ) then 'failed_with_messages' else 'failed' end
     where i.root_account_id = $1 and i.id = $2 and i.workflow_state in ('created', 'importing', 'cleanup_batch')`,
    [import_.root_account_id, import_.sis_import_id, import_.error_message],
  );
}
