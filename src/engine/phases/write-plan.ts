import type { ClientBase } from 'pg';
import {
  applyConsequence,
  ChangeNotes,
  copyRecords,
  EncodedRecords,
  insertDeferred,
  insertRosterChanges,
  insertStamps,
  type RosterTable,
  rosterTables,
  type StateChangeCount,
  updateRecords,
} from '../../db/index.ts';
import type { Consequence, Plan } from '../plan.ts';
import { inSlices } from './in-slices.ts';

type AnyRecord = { readonly id: number } & Readonly<Record<string, unknown>>;

/** What became of an object's fields from the first to the last of the chunk's changes. */
interface FieldChange {
  readonly before: Record<string, unknown>;
  readonly after: Record<string, unknown>;
}

interface TableWrites {
  readonly created: AnyRecord[];
  readonly updated: Map<number, AnyRecord>;
  readonly changed: Map<number, FieldChange>;
  readonly columns: Set<string>;
  /** The created records as they are sent. */
  encoded: EncodedRecords | null;
}

export type Writes = ReadonlyMap<RosterTable, TableWrites>;

/** The changes of a chunk, brought together per object: the last state of each is written once. */
export async function gatherWrites(plan: Plan): Promise<Writes> {
  const tables = new Map<RosterTable, TableWrites>();
  for (const change of plan.changes) {
    let writes = tables.get(change.table);
    if (!writes) {
      writes = { created: [], updated: new Map(), changed: new Map(), columns: new Set(), encoded: null };
      tables.set(change.table, writes);
    }
    const last = plan.found.byId(change.table, change.id) as AnyRecord | undefined;
    if (!last) throw new Error(`a planned record of ${change.table} is missing`);
    if (change.before === null) writes.created.push(last);
    else if (!plan.isNew(change.table, change.id)) {
      writes.updated.set(change.id, last);
      for (const name of Object.keys(change.after)) writes.columns.add(name);
      addFields(writes.changed, change);
    }
  }
  const { root_account_id, now } = plan.options;
  for (const [table, writes] of tables) {
    stampUpdated(table, writes, plan);
    if (writes.created.length === 0) continue;
    const encoded = new EncodedRecords(table);
    await inSlices(writes.created, (slice) => encoded.add(root_account_id, slice, now));
    writes.encoded = encoded;
  }
  return tables;
}

function addFields(changed: Map<number, FieldChange>, { id, before, after }: Plan['changes'][number]): void {
  const known = changed.get(id);
  if (known === undefined) changed.set(id, { before: { ...before }, after: { ...after } });
  else {
    Object.assign(known.after, after);
    for (const [name, value] of Object.entries(before ?? {})) {
      if (!(name in known.before)) known.before[name] = value;
    }
  }
}

/** The chunk's changes as they are kept: fields that end as they began are none. */
function notesOf(tables: Writes): ChangeNotes {
  const notes = new ChangeNotes();
  for (const [table, { created, changed }] of tables) {
    const byState = new Map<string, number[]>();
    for (const { id, workflow_state } of created) {
      const ids = byState.get(workflow_state as string);
      if (ids) ids.push(id);
      else byState.set(workflow_state as string, [id]);
    }
    for (const [state, ids] of byState) notes.addNew(table, ids, state);
    for (const [id, { before, after }] of changed) {
      for (const name of Object.keys(after)) {
        if (before[name] !== after[name]) continue;
        delete before[name];
        delete after[name];
      }
      if (Object.keys(after).length > 0) notes.add(table, id, before, after);
    }
  }
  return notes;
}

/** A changed object that the import was about gets its stamp in the same UPDATE. */
function stampUpdated(table: RosterTable, { updated, changed, columns }: TableWrites, plan: Plan): void {
  const ids = plan.stamped.get(table);
  if (!ids || plan.options.sis_import_id === null || !('sis_import_id' in rosterTables[table].columns))
    return;
  for (const record of updated.values()) {
    if (!ids.has(record.id)) continue;
    const stamped = { ...record, sis_import_id: plan.options.sis_import_id };
    updated.set(record.id, stamped);
    columns.add('sis_import_id');
    const fields = changed.get(record.id);
    if (fields) {
      fields.before.sis_import_id = record.sis_import_id ?? null;
      fields.after.sis_import_id = stamped.sis_import_id;
    }
    // A later chunk that changes the object without a stamp must not write the old one back.
    plan.found.put(table, stamped);
  }
}

/**
 * Writes a plan: updates first, as they may give up keys that new records take, then new records, then what the
 * changes take along, then stamps and work put off. Hands out the state changes that they took along.
 */
export async function writePlan(
  client: ClientBase,
  plan: Plan,
  tables: Writes,
  file_position = 0,
): Promise<StateChangeCount[]> {
  const late: StateChangeCount[] = [];
  const { root_account_id, sis_import_id, user_id, now } = plan.options;
  // A person's edit is theirs; what an import does is told by the import.
  const origin = { root_account_id, sis_import_id, user_id: sis_import_id === null ? user_id : null };
  for (const [table, { updated, columns }] of tables) {
    if (updated.size === 0) continue;
    await updateRecords(client, root_account_id, table, [...updated.values()], [...columns], now);
  }
  for (const { encoded } of tables.values()) {
    if (encoded !== null) await copyRecords(client, encoded);
  }
  await insertRosterChanges(client, origin, notesOf(tables));
  for (const group of inWaves(plan.consequences)) {
    const [first] = group;
    if (!first) continue;
    const counts = await applyConsequence(
      client,
      origin,
      first.name,
      group.map((entry) => entry.id),
      group.map((entry) => entry.other_id),
      now,
    );
    late.push(...counts);
  }
  // A person's change leaves no import's marks and puts nothing off.
  if (sis_import_id === null) return late;
  for (const [table, ids] of plan.stamped) {
    await insertStamps(client, root_account_id, sis_import_id, table, [...ids]);
  }
  if (plan.deferred.length > 0) {
    await insertDeferred(client, root_account_id, sis_import_id, file_position, plan.deferred);
  }
  return late;
}

/**
 * Consequences that can be carried out together: all of one name, in the order of the rows. An object with two
 * different ones gets them in its order, in different waves; of two moves only the last counts.
 */
function inWaves(consequences: readonly Consequence[]): Consequence[][] {
  const waves: Map<string, Map<string, Consequence>>[] = [];
  const lastOf = new Map<number, { wave: number; name: string }>();
  for (const entry of consequences) {
    const last = lastOf.get(entry.id);
    const at = last === undefined ? 0 : last.name === entry.name ? last.wave : last.wave + 1;
    lastOf.set(entry.id, { wave: at, name: entry.name });
    waves[at] ??= new Map();
    const wave = waves[at];
    const group = wave.get(entry.name) ?? new Map<string, Consequence>();
    // People may leave several courses; a section ends in one.
    const key = entry.name === 'drop_group_memberships' ? `${entry.id}:${entry.other_id}` : String(entry.id);
    wave.set(entry.name, group.set(key, entry));
  }
  return waves.flatMap((wave) => [...wave.values()].map((group) => [...group.values()]));
}
