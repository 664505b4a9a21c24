import type { Queryable } from '../queryable.ts';

/** A role that a person holds in an account. */
export interface Membership {
  readonly root_account_id: number;
  readonly account_id: number;
  /** The built-in role of a full administrator. */
  readonly all_permissions: boolean;
  readonly permissions: Readonly<Record<string, boolean>>;
  /** Held in the site-admin account, so it counts in every account. */
  readonly site_admin: boolean;
}

/** The active admin roles of a person, in every tenant. */
export async function findMemberships(db: Queryable, user_id: number): Promise<readonly Membership[]> {
  // The tenants are named one by one because every index begins with them.
  const found = await db.query<Membership>(
    `select au.root_account_id, au.account_id, r.is_built_in and r.name = 'AccountAdmin' as all_permissions, r.permissions,
       coalesce((a.settings ->> 'site_admin')::boolean, false) as site_admin
     from (
       select root_account_id from root_accounts
       union select value::int8 from installation where root_account_id = 0 and name = 'site_admin_account_id'
     ) t
     join account_users au on au.root_account_id = t.root_account_id and au.user_id = $1
     join roles r on r.root_account_id = au.root_account_id and r.id = au.role_id
     join accounts a on a.root_account_id = au.root_account_id and a.id = au.account_id
     where au.workflow_state = 'active' and r.workflow_state <> 'deleted' and a.workflow_state <> 'deleted'
     order by au.id`,
    [user_id],
  );
  return found.rows;
}
