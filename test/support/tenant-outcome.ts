import { text } from 'node:stream/consumers';
import type { Pool } from 'pg';
import type { Storage } from '../../src/storage/index.ts';
import { exportedFiles } from './exported-files.ts';

/** All that imports left behind in a tenant, without what no two runs have in common: ids, clocks and chance. */
export interface TenantOutcome {
  readonly imports: readonly unknown[];
  readonly exported: Readonly<Record<string, string>>;
  /** Every row of every table in the order of the ids. */
  readonly tables: Readonly<Record<string, readonly object[]>>;
  /** What is noted of each object that an import changed: chunks tell it in other portions. */
  readonly changes: readonly string[];
}

// Apart from the imports, which are told by themselves; tokens, reports and notes are no part of the roster.
const LEFT_OUT = new Set([
  'sis_imports',
  'sis_import_messages',
  'root_accounts',
  'installation',
  'access_tokens',
  'account_reports',
  'stored_files',
  'stored_file_removals',
  'sis_import_uploads',
  'sis_import_upload_parts',
  'idempotency_keys',
  'roster_changes',
  'sis_import_stamp_moves',
  'sis_import_plans',
  'sis_import_plan_entries',
  'sis_import_uploads',
  'sis_import_upload_parts',
  'idempotency_keys',
  'stored_file_removals',
  // How far an import has come is told by the clock.
  'sis_import_events',
  'sis_import_event_numbers',
  'webhooks',
  'webhook_deliveries',
]);

// Clocks and chance: only whether they are set can be compared.
const UNLIKE = new Set([
  'created_at',
  'updated_at',
  'completed_at',
  'uuid',
  'password_hash',
  'watermark_id',
  'lowest_id',
  'highest_id',
]);

// Tables of parts of an import.
const byPosition = new Set(['sis_import_files', 'sis_import_removals']);

/** Reads all that imports left behind, so that it can be compared with another tenant's. */
export async function outcomeOfTenant(
  { pool, storage }: { readonly pool: Pool; readonly storage: Storage },
  root_account_id: number,
): Promise<TenantOutcome> {
  const tables: Record<string, readonly object[]> = {};
  for (const table of await tablesOfTenants(pool)) {
    const order = table === 'sis_import_stamps' ? 'table_name, sis_import_id' : 'id';
    const { rows } = await pool.query<{ readonly row: Row }>(
      `select to_jsonb(t) as row from ${table} t where root_account_id = $1 order by ${
        byPosition.has(table) ? 'sis_import_id, position' : order
      }`,
      [root_account_id],
    );
    tables[table] = withoutNumbers(rows.map(({ row }) => row));
  }
  return {
    imports: await importsOf({ pool, storage }, root_account_id),
    exported: Object.fromEntries(await exportedFiles(pool, root_account_id)),
    tables,
    changes: await changesOf(pool, root_account_id),
  };
}

type Fields = Record<string, unknown>;

/** Per import and object the names of the fields that changed, and the states; ids and clocks are no two runs' own. */
async function changesOf(pool: Pool, root_account_id: number): Promise<readonly string[]> {
  const { rows } = await pool.query<{
    sis_import_id: number;
    table_name: string;
    object_id: number;
    before: Fields | null;
    after: Fields;
  }>(
    `select c.sis_import_id, c.table_name, object_id, c.before, c.after
     from roster_changes c, unnest(c.ids) r, generate_series(lower(r), upper(r) - 1) object_id
     where c.root_account_id = $1 order by c.sis_import_id, c.table_name, object_id, c.id`,
    [root_account_id],
  );
  const objects = new Map<string, { before: Fields | null; after: Fields }>();
  for (const { sis_import_id, table_name, object_id, before, after } of rows) {
    const key = `${sis_import_id} ${table_name} ${object_id}`;
    const known = objects.get(key);
    if (!known) objects.set(key, { before, after });
    else {
      if (known.before !== null) known.before = { ...before, ...known.before };
      known.after = { ...known.after, ...after };
    }
  }
  const imports = [...new Set(rows.map(({ sis_import_id }) => sis_import_id))];
  return [...objects].flatMap(([key, { before, after }]) => {
    const [sis_import_id, table_name] = key.split(' ');
    const names =
      before === null
        ? []
        : Object.keys(after).filter((name) => String(before[name]) !== String(after[name]));
    if (before !== null && names.length === 0) return [];
    const states =
      names.length === 0 || names.includes('workflow_state')
        ? [before?.workflow_state, after.workflow_state]
        : [];
    return [
      `${imports.indexOf(Number(sis_import_id))} ${table_name}: ${names.sort().join(' ')} ${states.join('>')}`,
    ];
  });
}

type Row = Readonly<Record<string, unknown>>;

async function tablesOfTenants(pool: Pool): Promise<readonly string[]> {
  const { rows } = await pool.query<{ readonly table_name: string }>(
    `select table_name from information_schema.columns
     where table_schema = 'public' and column_name = 'root_account_id' order by table_name`,
  );
  return rows.map(({ table_name }) => table_name).filter((name) => !LEFT_OUT.has(name));
}

/** The rows with their ids told as the how-manieth of their column. */
function withoutNumbers(rows: readonly Row[]): readonly object[] {
  const seen = new Map<string, Map<unknown, number>>();
  const ordinal = (column: string, id: unknown) => {
    const ids = seen.get(column) ?? new Map<unknown, number>();
    seen.set(column, ids);
    const known = ids.get(id) ?? ids.size + 1;
    ids.set(id, known);
    return known;
  };
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([column, value]) => {
        if (value === null) return [column, null];
        if (UNLIKE.has(column)) return [column, 'set'];
        if (/^(id|.*_id)$/.test(column) && typeof value === 'number') return [column, ordinal(column, value)];
        // The ids of stamps: how many there are.
        if (column === 'ids') return [column, sizeOfRanges(String(value))];
        return [column, value];
      }),
    ),
  );
}

function sizeOfRanges(ranges: string): number {
  const found = [...ranges.matchAll(/\[(\d+),(\d+)\)/g)];
  return found.reduce((sum, [, from, to]) => sum + Number(to) - Number(from), 0);
}

async function importsOf(
  { pool, storage }: { readonly pool: Pool; readonly storage: Storage },
  root_account_id: number,
): Promise<readonly unknown[]> {
  const imports = await pool.query(
    `select i.id, i.workflow_state, i.progress, i.data, i.tally, i.processing_errors, i.processing_warnings,
       i.ended_at is not null as ended, f.storage_key as errors_file,
       (select json_agg(json_build_array(c.display_name, c.storage_key) order by c.id) from stored_files c
        where c.root_account_id = $1 and i.data -> 'downloadable_attachment_ids' @> to_jsonb(c.id)) as copies,
       (select json_agg(json_build_array(c.display_name, c.storage_key) order by c.id) from stored_files c
        where c.root_account_id = $1 and i.data -> 'diffed_attachment_ids' @> to_jsonb(c.id)) as diff_copies,
       i.options -> 'diffing_threshold_exceeded' as diffing_threshold_exceeded
     from sis_imports i left join stored_files f on f.root_account_id = $1 and f.id = i.errors_file_id
     where i.root_account_id = $1 order by i.id`,
    [root_account_id],
  );
  const told: unknown[] = [];
  const bases = imports.rows.map(({ id }) => id);
  for (const { id, errors_file, copies, diff_copies, data, ...rest } of imports.rows) {
    const told_data = { ...data };
    for (const name of Object.keys(told_data)) if (/_attachment_ids?$/.test(name)) delete told_data[name];
    const base = told_data.diffed_against_sis_batch_id;
    if (base !== undefined) told_data.diffed_against_sis_batch_id = bases.indexOf(base);
    const messages = await pool.query(
      `select code, failure, file, row_number, column_name, params, message, row_info
       from sis_import_messages where root_account_id = $1 and sis_import_id = $2 order by id`,
      [root_account_id, id],
    );
    const errors = errors_file === null ? null : await text(await storage.read(errors_file));
    told.push({
      ...rest,
      data: told_data,
      copies: await copiesOf(storage, copies ?? []),
      diff_copies: await copiesOf(storage, diff_copies ?? []),
      messages: messages.rows,
      errors_file: errors?.replaceAll(/^\d+,/gm, ',') ?? null,
    });
  }
  return told;
}

/** Name and content of the copies of an import's files. */
async function copiesOf(
  storage: Storage,
  copies: readonly (readonly [string, string])[],
): Promise<readonly (readonly [string, string])[]> {
  return Promise.all(copies.map(async ([name, key]) => [name, await text(await storage.read(key))] as const));
}
