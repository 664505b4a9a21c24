import { finished } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { ColumnSpec, TableSpec } from '../define-table.ts';
import { type RosterTable, rosterTables } from '../tables/roster.ts';
import { CopyBuffer, copyEnd, copySignature } from './copy-binary.ts';
import { foldCase } from './fold-case.ts';

type AnyRecord = { readonly id: number } & Readonly<Record<string, unknown>>;

function columnsOf(table: RosterTable): readonly (readonly [string, ColumnSpec])[] {
  return Object.entries((rosterTables[table] as TableSpec).columns);
}

/** Ids from `from` up to, but without, `to`. */
export interface IdRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Ids for new records, from the table's own sequence: one range, or several when a person's REST write took some in
 * between.
 */
export async function reserveIds(
  client: ClientBase,
  table: RosterTable,
  count: number,
): Promise<readonly IdRange[]> {
  // Unless somebody else takes ids at this very moment they are without a gap, and listing them is spared.
  const result = await client.query({
    name: `reserve_ids_${table}`,
    text: `select min(id) as "from", max(id) + 1 as "to",
         case when max(id) - min(id) + 1 > count(*) then array_agg(id) end as ids
       from (select nextval('${table}_id_seq') as id from generate_series(1, $1::int8)) taken`,
    values: [count],
  });
  const { from, to, ids } = result.rows[0] as IdRange & { readonly ids: readonly number[] | null };
  return ids === null ? [{ from, to }] : rangesOf(ids);
}

/** Ids in any order as the ranges without a gap that they form. */
function rangesOf(ids: readonly number[]): readonly IdRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const id of [...ids].map(Number).sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.to === id) last.to = id + 1;
    else ranges.push({ from: id, to: id + 1 });
  }
  return ranges;
}

/** The highest id ever given out in the table. */
export async function highestId(client: ClientBase, table: RosterTable): Promise<number> {
  const result = await client.query(
    `select case when is_called then last_value else 0 end as id from ${table}_id_seq`,
  );
  return Number((result.rows[0] as { id: number }).id);
}

/**
 * New records of a table in PostgreSQL's binary COPY format, encoded piece by piece; apart from the sending, so that
 * it can be done while the server is busy.
 */
export class EncodedRecords {
  readonly statement: string;
  readonly #columns: readonly (readonly [string, ColumnSpec])[];
  readonly #pieces: Buffer[] = [copySignature];

  constructor(table: RosterTable) {
    this.#columns = columnsOf(table);
    const names = this.#columns.map(([name]) => name).join(', ');
    this.statement = `copy ${table} (root_account_id, ${names}, created_at, updated_at) from stdin with (format binary)`;
  }

  add(root_account_id: number, records: readonly AnyRecord[], now: string): void {
    const names = this.#columns.map(([name]) => name);
    const types = this.#columns.map(([, { type }]) => type);
    const buffer = new CopyBuffer();
    for (const record of records) {
      buffer.startRow(names.length + 3);
      buffer.writeField('int8', root_account_id);
      // Taking pairs apart for each of a million fields would be felt.
      for (let at = 0; at < names.length; at += 1) {
        buffer.writeField(types[at] as ColumnSpec['type'], record[names[at] as string]);
      }
      buffer.writeField('timestamptz', now);
      buffer.writeField('timestamptz', now);
    }
    this.#pieces.push(buffer.bytes());
  }

  /** All of it, from the format's head to its end. */
  pieces(): readonly Buffer[] {
    return [...this.#pieces, copyEnd];
  }
}

/**
 * Writes new records by COPY straight into the table. Nobody else writes the tenant's roster meanwhile, as the
 * caller holds its lock, so a key that was looked up as free is free.
 */
export async function copyRecords(client: ClientBase, records: EncodedRecords): Promise<void> {
  const stream = client.query(copyFrom(records.statement));
  for (const piece of records.pieces()) stream.write(piece);
  stream.end();
  await finished(stream);
}

/** Writes the given columns of changed records, all rows in one statement. */
export async function updateRecords(
  client: ClientBase,
  root_account_id: number,
  table: RosterTable,
  records: readonly AnyRecord[],
  columns: readonly string[],
  now: string,
): Promise<void> {
  const spec = rosterTables[table] as TableSpec;
  const ids = records.map((record) => record.id);
  await letGoOfKeys(client, root_account_id, table, records, columns);
  const types = columns.map((column) => (spec.columns[column] as ColumnSpec).type);
  const arrays = types.map((type, at) => `$${at + 4}::${type}[]`);
  const names = columns.map((_, at) => `c${at}`);
  const sets = columns.map((column, at) => `${column} = v.c${at}`);
  await client.query(
    `update ${table} t set ${[...sets, 'updated_at = $2'].join(', ')}
     from unnest($3::int8[], ${arrays.join(', ')}) v(id, ${names.join(', ')})
     where t.root_account_id = $1 and t.id = v.id`,
    [root_account_id, now, ids, ...columns.map((column) => records.map((record) => record[column]))],
  );
}

/**
 * Two rows may swap their keys, which an UPDATE of both does not survive: whoever holds a key that another one of them
 * gets lets go of it first.
 */
async function letGoOfKeys(
  client: ClientBase,
  root_account_id: number,
  table: RosterTable,
  records: readonly AnyRecord[],
  columns: readonly string[],
): Promise<void> {
  const spec = rosterTables[table] as TableSpec;
  const unique = columns.filter((column) => spec.unique_columns.includes(column));
  if (unique.length === 0) return;
  const free = unique.map((column) =>
    spec.columns[column]?.nullable ? `${column} = null` : `${column} = chr(1) || id`,
  );
  // In any case, as a login's key ignores it.
  const taken = unique.map((column, at) => `lower(${column}) = any($${at + 3}::text[])`);
  await client.query(
    `update ${table} set ${free.join(', ')}
     where root_account_id = $1 and id = any($2::int8[]) and (${taken.join(' or ')})`,
    [
      root_account_id,
      records.map((record) => record.id),
      ...unique.map((column) =>
        records.flatMap((record) => (record[column] === null ? [] : [foldCase(record[column] as string)])),
      ),
    ],
  );
}
