import type { PlanAction, PlanEntry } from '../../api/index.ts';
import type { PlanEntryRow } from '../../db/index.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Times are kept as the database or the engine wrote them. */
function plainTimes(fields: Fields | null): Fields | null {
  if (fields === null) return null;
  const isTime = /^(\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?\+00:00$/;
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replace(isTime, '$1Z') : value,
    ]),
  );
}

/** An entry of a plan as the API shows it. */
export function presentPlanEntry(row: PlanEntryRow): PlanEntry {
  return {
    kind: row.kind,
    action: row.action as PlanAction,
    sis_ids: row.sis_ids,
    name: row.name,
    before: plainTimes(row.before),
    after: plainTimes(row.after),
    file: row.file,
    row: row.row_number,
    code: row.code,
    message: row.message,
  };
}
