import type { Queryable } from '../queryable.ts';
import type { PlanBlock } from '../roster/carry-plan.ts';

/** What an import would do, as a whole. */
export interface PlanRow {
  /** That of the roster on which the plan stands. */
  readonly roster_version: number;
  /** In the order of the entries. */
  readonly blocks: readonly PlanBlock[];
  readonly created_at: string;
}

/** What an import would do to an object, or say of a row. */
export interface PlanEntryRow {
  readonly kind: string;
  readonly action: string;
  readonly sis_ids: Readonly<Record<string, string>>;
  readonly name: string | null;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
  readonly file: string | null;
  readonly row_number: number | null;
  readonly code: string | null;
  readonly message: string | null;
}

/** The plan of an import; null when none has been made, or when it is too old. */
export async function findPlan(
  db: Queryable,
  root_account_id: number,
  sis_import_id: number,
): Promise<PlanRow | null> {
  const { rows } = await db.query<PlanRow>(
    'select roster_version, blocks, created_at from sis_import_plans where root_account_id = $1 and sis_import_id = $2',
    [root_account_id, sis_import_id],
  );
  return rows[0] ?? null;
}

/**
 * Entries of some blocks of a plan, in their order. They are found by their position, so that a late page costs no
 * more than the first.
 */
export async function listPlanEntries(
  db: Queryable,
  key: { readonly root_account_id: number; readonly sis_import_id: number },
  blocks: readonly PlanBlock[],
  page: { readonly limit: number; readonly offset: number },
): Promise<readonly PlanEntryRow[]> {
  const ranges = cut(blocks, page);
  if (ranges.length === 0) return [];
  const { rows } = await db.query<PlanEntryRow>(
    `select e.kind, e.action, e.sis_ids, e.name, e.before, e.after, e.file, e.row_number, e.code, e.message
     from unnest($3::int8[], $4::int8[]) r(first, last)
     join sis_import_plan_entries e on e.root_account_id = $1 and e.sis_import_id = $2
       and e.position between r.first and r.last
     order by e.position`,
    [
      key.root_account_id,
      key.sis_import_id,
      ranges.map(({ first }) => first),
      ranges.map(({ last }) => last),
    ],
  );
  return rows;
}

/** The positions of a page. */
function cut(
  blocks: readonly PlanBlock[],
  { limit, offset }: { readonly limit: number; readonly offset: number },
): readonly { readonly first: number; readonly last: number }[] {
  const ranges: { readonly first: number; readonly last: number }[] = [];
  let skip = offset;
  let left = limit;
  for (const { first, count } of blocks) {
    const taken = Math.min(count - skip, left);
    if (taken > 0) {
      ranges.push({ first: first + skip, last: first + skip + taken - 1 });
      left -= taken;
    }
    skip = Math.max(skip - count, 0);
  }
  return ranges;
}
