import { type FactName, type RosterRecord, type RosterTable, rosterTables } from '../db/index.ts';

/** One value, or one value per column of a two-column look-up. */
export type LookupKey = string | number | boolean | readonly [number, number];

type LookupOf<T extends RosterTable> = Extract<keyof (typeof rosterTables)[T]['lookups'], string>;

interface Index<R> {
  readonly columns: readonly string[];
  readonly fold: boolean;
  /** A key that is present has been looked up: its list is the whole answer, also when empty. */
  readonly buckets: Map<string | number | boolean, R[]>;
}

type AnyRecord = { readonly id: number } & Readonly<Record<string, unknown>>;

/**
 * What an import knows of a table: the records it has looked up, and the ones it has planned since. Records are
 * values; a change replaces them, so that whoever holds one keeps what was true when it was handed out.
 */
class FoundTable {
  readonly records = new Map<number, AnyRecord>();
  readonly indexes = new Map<string, Index<AnyRecord>>();

  constructor(table: RosterTable) {
    for (const [name, lookup] of Object.entries(rosterTables[table].lookups)) {
      const fold = 'fold' in lookup && lookup.fold === true;
      this.indexes.set(name, { columns: lookup.columns, fold, buckets: new Map() });
    }
  }

  put(record: AnyRecord): void {
    const old = this.records.get(record.id);
    this.records.set(record.id, record);
    for (const index of this.indexes.values()) {
      const key = keyOfRecord(index, record);
      if (old !== undefined) {
        const oldKey = keyOfRecord(index, old);
        const bucket = oldKey === null ? undefined : index.buckets.get(oldKey);
        const at = bucket?.findIndex((entry) => entry.id === record.id) ?? -1;
        if (bucket && at >= 0) {
          if (oldKey === key) {
            bucket[at] = record;
            continue;
          }
          bucket.splice(at, 1);
        }
      }
      if (key === null) continue;
      index.buckets.get(key)?.push(record);
    }
  }
}

function keyOfRecord(index: Index<AnyRecord>, record: AnyRecord): string | number | boolean | null {
  const [first, second] = index.columns;
  const value = record[first as string];
  if (value === null || value === undefined) return null;
  if (second !== undefined) return `${value}:${record[second]}`;
  if (index.fold) return (value as string).toLowerCase();
  return value as string | number | boolean;
}

function keyOfLookup(index: Index<AnyRecord>, key: LookupKey): string | number | boolean {
  if (typeof key === 'object') return `${key[0]}:${key[1]}`;
  return index.fold ? String(key).toLowerCase() : key;
}

/**
 * The working copy of the roster that importers read: records by id and by the look-ups of their table.
 * Reading a key that was never looked up is a bug of the importer and throws.
 */
export class Found {
  readonly #tables = new Map<RosterTable, FoundTable>();
  readonly #facts = new Map<FactName, Map<number, boolean>>();

  #table(table: RosterTable): FoundTable {
    let found = this.#tables.get(table);
    if (!found) {
      found = new FoundTable(table);
      this.#tables.set(table, found);
    }
    return found;
  }

  #index(table: RosterTable, lookup: string): Index<AnyRecord> {
    const index = this.#table(table).indexes.get(lookup);
    if (!index) throw new Error(`table ${table} has no look-up ${lookup}`);
    return index;
  }

  /** Every record with that key, deleted ones included; empty when there is none. */
  all<T extends RosterTable>(table: T, lookup: LookupOf<T>, key: LookupKey): readonly RosterRecord<T>[] {
    const index = this.#index(table, lookup);
    const bucket = index.buckets.get(keyOfLookup(index, key));
    if (!bucket) throw new Error(`${table}.${lookup} was not looked up for ${String(key)}`);
    return bucket as unknown as readonly RosterRecord<T>[];
  }

  /** The record with that key, undefined when there is none or the key is null. */
  one<T extends RosterTable>(
    table: T,
    lookup: LookupOf<T>,
    key: LookupKey | null,
  ): RosterRecord<T> | undefined {
    return key === null ? undefined : this.all(table, lookup, key)[0];
  }

  /** A record known by its id: one that another look-up brought along, too. */
  byId<T extends RosterTable>(table: T, id: number | null): RosterRecord<T> | undefined {
    if (id === null) return undefined;
    return this.#table(table).records.get(id) as RosterRecord<T> | undefined;
  }

  /** Whether a key still has to be looked up. */
  isMissing(table: RosterTable, lookup: string, key: LookupKey): boolean {
    const index = this.#index(table, lookup);
    if (lookup === 'by_id' && this.#table(table).records.has(key as number)) return false;
    return !index.buckets.has(keyOfLookup(index, key));
  }

  /** One name for equal keys: pairs and folded texts are not equal as values. */
  keyName(table: RosterTable, lookup: string, key: LookupKey): string | number | boolean {
    return keyOfLookup(this.#index(table, lookup), key);
  }

  /** Takes in the answer to a look-up: the keys that were asked for and the records that came back. */
  learn(table: RosterTable, lookup: string, keys: readonly LookupKey[], records: readonly AnyRecord[]): void {
    const found = this.#table(table);
    const index = this.#index(table, lookup);
    for (const key of keys) index.buckets.set(keyOfLookup(index, key), []);
    for (const record of records) {
      const known = found.records.get(record.id);
      if (known === undefined) found.put(record);
      else {
        const key = keyOfRecord(index, known);
        if (key !== null) index.buckets.get(key)?.push(known);
      }
    }
  }

  /** Takes it as known that no record has the key, e.g. because the key belongs to an object made just now. */
  assumeNone(table: RosterTable, lookup: string, key: LookupKey): void {
    if (this.isMissing(table, lookup, key)) this.learn(table, lookup, [key], []);
  }

  /** A fact about an object that was asked for, e.g. `account_has_courses`. */
  fact(name: FactName, id: number): boolean {
    const value = this.#facts.get(name)?.get(id);
    if (value === undefined) throw new Error(`fact ${name} was not asked for ${id}`);
    return value;
  }

  isFactMissing(name: FactName, id: number): boolean {
    return !this.#facts.get(name)?.has(id);
  }

  /** Takes in which of the ids a fact holds for. */
  learnFact(name: FactName, ids: readonly number[], holding: ReadonlySet<number>): void {
    const facts = this.#facts.get(name) ?? new Map<number, boolean>();
    for (const id of ids) facts.set(id, holding.has(id));
    this.#facts.set(name, facts);
  }

  /** Puts a planned record in the place of what was known. */
  put(table: RosterTable, record: AnyRecord): void {
    this.#table(table).put(record);
  }

  /** How much is held of a table, records and answered keys, for keeping memory flat. */
  size(table: RosterTable): number {
    const { records, indexes } = this.#table(table);
    let size = records.size;
    for (const { buckets } of indexes.values()) size = Math.max(size, buckets.size);
    return size;
  }

  /** How many answers about facts are held. */
  factSize(): number {
    let size = 0;
    for (const answers of this.#facts.values()) size += answers.size;
    return size;
  }

  forgetFacts(): void {
    this.#facts.clear();
  }

  forget(table: RosterTable): void {
    this.#tables.delete(table);
  }

  forgetAll(): void {
    this.#tables.clear();
    this.#facts.clear();
  }

  tables(): readonly RosterTable[] {
    return [...this.#tables.keys()];
  }
}
