import type { ExportColumn, ExportScope, ExportSource } from './define-export.ts';
import { accountTables } from './fragments.ts';

/** The COPY that writes a file as CSV: a header, then a row per object, blank where there is nothing to say. */
export function copyStatement(
  source: ExportSource,
  columns: readonly ExportColumn[],
  scope: ExportScope,
): string {
  const query = source(scope);
  const tables = Object.entries({ ...accountTables(scope), ...query.with });
  const list = columns.map(({ header, value }) => {
    const expression = query.values[value];
    if (expression === undefined) throw new Error(`The source of column ${header} has no value ${value}`);
    return `${expression} as "${header}"`;
  });
  return `copy (
    ${tables.length > 0 ? `with recursive ${tables.map(([name, text]) => `${name} as (${text})`).join(', ')}` : ''}
    select ${list.join(', ')}
    from ${query.from}
    where ${query.where.join(' and ')}
    order by ${query.order_by.join(', ')}
  ) to stdout with (format csv, header)`;
}
