import type { RosterRecord, RosterTable } from '../db/index.ts';
import type { MessageDraft } from '../format/index.ts';
import type { AccountTree } from './account-tree.ts';
import type { Found } from './found.ts';
import type { RoleFinder } from './roles.ts';
import { type StickinessMode, withStickiness } from './stickiness.ts';

/**
 * One planned change of one object, in the order in which the rows ask for it. `before` and `after` hold the
 * fields that change; a created object has no `before` and a whole `after`.
 */
export interface Change {
  readonly table: RosterTable;
  readonly id: number;
  readonly row: number;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>>;
}

/**
 * What a change takes along in other tables, carried out set-based after the changes of the chunk and in the
 * order of the rows: the objects may be too many to hold.
 */
export interface Consequence {
  readonly name:
    | 'remove_person'
    | 'delete_course_enrollments'
    | 'conclude_course_enrollments'
    | 'delete_section_enrollments'
    | 'move_section_enrollments'
    | 'drop_group_memberships'
    | 'delete_category_groups'
    | 'delete_group_memberships'
    | 'delete_category_tags'
    | 'delete_tag_associations'
    | 'untie_courses';
  readonly id: number;
  /** The second id where the consequence has one: the course a section moved to, the course a person left. */
  readonly other_id?: number;
}

/** Work put off to the end of the file, kept in the database so that a crash loses none of it. */
export interface Deferred {
  readonly object_id: number;
  readonly row: number;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** What became of a row. `dropped`: no message and not counted. A draft: refused with that message. */
export type RowResult = 'counted' | 'dropped' | MessageDraft;

export interface PlanOptions extends StickinessMode {
  readonly root_account_id: number;
  /** Null when no import but a person changes the roster. */
  readonly sis_import_id: number | null;
  /** The person who started the import or makes the change, null when unknown. */
  readonly user_id: number | null;
  readonly skip_deletes: boolean;
  readonly update_sis_id_if_login_claimed: boolean;
  /** The features that are on in the root account, as row rules and importers ask for them. */
  readonly features: ReadonlySet<string>;
  /** Personal pronouns are switched on in the account. */
  readonly personal_pronouns: boolean;
  /** Some student is observed: enrollments of observers follow those of their students. */
  readonly has_observers: boolean;
  readonly account_tree: AccountTree;
  readonly roles: RoleFinder;
  /** The active authentication providers of the root account, first of a type first. */
  readonly providers: readonly { readonly id: number; readonly auth_type: string }[];
  /** The time of the chunk, UTC. */
  readonly now: string;
  /** Objects of the file's table with a higher id were made by this file. */
  readonly watermark_id: number;
  /** The columns in the header. */
  readonly given: ReadonlySet<string>;
  /** Salted hash of a password, and whether a password is the one behind a hash. */
  readonly hash_password: (password: string) => string;
  readonly is_password: (password: string, hash: string) => boolean;
}

/** What a row wants of an object that sticks: `before` stays. */
export interface Blocked {
  readonly table: RosterTable;
  readonly id: number;
  readonly row: number;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

interface IdRange {
  readonly from: number;
  to: number;
}

type Fields<T extends RosterTable> = Partial<Omit<RosterRecord<T>, 'id'>>;

/** The outcome of a chunk of rows as values: nothing of it is written yet. */
export class Plan {
  readonly changes: Change[] = [];
  readonly consequences: Consequence[] = [];
  readonly deferred: Deferred[] = [];
  /** What stickiness has kept as it was. */
  readonly blocked: Blocked[] = [];
  readonly warnings: { readonly row: number; readonly draft: MessageDraft }[] = [];
  /** Ids of objects that were there before and that a row was about, by table. */
  readonly stamped = new Map<RosterTable, Set<number>>();
  /** The row being planned. */
  row = 0;

  readonly found: Found;
  readonly options: PlanOptions;
  readonly #newId: (table: RosterTable) => number;
  /** Ids of new objects, as ranges from the first up to but without the last. */
  readonly #made = new Map<RosterTable, IdRange[]>();

  constructor(found: Found, options: PlanOptions, newId: (table: RosterTable) => number) {
    this.found = found;
    this.options = options;
    this.#newId = newId;
  }

  /** Plans a new object and hands out its record. */
  create<T extends RosterTable>(table: T, fields: Omit<RosterRecord<T>, 'id'>): RosterRecord<T> {
    // The literal that the importer hands over becomes the record: a copy per row would be felt.
    (fields as { id?: number }).id = this.#newId(table);
    const record = fields as unknown as RosterRecord<T> & { readonly id: number };
    this.found.put(table, record as never);
    this.#noteMade(table, record.id);
    this.changes.push({ table, id: record.id, row: this.row, before: null, after: record as never });
    return record;
  }

  /**
   * Plans the fields that really differ and that are not stuck; hands out the record as it will be.
   * `force` lists fields that are written although stuck.
   */
  update<T extends RosterTable>(
    table: T,
    record: RosterRecord<T>,
    fields: Fields<T>,
    force: readonly string[] = [],
  ): RosterRecord<T> {
    const old = record as unknown as Record<string, unknown> & { id: number };
    const wanted = withStickiness(table, old, fields as Record<string, unknown>, this.options, force);
    if (wanted !== fields) this.#noteBlocked(table, old, fields, wanted);
    return this.#change(table, old, wanted) as unknown as RosterRecord<T>;
  }

  /** Notes fields that a row asks for and an importer leaves alone, as they are stuck. */
  noteStuck<T extends RosterTable>(table: T, record: RosterRecord<T>, asked: Fields<T>): void {
    this.#noteBlocked(table, record as never, asked as Record<string, unknown>, {});
  }

  #noteBlocked(
    table: RosterTable,
    old: Readonly<Record<string, unknown>> & { readonly id: number },
    asked: Readonly<Record<string, unknown>>,
    wanted: Readonly<Record<string, unknown>>,
  ): void {
    const names = Object.keys(asked).filter((name) => !(name in wanted) && asked[name] !== old[name]);
    if (names.length === 0) return;
    const of = (fields: Readonly<Record<string, unknown>>) =>
      Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
    this.blocked.push({ table, id: old.id, row: this.row, before: of(old), after: of(asked) });
  }

  /** Plans new ids of an object, in which stickiness plays no part. */
  setIds<T extends RosterTable>(table: T, record: RosterRecord<T>, ids: Fields<T>): RosterRecord<T> {
    const old = record as unknown as Record<string, unknown> & { id: number };
    return this.#change(table, old, ids as Record<string, unknown>) as unknown as RosterRecord<T>;
  }

  #change(
    table: RosterTable,
    old: Readonly<Record<string, unknown>> & { readonly id: number },
    wanted: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>> & { readonly id: number } {
    const before: Record<string, unknown> = {};
    const after: Record<string, unknown> = {};
    let differs = false;
    for (const name of Object.keys(wanted)) {
      if (old[name] === wanted[name]) continue;
      before[name] = old[name];
      after[name] = wanted[name];
      differs = true;
    }
    if (!differs) return old;
    const next = { ...old, ...after };
    this.found.put(table, next);
    this.changes.push({ table, id: old.id, row: this.row, before, after });
    return next;
  }

  /** Marks the object as one that this import was about; batch mode and `sis_import_id` rest on it. */
  stamp(table: RosterTable, id: number): void {
    let ids = this.stamped.get(table);
    if (!ids) {
      ids = new Set();
      this.stamped.set(table, ids);
    }
    ids.add(id);
  }

  /** Whether the object was made by this plan, so that nothing about it needs looking up. */
  isNew(table: RosterTable, id: number): boolean {
    return this.#made.get(table)?.some(({ from, to }) => from <= id && id < to) ?? false;
  }

  #noteMade(table: RosterTable, id: number): void {
    const made = this.#made.get(table);
    const last = made?.at(-1);
    if (last?.to === id) last.to = id + 1;
    else if (made) made.push({ from: id, to: id + 1 });
    else this.#made.set(table, [{ from: id, to: id + 1 }]);
  }

  also(name: Consequence['name'], id: number, other_id?: number): void {
    this.consequences.push(other_id === undefined ? { name, id } : { name, id, other_id });
  }

  /** Puts work off to the end of the file. */
  defer(object_id: number, payload: Readonly<Record<string, unknown>>): void {
    this.deferred.push({ object_id, row: this.row, payload });
  }

  /** A message about a row that goes on. */
  warn(draft: MessageDraft): void {
    this.warnings.push({ row: this.row, draft });
  }
}
