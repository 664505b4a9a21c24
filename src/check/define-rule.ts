import type { FileType, MessageDraft, RowOf } from '../format/index.ts';

/** What a rule may know of the file around the row. */
export interface FileContext {
  /** The columns in the header, lower case: a missing column differs from a blank cell in places. */
  readonly given: ReadonlySet<string>;
  /** The features that are on in the root account; absent where there is no database to ask. */
  readonly features?: ReadonlySet<string>;
}

/** A check that needs nothing but the row. Null: nothing to say. */
export type RowRule<T extends FileType> = (row: RowOf<T>, file: FileContext) => MessageDraft | null;

/**
 * The rules of a file type in the order in which they speak; the first one that skips the row ends it.
 * They stand before the `skip_deletes` drop; checks that need the database are the importer's.
 */
export type RowRules<T extends FileType> = readonly RowRule<T>[];
