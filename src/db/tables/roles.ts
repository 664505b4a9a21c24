import { onlyRow, type Queryable } from '../queryable.ts';
import type { Page } from './accounts.ts';

/** A role as the API reads it. */
export interface RoleRow {
  readonly id: number;
  readonly root_account_id: number;
  readonly account_id: number;
  readonly name: string;
  readonly base_role_type: string;
  readonly is_built_in: boolean;
  readonly workflow_state: string;
  readonly permissions: Readonly<Record<string, boolean>>;
  readonly created_at: string;
  readonly updated_at: string;
}

const columns = `id, root_account_id, account_id, name, base_role_type, is_built_in, workflow_state, permissions,
  created_at, updated_at`;

/** A role of a tenant; null when there is none. */
export async function findRole(db: Queryable, root_account_id: number, id: number): Promise<RoleRow | null> {
  const found = await db.query<RoleRow>(
    `select ${columns} from roles where root_account_id = $1 and id = $2`,
    [root_account_id, id],
  );
  return found.rows[0] ?? null;
}

/** The roles of accounts in these states, by id, after the built-in ones, which are active everywhere. */
export async function listRoles(
  db: Queryable,
  which: {
    readonly root_account_id: number;
    readonly account_ids: readonly number[];
    readonly workflow_states: readonly string[];
  },
  page: Page,
): Promise<readonly RoleRow[]> {
  const found = await db.query<RoleRow>(
    `select ${columns} from roles
     where root_account_id = $1 and (is_built_in or account_id = any($2::int8[])) and workflow_state = any($3::text[])
     order by is_built_in desc, id limit $4 offset $5`,
    [which.root_account_id, which.account_ids, which.workflow_states, page.limit, page.offset],
  );
  return found.rows;
}

/** Whether a name stands for a role of the account or for a built-in one already; ask under the tenant's lock. */
export async function isRoleNameTaken(
  client: Queryable,
  { root_account_id, account_id, name }: Pick<RoleRow, 'root_account_id' | 'account_id' | 'name'>,
): Promise<boolean> {
  const found = await client.query<{ taken: boolean }>(
    `select exists (select from roles where root_account_id = $1 and name = $3 and (account_id = $2 or is_built_in))
       as taken`,
    [root_account_id, account_id, name],
  );
  return onlyRow(found.rows).taken;
}

/** Makes a role; its id. */
export async function insertRole(
  client: Queryable,
  role: Pick<RoleRow, 'root_account_id' | 'account_id' | 'name' | 'base_role_type' | 'permissions'>,
): Promise<number> {
  const made = await client.query<{ id: number }>(
    `insert into roles (root_account_id, account_id, name, base_role_type, permissions)
     values ($1, $2, $3, $4, $5) returning id`,
    [role.root_account_id, role.account_id, role.name, role.base_role_type, JSON.stringify(role.permissions)],
  );
  return onlyRow(made.rows).id;
}

/** Gives a role a state. */
export async function setRoleState(
  client: Queryable,
  root_account_id: number,
  id: number,
  workflow_state: 'active' | 'inactive',
): Promise<void> {
  await client.query(
    'update roles set workflow_state = $3, updated_at = now() where root_account_id = $1 and id = $2',
    [root_account_id, id, workflow_state],
  );
}
