import type { Pool } from 'pg';
import { findPlan, inRehearsal, inTransaction, listPlanEntries, withClient } from '../../src/db/index.ts';
import { carryPlan } from '../../src/db/roster/carry-plan.ts';

interface Key {
  readonly root_account_id: number;
  readonly sis_import_id: number;
}

/** The whole plan of an import. */
export async function planOf(pool: Pool, { root_account_id, sis_import_id }: Key) {
  const plan = await findPlan(pool, root_account_id, sis_import_id);
  const page = { limit: 1_000_000, offset: 0 };
  const entries = await listPlanEntries(pool, { root_account_id, sis_import_id }, plan?.blocks ?? [], page);
  return { ...plan, entries };
}

/** What an import that has been run has really done, in the words of a plan; without files and rows of changes. */
export async function doneBy(pool: Pool, key: Key) {
  await withClient(pool, (client) =>
    inRehearsal(client, { alone: true, root_account_id: key.root_account_id }, () =>
      inTransaction(pool, (other) =>
        carryPlan(client, other, key, {
          roster_version: 0,
          plurals: { course: 'courses' },
          stopIfAsked: () => {},
        }),
      ),
    ),
  );
  const { entries } = await planOf(pool, key);
  return entries.filter(({ action }) => action !== 'message' && action !== 'blocked');
}

type Fields = Readonly<Record<string, unknown>>;

/** How many objects of each table an import has made, deleted, concluded and changed, from its journal alone. */
export async function countDone(pool: Pool, { root_account_id, sis_import_id }: Key) {
  const { rows } = await pool.query<{ table_name: string; id: number; before: Fields | null; after: Fields }>(
    `select c.table_name, g.id, c.before, c.after
     from roster_changes c, unnest(c.ids) r, generate_series(lower(r), upper(r) - 1) g(id)
     where c.root_account_id = $1 and c.sis_import_id = $2 order by c.id`,
    [root_account_id, sis_import_id],
  );
  const objects = new Map<string, { table: string; before: Fields | null; after: Fields }>();
  for (const { table_name: table, id, before, after } of rows) {
    const known = objects.get(`${table} ${id}`);
    objects.set(`${table} ${id}`, {
      table,
      before: known ? known.before && { ...before, ...known.before } : before,
      after: { ...known?.after, ...after },
    });
  }
  const counts: Record<string, number> = {};
  for (const { table, before, after } of objects.values()) {
    const changed = Object.keys(after).filter((name) => before?.[name] !== after[name]);
    if (changed.length === 0) continue;
    const state = before !== null && changed.includes('workflow_state') ? String(after.workflow_state) : '';
    const action =
      before === null
        ? 'create'
        : /^(deleted|retired)$/.test(state)
          ? 'delete'
          : /^(completed|inactive|suspended)$/.test(state)
            ? 'conclude'
            : 'change';
    counts[`${table} ${action}`] = (counts[`${table} ${action}`] ?? 0) + 1;
  }
  return counts;
}
