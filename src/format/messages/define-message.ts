/** The language in which messages about the user's data are declared: code, parameters and documentation in one place. */

/**
 * What became of the thing the message is about.
 * `failure`: a file or the import stops (`processing_errors`). The others are `processing_warnings`:
 * `row_skipped`, `row_imported` (something of the row was set aside), `file_skipped`, `import_adjusted`.
 */
export type Effect = 'failure' | 'row_skipped' | 'row_imported' | 'file_skipped' | 'import_adjusted';

/** What is declared about one code. */
export interface MessageEntry {
  readonly effect: Effect;
  /** A second outcome of the same fault; the one who raises the message says which holds. */
  readonly or_effect?: Effect;
  /**
   * The column whose cell is at fault, of several the first. Absent where the parameter `column` tells it, or where
   * no single cell is at fault. The one who raises the message may name another.
   */
  readonly column?: string;
  /** One sentence with `{parameter}` placeholders; names the thing by its SIS id and states the fault. */
  readonly text: string;
  /** What the code says, for the reference page. */
  readonly summary: string;
  /** Why it matters to a school. */
  readonly why: string;
  /** What to do about it. */
  readonly fix: string;
  readonly since: string;
}

/** Entries by code. */
export type MessageEntries = Readonly<Record<string, MessageEntry>>;

/** The values a message names; null where the row gave none. */
export type MessageParams = Readonly<Record<string, string | number | null>>;

/** A message about the user's data: a value, collected, never thrown. */
export interface Message {
  /** `<file type>.<fault>`, e.g. `course.missing_id`. */
  readonly code: string;
  readonly effect: Effect;
  /** The file as named to the user, null for messages about the whole import. */
  readonly file: string | null;
  /** 1-based record number, header counts; null for messages about a file. */
  readonly row: number | null;
  readonly column: string | null;
  readonly params: MessageParams;
}

/** A message before the pipeline adds file, row and effect. */
export interface MessageDraft {
  readonly code: string;
  readonly params: MessageParams;
  /** Absent: the column of the code's entry, or the parameter of that name. */
  readonly column?: string;
  /** Absent: the effect of the code's entry. Else that or its `or_effect`. */
  readonly effect?: Effect;
}

/** Checks message entries at compile time and keeps their literal types. */
export function defineMessages<const T extends MessageEntries>(entries: T): T {
  return entries;
}
