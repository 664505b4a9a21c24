import type { ClientBase } from 'pg';
import type { TableSpec } from '../define-table.ts';
import { type RosterTable, rosterTables } from '../tables/roster.ts';

/** Why an object cannot be undone as if nothing had been since. */
export type ObstacleReason = 'changed' | 'needed' | 'taken' | 'used';

/** An object that the undo of an import would touch, and what is in the way. */
export interface Obstacle {
  readonly table: RosterTable;
  readonly id: number;
  readonly sis_id: string | null;
  readonly reason: ObstacleReason;
  /** The import that has changed it last; null with `user_id` when a person did. */
  readonly sis_import_id: number | null;
  readonly user_id: number | null;
  readonly changed_at: string | null;
  /** What needs it, has its key or lies in it. */
  readonly by: { readonly table: string; readonly id: number; readonly sis_id: string | null } | null;
}

type Found = Omit<Obstacle, 'sis_id' | 'by'> & {
  readonly by_table: string | null;
  readonly by_id: number | null;
};

/** The obstacles found, in a steady order, and how many there are; `only`: those for these reasons. */
export async function listObstacles(
  client: ClientBase,
  root_account_id: number,
  limit: number,
  only: readonly ObstacleReason[] = ['changed', 'needed', 'taken', 'used'],
): Promise<{ readonly count: number; readonly obstacles: readonly Obstacle[] }> {
  const counted = await client.query<{ count: number }>(
    `select count(*)::int8 as count
     from (select distinct table_name, id from undo_obstacles where reason = any($1)) b`,
    [only],
  );
  const { rows } = await client.query<Found>(
    `select distinct on (b.table_name, b.id) b.table_name as "table", b.id, b.reason, c.sis_import_id, c.user_id,
       c.created_at as changed_at, b.by_table, b.by_id
     from undo_obstacles b
     left join roster_changes c on c.root_account_id = $1 and c.id = b.change_id
     where b.reason = any($3)
     order by b.table_name, b.id, b.reason limit $2`,
    [root_account_id, limit, only],
  );
  const names = await namesOf(client, root_account_id, rows);
  const obstacles = rows.map(({ by_table, by_id, ...found }) => ({
    ...found,
    sis_id: names.get(`${found.table} ${found.id}`) ?? null,
    by:
      by_table === null || by_id === null
        ? null
        : { table: by_table, id: by_id, sis_id: names.get(`${by_table} ${by_id}`) ?? null },
  }));
  return { count: counted.rows[0]?.count ?? 0, obstacles };
}

/** The SIS ids of what the obstacles name, by table and id. */
async function namesOf(
  client: ClientBase,
  root_account_id: number,
  found: readonly Found[],
): Promise<ReadonlyMap<string, string>> {
  const named = found.flatMap(({ table, id, by_table, by_id }): [string, number | null][] => [
    [table, id],
    [by_table ?? '', by_id],
  ]);
  const names = new Map<string, string>();
  for (const table of new Set(named.map(([table]) => table))) {
    const spec: TableSpec | undefined = rosterTables[table as RosterTable];
    if (spec === undefined || !('sis_id' in spec.columns)) continue;
    const ids = named.flatMap(([of, id]) => (of === table && id !== null ? [id] : []));
    const { rows } = await client.query<{ id: number; sis_id: string }>(
      `select id, sis_id from ${spec.name} where root_account_id = $1 and id = any($2::int8[]) and sis_id is not null`,
      [root_account_id, ids],
    );
    for (const { id, sis_id } of rows) names.set(`${table} ${id}`, sis_id);
  }
  return names;
}
