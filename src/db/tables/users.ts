import type { Queryable } from '../queryable.ts';
import { newestImport } from './newest-import.ts';

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

/** A person with all that the API shows. */
export interface UserRow extends UserSummaryRow {
  readonly uuid: string;
  /** Null where the tenant has personal pronouns switched off. */
  readonly pronouns: string | null;
  readonly time_zone: string | null;
  readonly locale: string | null;
  /** The first address that is not retired. */
  readonly email: string | null;
}

// The best login is the one that reports name a person by: live, active before suspended, the oldest first.
const bestFirst = `workflow_state <> 'deleted' order by workflow_state = 'suspended', id limit 1`;

const summary = `u.id, u.name, u.created_at, u.sortable_name, coalesce(u.short_name, u.name) as short_name,
  sis.sis_id as sis_user_id, sis.integration_id,
  ${newestImport('pseudonyms', 'sis')},
  coalesce(sis.unique_id, here.unique_id, home.unique_id) as login_id`;

const people = `from root_accounts r
  join users u on u.root_account_id = r.root_account_id and u.id = any($2::int8[])
  left join lateral (
    select * from pseudonyms where root_account_id = $1 and user_id = u.id and sis_id is not null and ${bestFirst}
  ) sis on true
  left join lateral (
    select unique_id from pseudonyms where root_account_id = $1 and user_id = u.id and ${bestFirst}
  ) here on true
  left join lateral (
    select unique_id from pseudonyms where root_account_id = u.root_account_id and user_id = u.id and ${bestFirst}
  ) home on true`;

/** The first address of the person `u` that is not retired, as a column. */
export const emailOfUser = `(select c.path from communication_channels c
  where c.root_account_id = u.root_account_id and c.user_id = u.id and c.path_type = 'email'
    and c.workflow_state not in ('retired', 'deleted')
  order by c.position, c.id limit 1)`;

/**
 * People by id, wherever they live, in any order. The SIS fields are those of their best login with a SIS id in
 * the tenant; `login_id` falls back to their best login without one, at last to one in another tenant.
 */
export async function findUserSummaries(
  db: Queryable,
  root_account_id: number,
  user_ids: readonly number[],
): Promise<readonly UserSummaryRow[]> {
  if (user_ids.length === 0) return [];
  const found = await db.query<UserSummaryRow>(`select ${summary} ${people}`, [root_account_id, user_ids]);
  return found.rows;
}

/** People as `findUserSummaries` finds them, with all that the API shows, in the order of the ids. */
export async function findUsers(
  db: Queryable,
  root_account_id: number,
  user_ids: readonly number[],
): Promise<readonly UserRow[]> {
  if (user_ids.length === 0) return [];
  const found = await db.query<UserRow>(
    `select ${summary}, u.uuid, u.time_zone, u.locale, ${emailOfUser} as email,
       case when (select a.settings -> 'personal_pronouns' = 'true' from accounts a
         where a.root_account_id = $1 and a.id = $1) then u.pronouns end as pronouns
     ${people}
     order by array_position($2::int8[], u.id)`,
    [root_account_id, user_ids],
  );
  return found.rows;
}

/** Writes what only the API keeps of a person; fields left out stay. */
export async function updateUserPreferences(
  db: Queryable,
  root_account_id: number,
  id: number,
  fields: { readonly time_zone?: string | null; readonly locale?: string | null },
): Promise<void> {
  const entries = Object.entries(fields);
  if (entries.length === 0) return;
  const sets = entries.map(([name], at) => `${name} = $${at + 3}`);
  await db.query(
    `update users set ${sets.join(', ')}, updated_at = now() where root_account_id = $1 and id = $2`,
    [root_account_id, id, ...entries.map(([, value]) => value)],
  );
}
