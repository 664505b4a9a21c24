import type { ClientBase } from 'pg';
import type { ColumnSpec, LookupSpec, TableSpec } from '../define-table.ts';
import { type RosterTable, rosterTables } from '../tables/roster.ts';
import { foldCase } from './fold-case.ts';

type Key = string | number | boolean | readonly [number, number | string];

function specOf(table: RosterTable): TableSpec {
  return rosterTables[table];
}

const statements = new Map<string, string>();

function columnsOf(table: RosterTable, isReference: boolean): readonly string[] {
  const { columns, reference_columns } = specOf(table);
  return isReference && reference_columns ? ['id', ...reference_columns] : Object.keys(columns);
}

function statement(table: RosterTable, name: string, isReference: boolean): string {
  const key = `${table}.${name}.${isReference}`;
  const known = statements.get(key);
  if (known !== undefined) return known;
  const spec = specOf(table);
  const lookup = spec.lookups[name] as LookupSpec;
  const list = columnsOf(table, isReference)
    .map((column) => `t.${column}`)
    .join(', ');
  const types = lookup.columns.map((column) => (spec.columns[column] as ColumnSpec).type);
  const keys = types.map((type, at) => `$${at + 2}::${type}[]`).join(', ');
  const names = lookup.columns.map((_, at) => `k${at}`).join(', ');
  const matches = lookup.columns.map((column, at) => {
    return lookup.fold ? `lower(t.${column}) = k.k${at}` : `t.${column} = k.k${at}`;
  });
  if (lookup.live) matches.push("t.workflow_state <> 'deleted'");
  for (const [column, word] of Object.entries(lookup.only ?? {})) matches.push(`t.${column} = '${word}'`);
  // `offset 0` keeps the planner to one index probe per key. Left alone it may read the whole table, as there are
  // no statistics yet while a first import fills it.
  const sql = `select ${list} from unnest(${keys}) k(${names}) cross join lateral
    (select * from ${table} t where t.root_account_id = $1 and ${matches.join(' and ')} offset 0) t`;
  statements.set(key, sql);
  return sql;
}

/**
 * The records of a tenant that hold one of the keys, deleted ones included. One statement whatever the number
 * of keys; keys must be distinct. `onlyRefersTo`: nobody will change the records, and their `reference_columns` do.
 */
export async function lookUpRecords(
  client: ClientBase,
  root_account_id: number,
  table: RosterTable,
  lookup: string,
  keys: readonly Key[],
  onlyRefersTo = false,
): Promise<readonly AnyRecord[]> {
  const { lookups, reference_columns } = specOf(table);
  const isReference = onlyRefersTo && reference_columns !== undefined;
  const spec = lookups[lookup] as LookupSpec;
  const values =
    spec.columns.length === 2
      ? [0, 1].map((at) => keys.map((key) => (key as readonly [number, number | string])[at]))
      : [spec.fold ? keys.map((key) => foldCase(String(key))) : keys];
  const result = await client.query({
    name: `look_up_${table}_${lookup}${isReference ? '_reference' : ''}`,
    text: statement(table, lookup, isReference),
    values: [root_account_id, ...values.map(arrayText)],
    rowMode: 'array',
  });
  return (result.rows as unknown[][]).map(recordMaker(columnsOf(table, isReference)));
}

/** Keys as PostgreSQL's text of an array. The driver looks at each by itself, which thousands of them feel. */
function arrayText(keys: readonly unknown[]): string | readonly unknown[] {
  if (typeof keys[0] !== 'string') return `{${keys.join()}}`;
  const text = `{"${keys.join('","')}"}`;
  // What has to be escaped is left to the driver: besides the quotes put here there is none.
  const isPlain = !text.includes('\\') && text.split('"').length === 2 * keys.length + 1;
  return isPlain ? text : keys;
}

type AnyRecord = { readonly id: number } & Record<string, unknown>;

/**
 * Makes records from rows of these columns in order, all of one hidden class. The driver's own objects turn
 * into slow hash tables beyond a dozen columns, as what gets properties by variable names does; a copy of what
 * JSON.parse made does not.
 */
function recordMaker(names: readonly string[]): (row: readonly unknown[]) => AnyRecord {
  const blank = JSON.parse(
    JSON.stringify(Object.fromEntries(names.map((name) => [name, null]))),
  ) as AnyRecord;
  return (row) => {
    const record: Record<string, unknown> = { ...blank };
    for (let at = 0; at < names.length; at += 1) record[names[at] as string] = row[at];
    return record as AnyRecord;
  };
}
