import type { ClientBase } from 'pg';
import type { RosterTable } from '../tables/roster.ts';
import { idRanges } from './stamps.ts';

/** Who makes a change: an import, or a person. */
export interface ChangeOrigin {
  readonly root_account_id: number;
  readonly sis_import_id: number | null;
  readonly user_id: number | null;
  /** No row asks for it: the clean-up of batch mode does. */
  readonly batch_mode?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Gathers what changes in a chunk; objects of a table that change alike become one entry. */
export class ChangeNotes {
  readonly #entries = new Map<string, { readonly table: RosterTable; readonly ids: number[] }>();

  /** `before` is null for a new object. */
  add(table: RosterTable, id: number, before: Fields | null, after: Fields): void {
    const key = `${table}\n${before === null ? '' : JSON.stringify(before)}\n${JSON.stringify(after)}`;
    const entry = this.#entries.get(key);
    if (entry) entry.ids.push(id);
    else this.#entries.set(key, { table, ids: [id] });
  }

  /** Many new objects in the same state. */
  addNew(table: RosterTable, ids: readonly number[], workflow_state: string): void {
    const key = `${table}\n\n${JSON.stringify({ workflow_state })}`;
    const entry = this.#entries.get(key);
    if (entry) entry.ids.push(...ids);
    else this.#entries.set(key, { table, ids: [...ids] });
  }

  /** One list per column, as they are written. */
  columns() {
    const entries = [...this.#entries].map(([key, { table, ids }]) => {
      const [, before, after] = key.split('\n');
      return { table, before: before || null, after, ids: idRanges(ids) };
    });
    return {
      tables: entries.map(({ table }) => table),
      befores: entries.map(({ before }) => before),
      afters: entries.map(({ after }) => after),
      ids: entries.map(({ ids }) => ids),
    };
  }

  get size(): number {
    return this.#entries.size;
  }
}

/** Writes what has changed. */
export async function insertRosterChanges(
  client: ClientBase,
  { root_account_id, sis_import_id, user_id }: ChangeOrigin,
  notes: ChangeNotes,
): Promise<void> {
  if (notes.size === 0) return;
  const { tables, befores, afters, ids } = notes.columns();
  await client.query({
    name: 'insert_roster_changes',
    text: `insert into roster_changes
         (root_account_id, sis_import_id, user_id, table_name, before, after, lowest_id, highest_id, ids)
       select $1, $2, $3, n.table_name, n.before::jsonb, n.after::jsonb, lower(n.ids), upper(n.ids) - 1, n.ids
       from unnest($4::text[], $5::text[], $6::text[], $7::int8multirange[]) n(table_name, before, after, ids)`,
    values: [root_account_id, sis_import_id, user_id, tables, befores, afters, ids],
  });
}

/** Does a write of columns that the engine does not know and notes what it has changed of those objects. */
export async function notingRows(
  client: ClientBase,
  origin: ChangeOrigin,
  table: RosterTable,
  ids: readonly number[],
  write: () => Promise<void>,
): Promise<void> {
  const before = await rowsOf(client, origin.root_account_id, table, ids);
  await write();
  const after = await rowsOf(client, origin.root_account_id, table, ids);
  const notes = new ChangeNotes();
  for (const [id, row] of after) {
    const old = before.get(id) ?? {};
    const names = Object.keys(row).filter((name) => JSON.stringify(row[name]) !== JSON.stringify(old[name]));
    const pick = (from: Fields) => Object.fromEntries(names.map((name) => [name, from[name]]));
    if (names.length > 0) notes.add(table, id, pick(old), pick(row));
  }
  await insertRosterChanges(client, origin, notes);
}

async function rowsOf(
  client: ClientBase,
  root_account_id: number,
  table: RosterTable,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Fields>> {
  const { rows } = await client.query<{ id: number; fields: Fields }>(
    `select id, to_jsonb(t) - 'updated_at' as fields from ${table} t where root_account_id = $1 and id = any($2::int8[])`,
    [root_account_id, ids],
  );
  return new Map(rows.map(({ id, fields }) => [id, fields]));
}
