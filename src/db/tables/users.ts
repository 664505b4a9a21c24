import type { Queryable } from '../queryable.ts';

/** A person in short, with the best login in one tenant. */
export interface UserSummaryRow {
  readonly id: number;
  readonly name: string;
  readonly created_at: string;
  readonly sortable_name: string;
  readonly short_name: string;
  readonly sis_user_id: string | null;
  readonly integration_id: string | null;
  readonly sis_import_id: number | null;
  readonly login_id: string | null;
}

/**
 * People by id, wherever they live, in any order. The SIS fields are those of their first living login with a
 * SIS id in the tenant; `login_id` falls back to any living login, at last to one in another tenant.
 */
export async function findUserSummaries(
  db: Queryable,
  root_account_id: number,
  user_ids: readonly number[],
): Promise<readonly UserSummaryRow[]> {
  if (user_ids.length === 0) return [];
  const found = await db.query<UserSummaryRow>(
    `select u.id, u.name, u.created_at, u.sortable_name, coalesce(u.short_name, u.name) as short_name,
       sis.sis_id as sis_user_id, sis.integration_id,
       greatest(sis.sis_import_id, (
         select max(s.sis_import_id) from sis_import_stamps s
         where s.root_account_id = $1 and s.table_name = 'pseudonyms'
           and sis.id between s.lowest_id and s.highest_id and s.ids @> sis.id
       )) as sis_import_id,
       coalesce(sis.unique_id, here.unique_id, home.unique_id) as login_id
     from root_accounts r
     join users u on u.root_account_id = r.root_account_id and u.id = any($2::int8[])
     left join lateral (
       select * from pseudonyms where root_account_id = $1 and user_id = u.id
         and workflow_state = 'active' and sis_id is not null order by id limit 1
     ) sis on true
     left join lateral (
       select unique_id from pseudonyms where root_account_id = $1 and user_id = u.id
         and workflow_state = 'active' order by id limit 1
     ) here on true
     left join lateral (
       select unique_id from pseudonyms where root_account_id = u.root_account_id and user_id = u.id
         and workflow_state = 'active' order by id limit 1
     ) home on true`,
    [root_account_id, user_ids],
  );
  return found.rows;
}
