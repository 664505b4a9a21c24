import { type FactName, type RosterRecord, type RosterTable, rosterTables } from '../db/index.ts';
import { AnswerIndex, type AnyRecord, type LookupKey } from './answer-index.ts';
import { PairFilter } from './pair-filter.ts';

/** Which keys of a look-up have been asked for. */
export interface Answers {
  readonly has: (key: LookupKey) => boolean;
  /** Notes a key as being looked up: from now on its answer is what `learn` brings. */
  readonly open: (key: LookupKey) => void;
}

type LookupOf<T extends RosterTable> = Extract<keyof (typeof rosterTables)[T]['lookups'], string>;

/**
 * What an import knows of a table: the records it has looked up, and the ones it has planned since. Records are
 * values; a change replaces them, so that whoever holds one keeps what was true when it was handed out.
 */
class FoundTable {
  readonly records = new Map<number, AnyRecord>();
  readonly indexes = new Map<string, AnswerIndex>();

  constructor(table: RosterTable) {
    for (const [name, lookup] of Object.entries(rosterTables[table].lookups)) {
      this.indexes.set(name, new AnswerIndex(lookup));
    }
  }

  put(record: AnyRecord): void {
    const old = this.records.get(record.id);
    this.records.set(record.id, record);
    for (const index of this.indexes.values()) index.put(record, old);
  }
}

/**
 * The working copy of the roster that importers read: records by id and by the look-ups of their table.
 * Reading a key that was never looked up is a bug of the importer and throws.
 */
export class Found {
  readonly #tables = new Map<RosterTable, FoundTable>();
  readonly #facts = new Map<FactName, Map<number, boolean>>();
  /** Sections and people of the enrollments that this run has made; kept when records are forgotten. */
  readonly #enrolled = new PairFilter();

  #table(table: RosterTable): FoundTable {
    let found = this.#tables.get(table);
    if (!found) {
      found = new FoundTable(table);
      this.#tables.set(table, found);
    }
    return found;
  }

  #index(table: RosterTable, lookup: string): AnswerIndex {
    const index = this.#table(table).indexes.get(lookup);
    if (!index) throw new Error(`table ${table} has no look-up ${lookup}`);
    return index;
  }

  /** Every record with that key, deleted ones included; empty when there is none. */
  all<T extends RosterTable>(table: T, lookup: LookupOf<T>, key: LookupKey): readonly RosterRecord<T>[] {
    const bucket = this.#index(table, lookup).find(key);
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

  /** The answers to one look-up, for asking many keys of it. */
  answers(table: RosterTable, lookup: string): Answers {
    const index = this.#index(table, lookup);
    const { records } = this.#table(table);
    const has = (key: LookupKey) => index.find(key) !== undefined;
    const open = (key: LookupKey) => index.open(key);
    return lookup === 'by_id'
      ? { has: (key) => records.has(key as number) || has(key), open }
      : { has, open };
  }

  /** Whether a key still has to be looked up. */
  isMissing(table: RosterTable, lookup: string, key: LookupKey): boolean {
    if (lookup === 'by_id' && this.#table(table).records.has(key as number)) return false;
    return this.#index(table, lookup).find(key) === undefined;
  }

  /** Notes a key as being looked up: from now on its answer is what `learn` brings. */
  ask(table: RosterTable, lookup: string, key: LookupKey): void {
    this.#index(table, lookup).open(key);
  }

  /** Takes in the records that answer the keys asked for. */
  learn(table: RosterTable, lookup: string, records: readonly AnyRecord[]): void {
    const found = this.#table(table);
    const index = this.#index(table, lookup);
    for (const record of records) {
      const known = found.records.get(record.id);
      if (known === undefined) found.put(record);
      else index.put(known, known);
    }
  }

  /** Takes it as known that no record refers to an object made just now. */
  assumeNoneOf(table: RosterTable, lookup: string, made_id: number): void {
    this.#index(table, lookup).openMade(made_id);
  }

  /** Takes it as known that no record has the key, e.g. because the key belongs to an object made just now. */
  assumeNone(table: RosterTable, lookup: string, key: LookupKey): void {
    if (this.isMissing(table, lookup, key)) this.ask(table, lookup, key);
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

  /** Notes an enrollment that this run makes. */
  noteEnrolled(section_id: number, user_id: number): void {
    this.#enrolled.add(section_id, user_id);
  }

  /**
   * Whether a person certainly has no enrollment in a section, without a look-up: the section had none when the run
   * first asked, and the run has made none for them since.
   */
  isSurelyFree(section_id: number, user_id: number): boolean {
    const isEmpty = this.#facts.get('section_is_empty')?.get(section_id) === true;
    return isEmpty && !this.#enrolled.mayHave(section_id, user_id);
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

  /** Takes in a record that the database does not know yet, if it answers anything that was asked. */
  putIfAsked(table: RosterTable, record: AnyRecord): void {
    const { records, indexes } = this.#table(table);
    let isAsked = records.has(record.id);
    for (const index of indexes.values()) isAsked ||= index.answers(record);
    if (isAsked) this.put(table, record);
  }

  /** How much is held of a table, records and answered keys, for keeping memory flat. */
  size(table: RosterTable): number {
    const { records, indexes } = this.#table(table);
    let size = records.size;
    for (const index of indexes.values()) size = Math.max(size, index.size);
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
