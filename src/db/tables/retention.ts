import { onlyRow, type Queryable } from '../queryable.ts';

/** What is removed once it is old: each statement takes a bounded number of rows, and says how many it took. */

/** Of whom, how old, and how many at once. */
export interface Expiry {
  readonly root_account_id: number;
  readonly days: number;
  readonly limit: number;
}

const values = ({ root_account_id, days, limit }: Expiry) => [root_account_id, days, limit];

async function remove(db: Queryable, expiry: Expiry, statement: string): Promise<number> {
  const { rowCount } = await db.query(statement, values(expiry));
  return rowCount ?? 0;
}

const mark = 'retention_ran_at';

/** Says that the old is being removed now; false when somebody has said so within the time. */
export async function claimRetention(db: Queryable, every_seconds: number): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into installation as kept (root_account_id, name, value) values (0, $1, now()::text)
     on conflict (root_account_id, name) do update set value = excluded.value
       where kept.value::timestamptz <= now() - $2 * interval '1 second'`,
    [mark, every_seconds],
  );
  return rowCount === 1;
}

/** The root accounts that hold a roster. */
export async function listTenants(db: Queryable): Promise<readonly number[]> {
  const { rows } = await db.query<{ root_account_id: number }>(
    'select root_account_id from root_accounts order by root_account_id',
  );
  return rows.map(({ root_account_id }) => root_account_id);
}

/** Removes old messages about uploaded data. */
export function deleteOldMessages(db: Queryable, expiry: Expiry): Promise<number> {
  return remove(
    db,
    expiry,
    `delete from sis_import_messages where root_account_id = $1 and (sis_import_id, id) in (
       select sis_import_id, id from sis_import_messages
       where root_account_id = $1 and created_at < now() - $2 * interval '1 day' order by created_at limit $3)`,
  );
}

/** Removes the events of imports that are too old to be asked for. */
export function deleteOldImportEvents(db: Queryable, expiry: Expiry): Promise<number> {
  return remove(
    db,
    expiry,
    `delete from sis_import_events where root_account_id = $1 and number in (
       select number from sis_import_events
       where root_account_id = $1 and created_at < now() - $2 * interval '1 day' order by created_at limit $3)`,
  );
}

/** Removes what is noted of old attempts to deliver to webhooks. */
export function deleteOldDeliveries(db: Queryable, expiry: Expiry): Promise<number> {
  return remove(
    db,
    expiry,
    `delete from webhook_deliveries where root_account_id = $1 and id in (
       select id from webhook_deliveries
       where root_account_id = $1 and created_at < now() - $2 * interval '1 day' order by created_at limit $3)`,
  );
}

const forgotten = 'changes_forgotten_until';

/** Ends a statement that has removed what can be put back no more (`gone`): says up to when, and how much it was. */
const noting_end = `noted as (
    insert into installation as kept (root_account_id, name, value)
    select $1, '${forgotten}', max(created_at)::text from gone having count(*) > 0
    on conflict (root_account_id, name) do update
      set value = greatest(kept.value::timestamptz, excluded.value::timestamptz)::text
  ) select count(*)::int8 as count from gone`;

/** Removes what is noted of old changes, by which states are restored and imports undone. */
export async function deleteOldChanges(db: Queryable, expiry: Expiry): Promise<number> {
  // They are as old as their ids: a look at the first ones tells whether any is old enough.
  const { rows } = await db.query<{ readonly count: number }>(
    `with gone as (
       delete from roster_changes where root_account_id = $1 and id in (
         select id from (
           select id, created_at from roster_changes where root_account_id = $1 order by id limit $3) first
         where created_at < now() - $2 * interval '1 day')
       returning created_at
     ), ${noting_end}`,
    values(expiry),
  );
  return onlyRow(rows).count;
}

/** Removes what is noted of stamps that old imports took over. */
export async function deleteOldStampMoves(db: Queryable, expiry: Expiry): Promise<number> {
  const { rows } = await db.query<{ readonly count: number }>(
    `with old as (
       select m.id, i.created_at from (
         select id, sis_import_id from sis_import_stamp_moves where root_account_id = $1 order by id limit $3) m
       join sis_imports i on i.root_account_id = $1 and i.id = m.sis_import_id
       where i.ended_at < now() - $2 * interval '1 day'
     ), gone as (
       delete from sis_import_stamp_moves m using old where m.root_account_id = $1 and m.id = old.id
       returning old.created_at
     ), ${noting_end}`,
    values(expiry),
  );
  return onlyRow(rows).count;
}

/** Whether something that putting an import back takes has been removed as too old. */
export async function areChangesForgotten(
  db: Queryable,
  root_account_id: number,
  sis_import_id: number,
): Promise<boolean> {
  // What an import changes, and what others change after it, is younger than itself.
  const { rows } = await db.query<{ readonly forgotten: boolean }>(
    `select exists (select from sis_imports i
       join installation f on f.root_account_id = $1 and f.name = '${forgotten}'
       where i.root_account_id = $1 and i.id = $2 and i.created_at <= f.value::timestamptz) as forgotten`,
    [root_account_id, sis_import_id],
  );
  return onlyRow(rows).forgotten;
}

/** Removes old plans; those of imports that still wait for a person's word stay. */
export async function deleteOldPlans(db: Queryable, expiry: Expiry): Promise<number> {
  // A plan without its later entries would tell too little: it is empty from the first step on.
  await db.query(
    `update sis_import_plans p set blocks = '[]' where root_account_id = $1 and blocks <> '[]'
       and created_at < now() - $2 * interval '1 day'
       and not exists (select from sis_imports i where i.root_account_id = $1 and i.id = p.sis_import_id
         and i.workflow_state = 'created')`,
    [expiry.root_account_id, expiry.days],
  );
  const { rowCount } = await db.query(
    `delete from sis_import_plan_entries where root_account_id = $1 and (sis_import_id, position) in (
       select e.sis_import_id, e.position from sis_import_plans p
       join sis_import_plan_entries e on e.root_account_id = $1 and e.sis_import_id = p.sis_import_id
       where p.root_account_id = $1 and p.blocks = '[]' limit $2)`,
    [expiry.root_account_id, expiry.limit],
  );
  if ((rowCount ?? 0) > 0) return rowCount ?? 0;
  await db.query(
    `delete from sis_import_plans p where root_account_id = $1 and blocks = '[]'
       and created_at < now() - $2 * interval '1 day'
       and not exists (select from sis_imports i where i.root_account_id = $1 and i.id = p.sis_import_id
         and i.workflow_state = 'created')`,
    [expiry.root_account_id, expiry.days],
  );
  return 0;
}

/** Removes old keys of requests. */
export function deleteOldIdempotencyKeys(db: Queryable, expiry: Expiry): Promise<number> {
  return remove(
    db,
    expiry,
    `delete from idempotency_keys where root_account_id = $1 and key in (
       select key from idempotency_keys
       where root_account_id = $1 and created_at < now() - $2 * interval '1 day' limit $3)`,
  );
}

/**
 * Forgets old files, and notes them down for removal; returns their keys. Uploads and diffs that are still to be applied stay, and
 * so do uploads that the next import of their data set may be compared with: of each data set the newest that was
 * compared or made it anew, the first one as long as there is none, and whatever is younger.
 */
export async function forgetOldFiles(db: Queryable, expiry: Expiry): Promise<readonly string[]> {
  const { rows } = await db.query<{ storage_key: string }>(
    `with old as (
       select f.id from stored_files f
       left join sis_imports i on i.root_account_id = $1 and i.stored_file_id = f.id
       where f.root_account_id = $1 and f.created_at < now() - $2 * interval '1 day'
         and not exists (
           select from sis_imports d where d.root_account_id = $1 and d.diffed_file_id = f.id
             and d.workflow_state in ('created', 'importing', 'cleanup_batch'))
         and (i.id is null or (
           i.workflow_state not in ('initializing', 'created', 'importing', 'cleanup_batch', 'restoring')
           and (i.options ->> 'diffing_data_set_identifier' is null
             or i.workflow_state not in ('imported', 'imported_with_messages')
             or i.options -> 'dry_run' = 'true'
             or exists (
               select from sis_imports n where n.root_account_id = $1 and n.created_at > i.created_at
                 and n.workflow_state in ('imported', 'imported_with_messages')
                 and n.options -> 'dry_run' is distinct from 'true'
                 and n.options ->> 'diffing_data_set_identifier' = i.options ->> 'diffing_data_set_identifier'
                 and (n.data ? 'diffed_against_sis_batch_id'
                   or n.options ->> 'diffing_remaster_data_set' = 'true')))))
       order by f.created_at limit $3
     ), gone as (
       delete from stored_files f using old where f.root_account_id = $1 and f.id = old.id returning f.storage_key)
     insert into stored_file_removals (root_account_id, storage_key) select $1, storage_key from gone
     on conflict do nothing returning storage_key`,
    values(expiry),
  );
  return rows.map(({ storage_key }) => storage_key);
}

/** Forgets the parts of uploads that nobody can finish any more, and notes their files down for removal. */
export async function forgetAbandonedParts(
  db: Queryable,
  { root_account_id, limit }: Pick<Expiry, 'root_account_id' | 'limit'>,
): Promise<readonly string[]> {
  const { rows } = await db.query<{ storage_key: string }>(
    `with gone as (
       delete from sis_import_upload_parts where root_account_id = $1 and (sis_import_id, start_byte) in (
         select p.sis_import_id, p.start_byte from sis_import_upload_parts p
         join sis_import_uploads u on u.root_account_id = $1 and u.sis_import_id = p.sis_import_id
         join sis_imports i on i.root_account_id = $1 and i.id = p.sis_import_id
         where p.root_account_id = $1
           and i.workflow_state not in ('created', 'importing', 'cleanup_batch')
           and (i.workflow_state <> 'initializing' or u.expires_at < now() - interval '1 hour') limit $2)
       returning storage_key)
     insert into stored_file_removals (root_account_id, storage_key) select $1, storage_key from gone
     on conflict do nothing returning storage_key`,
    [root_account_id, limit],
  );
  return rows.map(({ storage_key }) => storage_key);
}
