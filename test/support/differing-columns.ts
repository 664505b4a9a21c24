/** Rows of tables, by the name of the table. */
export type TableRows = Readonly<Record<string, unknown>>;

// Clocks and the mark of the last import differ whatever a row holds.
const passed_over = new Set(['updated_at', 'created_at', 'sis_import_id']);

/** The columns, as `table.column`, in which two states of tables differ; a table whose rows are more or fewer as `table`. */
export function differingColumns(before: TableRows, after: TableRows): readonly string[] {
  const names = new Set<string>();
  for (const [table, entry] of Object.entries(before)) {
    const [rows, others] = [entry, after[table] ?? []] as Readonly<Record<string, unknown>>[][];
    if (rows?.length !== others?.length) names.add(table);
    for (const [at, row] of (rows ?? []).entries()) {
      for (const [column, value] of Object.entries(row)) {
        const isSame = JSON.stringify(others?.[at]?.[column]) === JSON.stringify(value);
        if (!isSame && !passed_over.has(column)) names.add(`${table}.${column}`);
      }
    }
  }
  return [...names].sort();
}
