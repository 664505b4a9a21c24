/**
 * The language in which a SIS file type is declared. Everything derivable from a declaration
 * (recognition, row type, parsing, look-ups, diff keys, JSON Schema, reference page) is derived.
 * Source of the facts: the published SIS import CSV format of Canvas LMS.
 */

/** What a cell holds. Cells are always text; the kind says how the text is read. */
export type ColumnKind = 'sis_id' | 'text' | 'enum' | 'boolean' | 'timestamp' | 'integer';

export interface Column {
  readonly kind: ColumnKind;
  /**
   * `yes`: a value in every row. `new`: only for an object that does not exist yet.
   * `either`: one of several columns is needed, `summary` says which. Absent: optional.
   */
  readonly required?: 'yes' | 'new' | 'either';
  /** The words the column takes; those of an `enum` column are lower case and met in any case. */
  readonly values?: readonly string[];
  /** What a blank or missing cell stands for. */
  readonly default?: string;
  /** The file type whose object the value names, e.g. `course` for `enrollment.course_id`. */
  readonly references?: string;
  /** The stored field that sticks after a change by hand, e.g. `course_code` for `short_name`. */
  readonly sticky?: string;
  /** The literal word that clears the stored value; a parsed row holds it as it stands, a date column too. */
  readonly clear_word?: '<delete>';
  /** Never echoed in a message, logged, or kept in a downloadable copy. */
  readonly secret?: true;
  /** One sentence for the reference page. */
  readonly summary: string;
}

/** Recognition by the set of lower-cased header cells. */
export interface Recognition {
  readonly all_of?: readonly string[];
  /** Each inner list must have at least one column in the header. */
  readonly any_of?: readonly (readonly string[])[];
  readonly none_of?: readonly string[];
}

export interface FileType {
  /** Singular key as in `supplied_batches`, e.g. `group_membership`. */
  readonly name: string;
  /** Key in `data.counts`, e.g. `group_memberships`. */
  readonly plural: string;
  /** What messages call one object, e.g. `group membership`. */
  readonly noun: string;
  /** Conventional file name; never used to recognise the type. */
  readonly file_name: string;
  readonly summary: string;
  readonly recognized_by: Recognition;
  /** The columns whose values together tell the rows of a file apart, for diffing; of equal ones the last row counts. */
  readonly identified_by: readonly string[];
  /**
   * The import option that says what diffing writes into `status` of a row that is gone; without it that is
   * `deleted`. Of a type without a status column nothing is removed.
   */
  readonly removed_by_option?: 'diffing_drop_status' | 'diffing_user_remove_status';
  /** How `status` is compared: by its beginning or as a whole word; absent without a status column. */
  readonly status_match?: 'prefix' | 'word';
  /** Groups of columns of which a row needs at least one value; holds every `either` column. */
  readonly needs_one_of?: readonly (readonly string[])[];
  /** Stored fields that stick although no column bears them, such as a flag that follows from the dates. */
  readonly also_sticky?: readonly string[];
  /** Columns outside the public documentation's promise, or legacy. */
  readonly legacy?: true;
  readonly columns: Readonly<Record<string, Column>>;
  /** One example row for the reference page: column to value. */
  readonly example: Readonly<Record<string, string>>;
}

/** Checks a declaration at compile time and keeps its literal types. */
export function defineFileType<const T extends FileType>(fileType: T): T {
  return fileType;
}

/** UTC, whole seconds: `2026-11-23T08:00:00Z`. */
export type Timestamp = string;

type CellOf<C extends Column> = C['kind'] extends 'boolean'
  ? boolean | null
  : C['kind'] extends 'timestamp'
    ? Timestamp | null
    : string | null;

/** The first date of a row that could not be read; it and the dates after it count as not given. */
export interface BadDate {
  readonly column: string;
  readonly value: string;
}

/** A parsed row of a file type: every declared column, `null` where blank or missing. */
export type RowOf<T extends FileType> = {
  readonly [K in keyof T['columns']]: CellOf<T['columns'][K]>;
} & {
  /** Record number with header = 1, so that the first data row is 2. */
  readonly row: number;
  readonly bad_date?: BadDate;
  /** The first column with a NUL character in the row's cell: a text that no database holds. */
  readonly nul_column?: string;
};

/** A parsed row where the code does not know its file type. */
export type AnyRow = {
  readonly [column: string]: unknown;
  readonly row: number;
  readonly bad_date?: BadDate;
  readonly nul_column?: string;
};
