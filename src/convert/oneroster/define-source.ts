import type { FileType } from '../../format/index.ts';
import type { ReportBook } from './report.ts';
import type { Roster } from './roster.ts';
import type { OneRosterSettings } from './settings.ts';

/** A column of a OneRoster file. */
export interface SourceColumn {
  /** A row without a value is of no use; `live`: for one to be deleted the sourcedId stands in. */
  readonly required?: 'always' | 'live';
  /** Words it takes, met in any case; any other is a problem. */
  readonly values?: readonly string[];
  /** A day as `YYYY-MM-DD`; any other text is a problem and counts as blank. */
  readonly kind?: 'date';
  /** Why nothing in Canvas holds it, under these settings; null when it is used. */
  readonly lost?: string | ((settings: OneRosterSettings) => string | null);
}

/** A row of a OneRoster file: values by column, null where blank. */
export interface SourceRow {
  readonly row: number;
  readonly deleted: boolean;
  readonly values: Readonly<Record<string, string | null>>;
}

/** What rows are read with. */
export interface Scope {
  readonly file: string;
  /** Of this file. A delta may name what it does not hold. */
  readonly mode: 'bulk' | 'delta';
  /** Whether a source was read in full, so that an id that it lacks exists nowhere. */
  readonly isWhole: (source: string) => boolean;
  readonly settings: OneRosterSettings;
  readonly roster: Roster;
  readonly report: ReportBook;
  /** Notes a value of a row that cannot be used. */
  readonly complain: (row: SourceRow, column: string, text: string) => void;
  /** Notes that something in a row has no counterpart. */
  readonly lose: (row: SourceRow, reason: string) => void;
}

/** What a cell is filled from: a column of the same name as it stands, or something worked out. */
export type CellSource = string | ((row: SourceRow, scope: Scope) => string | null);

/** A kind of rows that a OneRoster file becomes. */
export interface Target {
  readonly to: FileType;
  readonly when?: (settings: OneRosterSettings) => boolean;
  /** Columns in the order in which they are written. */
  readonly cells: (settings: OneRosterSettings) => Readonly<Record<string, CellSource>>;
  /** The rows of a row, if it is not itself one. */
  readonly spread?: (row: SourceRow, scope: Scope) => readonly SourceRow[];
}

/** A OneRoster file, and what it becomes. */
export interface Source {
  /** As the manifest names it: `file.<name>`; the file is `<name>.csv`. */
  readonly name: string;
  readonly columns: Readonly<Record<string, SourceColumn>>;
  /** Whether another source has read the file before, and said what is to be said about it. */
  readonly again?: true;
  /** Where a sourcedId is found again that an earlier row had. */
  readonly holds?: (roster: Roster) => ReadonlyMap<string, unknown>;
  /** The column of a row above in the same file: rows are held until all are read, and come after the one above. */
  readonly parent?: string;
  /**
   * Looks at each row before it becomes anything, and keeps what later rows need to know of it. False leaves it out;
   * why has been said by then.
   */
  readonly take: (row: SourceRow, scope: Scope) => boolean;
  readonly targets: readonly Target[];
  /** Called after the last row. */
  readonly end?: (scope: Scope) => void;
}

/** Checks a source at compile time. */
export function defineSource(source: Source): Source {
  return source;
}

/** What every OneRoster file begins with. */
export const commonColumns: Source['columns'] = {
  sourcedId: { required: 'always' },
  status: {},
  dateLastModified: { lost: 'Canvas keeps its own times of changes.' },
};

/** Deleted or whatever stands for the opposite. */
export const statusCell =
  (live: string) =>
  (row: SourceRow): string =>
    row.deleted ? 'deleted' : live;

/** The ids of a list in a cell. */
export function listOf(cell: string | null | undefined): readonly string[] {
  return (cell ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
