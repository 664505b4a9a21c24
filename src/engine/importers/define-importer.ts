import type { FactName, RosterTable } from '../../db/index.ts';
import type { FileType, RowOf } from '../../format/index.ts';
import type { LookupKey } from '../answer-index.ts';
import type { Found } from '../found.ts';
import type { Deferred, Plan, PlanOptions, RowResult } from '../plan.ts';

/** Asks for records by a look-up of their table; null keys and known ones cost nothing. */
export interface Want {
  (table: RosterTable, lookup: string, key: LookupKey | null): void;
  /** Asks whether something holds for an object. */
  readonly fact: (name: FactName, id: number) => void;
}

/**
 * One round of look-ups for the rows of a chunk. A later round may read what the earlier ones found.
 */
export type Needs<Row> = (rows: readonly Row[], want: Want, found: Found, options: PlanOptions) => void;

/** Numbers of new objects by table. */
export type Creates = Partial<Record<RosterTable, number>>;

/**
 * Decides what the rows of one file type do. Pure: no `await`, no clock, no SQL. Rows are planned one after the
 * other, and later rows see through `plan.found` what earlier ones planned.
 */
export interface Importer<T extends FileType, Unit = RowOf<T>> {
  readonly file_type: T;
  /**
   * Makes of a row what the functions below get in its place: a row with room to keep what was found for it, where
   * finding it again for each of them would be felt. Left out, they get the row.
   */
  readonly open?: (row: RowOf<T>) => Unit;
  /**
   * The table whose objects the rows are about: its changes are the outcomes of the rows. Null where the table
   * varies from row to row, and rows neither make nor delete.
   */
  readonly table: RosterTable | null;
  readonly needs: readonly Needs<Unit>[];
  /**
   * The tables in which a row may make objects, and at most how many; as a function, at most how many all the rows
   * of a chunk together may make, seen from what was looked up for them.
   */
  readonly creates: Creates | ((rows: readonly Unit[], found: Found, options: PlanOptions) => Creates);
  /**
   * The tables whose records the rows of a file refer to again and again: what is known of them is kept from chunk
   * to chunk. Of the others it is forgotten, so that memory does not grow with the file. Of a kept table that has
   * `reference_columns` only these are read, so that its records cannot be changed.
   */
  readonly keeps: readonly RosterTable[];
  /**
   * When a chunk may be planned while the one before is still being written. Left out: unless that one takes
   * something along set-based (`plan.also`), which its changes do not show. `always`: the rows read nothing that
   * they take along. `never`: they go by more than records.
   */
  readonly plans_ahead?: 'always' | 'never';
  readonly planRow: (row: Unit, plan: Plan) => RowResult;
  /** Carries out what the rows of the file put off to its end. */
  readonly finish?: {
    readonly needs: readonly Needs<Deferred>[];
    readonly planDeferred: (deferred: Deferred, plan: Plan) => void;
    /** Of several rows that put off work on one object only the last counts. */
    readonly last_only?: true;
    /** The work may raise messages: what the row held is kept for them. */
    readonly keeps_rows?: true;
  };
}

export function defineImporter<T extends FileType, Unit = RowOf<T>>(
  importer: Importer<T, Unit>,
): Importer<T, Unit> {
  return importer;
}
