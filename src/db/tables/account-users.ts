import type { Queryable } from '../queryable.ts';
import type { Page } from './accounts.ts';

/** What a person is in an account, with the name of the role. */
export interface AdminRow {
  readonly id: number;
  readonly user_id: number;
  readonly role_id: number;
  readonly role: string;
  readonly workflow_state: 'active' | 'deleted';
}

const admins = `select au.id, au.user_id, au.role_id, r.name as role, au.workflow_state from account_users au
  join roles r on r.root_account_id = au.root_account_id and r.id = au.role_id
  where au.root_account_id = $1`;

/** The active admins of an account, of certain people only unless `user_ids` is null. By id. */
export async function listAdmins(
  db: Queryable,
  which: {
    readonly root_account_id: number;
    readonly account_id: number;
    readonly user_ids: readonly number[] | null;
  },
  page: Page,
): Promise<readonly AdminRow[]> {
  const found = await db.query<AdminRow>(
    `${admins} and au.account_id = $2 and au.workflow_state = 'active'
       and ($3::int8[] is null or au.user_id = any($3::int8[]))
     order by au.id limit $4 offset $5`,
    [which.root_account_id, which.account_id, which.user_ids, page.limit, page.offset],
  );
  return found.rows;
}

/** An admin by the entry's id, deleted ones included; null when there is none. */
export async function findAdmin(
  db: Queryable,
  root_account_id: number,
  id: number,
): Promise<AdminRow | null> {
  const found = await db.query<AdminRow>(`${admins} and au.id = $2`, [root_account_id, id]);
  return found.rows[0] ?? null;
}

/** The active entry of a person in an account with a role, by number or else by name; null when there is none. */
export async function findAdminWithRole(
  db: Queryable,
  which: {
    readonly root_account_id: number;
    readonly account_id: number;
    readonly user_id: number;
    readonly role_id: number | null;
    readonly role: string;
  },
): Promise<AdminRow | null> {
  const found = await db.query<AdminRow>(
    `${admins} and au.account_id = $2 and au.user_id = $3 and au.workflow_state = 'active'
       and case when $4::int8 is null then r.name = $5 else r.id = $4 end
     order by au.id limit 1`,
    [which.root_account_id, which.account_id, which.user_id, which.role_id, which.role],
  );
  return found.rows[0] ?? null;
}
