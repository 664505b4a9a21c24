import type { ExportChoice, ExportColumn, ExportValue } from '../../db/index.ts';

/** A column of a file: a value of its source under its own name, or under another header. */
export type ReportColumn<C extends ExportChoice> =
  | ExportValue<C>
  | { readonly header: string; readonly value: ExportValue<C> };

/** A parameter that a report takes. */
export interface ReportParameter {
  /** One sentence for whoever fills in the parameters. */
  readonly description: string;
}

/** A kind of report. */
export interface ReportDefinition {
  /** As in the address, e.g. `sis_export_csv`. */
  readonly name: string;
  readonly title: string;
  /** Holds only what an import could take again. */
  readonly importable_only: boolean;
  /** The header of each file, in order. Headers are API: never translated, never moved. */
  readonly files: { readonly [C in ExportChoice]: readonly ReportColumn<C>[] };
  /** By name; the names of the files come first. */
  readonly parameters: Readonly<Record<string, ReportParameter>>;
}

/** The columns of a file as header and value. */
export function columnsOf(report: ReportDefinition, choice: ExportChoice): readonly ExportColumn[] {
  const columns: readonly (string | ExportColumn)[] = report.files[choice];
  return columns.map((column) => (typeof column === 'string' ? { header: column, value: column } : column));
}
