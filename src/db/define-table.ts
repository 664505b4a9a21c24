/**
 * The language in which a roster table is declared for the engine. From a declaration derive the record type,
 * the batched look-ups, the binary COPY of new records and the batched UPDATE of changed ones.
 */

export type SqlType = 'int8' | 'text' | 'bool' | 'timestamptz';

export interface ColumnSpec {
  readonly type: SqlType;
  readonly nullable?: true;
}

/**
 * A batched look-up. The keys of one round trip arrive as arrays, one per column, and are answered through
 * the index of the same columns. `fold`: compared in lower case.
 */
export interface LookupSpec {
  readonly columns: readonly string[];
  readonly fold?: true;
  /** The look-up passes over deleted records. */
  readonly live?: true;
  /** The look-up finds only records that hold these words. */
  readonly only?: Readonly<Record<string, string>>;
}

export interface TableSpec {
  readonly name: string;
  readonly columns: Readonly<Record<string, ColumnSpec>>;
  readonly lookups: Readonly<Record<string, LookupSpec>>;
  /** The columns, besides the id, that are read of records which rows only refer to; all when left out. */
  readonly reference_columns?: readonly string[];
  /** Columns under a unique index: an update frees their old values first, so that rows may swap them. */
  readonly unique_columns: readonly string[];
}

export function defineTable<const T extends TableSpec>(table: T): T {
  return table;
}

type ValueOf<C extends ColumnSpec> =
  | (C['type'] extends 'int8' ? number : C['type'] extends 'bool' ? boolean : string)
  | (C['nullable'] extends true ? null : never);

/** A record of a table: every declared column by its own name. `id` is the key within the tenant. */
export type RecordOf<T extends TableSpec> = {
  -readonly [K in keyof T['columns']]: ValueOf<T['columns'][K]>;
} & {
  readonly id: number;
};

export const int8 = { type: 'int8' } as const;
export const text = { type: 'text' } as const;
export const bool = { type: 'bool' } as const;
export const maybeInt8 = { type: 'int8', nullable: true } as const;
export const maybeText = { type: 'text', nullable: true } as const;
export const maybeTime = { type: 'timestamptz', nullable: true } as const;
