/**
 * The language in which an exported file's SQL is declared. COPY takes no parameters, so what varies is written
 * into the text: whole numbers and words of our own only, through `literal` and `words`.
 */

/** What a run of a report covers. */
export interface ExportScope {
  readonly root_account_id: number;
  /** Null for the whole root account, else the sub-account that the report runs on. */
  readonly sub_account_id: number | null;
  /** Leave out what an import could not take again, such as objects without a SIS id. */
  readonly importable_only: boolean;
  readonly include_deleted: boolean;
  /** Only objects that an import has been about. */
  readonly created_by_sis: boolean;
  readonly enrollment_term_id: number | null;
  /** Base types such as `StudentEnrollment`; null for all. */
  readonly enrollment_types: readonly string[] | null;
  /** Words of the `status` column; null for those that `include_deleted` asks for. */
  readonly enrollment_statuses: readonly string[] | null;
  /** Times are written with `Z`; otherwise with the offset of the session's zone. */
  readonly utc: boolean;
}

/** A file's rows: `values` holds an SQL expression for each name that a column may ask for. */
export interface ExportQuery<V extends string = string> {
  readonly values: Readonly<Record<V, string>>;
  readonly from: string;
  /** All must hold. */
  readonly where: readonly string[];
  /** Ends with a key, so that equal content comes in equal order. */
  readonly order_by: readonly string[];
  /** Common table expressions by name. */
  readonly with?: Readonly<Record<string, string>>;
}

/** One exported file: its query within a scope. */
export type ExportSource<V extends string = string> = (scope: ExportScope) => ExportQuery<V>;

/** The names of the values that a source offers. */
export type ValueName<S> = S extends ExportSource<infer V> ? V : never;

/** Checks a declaration at compile time and keeps the names of its values. */
export function defineExport<const V extends string>(source: ExportSource<V>): ExportSource<V> {
  return source;
}

/** A column of a file: its header and the value below it. */
export interface ExportColumn {
  readonly header: string;
  readonly value: string;
}

/** A whole number as SQL. */
export function literal(id: number): string {
  if (!Number.isSafeInteger(id)) throw new Error(`${id} is no id`);
  return String(id);
}

/** Words as an SQL list; a word may hold letters and underscores only. */
export function words(list: readonly string[]): string {
  for (const word of list) if (!/^[A-Za-z_]+$/.test(word)) throw new Error(`${word} is no word`);
  return `(${list.map((word) => `'${word}'`).join(', ') || 'null'})`;
}
