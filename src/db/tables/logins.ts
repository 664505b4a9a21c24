import type { Queryable } from '../queryable.ts';
import type { Page } from './accounts.ts';

/** A login as the API shows it, without anything secret. */
export interface LoginRow {
  readonly id: number;
  readonly root_account_id: number;
  readonly user_id: number;
  readonly unique_id: string;
  readonly sis_id: string | null;
  readonly integration_id: string | null;
  readonly authentication_provider_id: number | null;
  readonly authentication_provider_type: string | null;
  readonly workflow_state: 'active' | 'suspended' | 'deleted';
  readonly declared_user_type: string | null;
  readonly created_at: string;
}

const columns = `p.id, p.root_account_id, p.user_id, p.unique_id, p.sis_id, p.integration_id,
  p.authentication_provider_id, p.workflow_state, p.declared_user_type, p.created_at,
  (select a.auth_type from authentication_providers a
   where a.root_account_id = p.root_account_id and a.id = p.authentication_provider_id) as authentication_provider_type`;

/** A login of the tenant, deleted ones included; null when there is none. */
export async function findLogin(
  db: Queryable,
  root_account_id: number,
  id: number,
): Promise<LoginRow | null> {
  const found = await db.query<LoginRow>(
    `select ${columns} from pseudonyms p where p.root_account_id = $1 and p.id = $2`,
    [root_account_id, id],
  );
  return found.rows[0] ?? null;
}

/** Whose login holds the SIS id in the tenant, in any state; null when none does. */
export async function findUserWithSisId(
  db: Queryable,
  root_account_id: number,
  sis_id: string,
): Promise<number | null> {
  const found = await db.query<{ user_id: number }>(
    'select user_id from pseudonyms where root_account_id = $1 and sis_id = $2',
    [root_account_id, sis_id],
  );
  return found.rows[0]?.user_id ?? null;
}

/** The live logins of a person in the tenant, by id. */
export async function listUserLogins(
  db: Queryable,
  root_account_id: number,
  user_id: number,
  page: Page,
): Promise<readonly LoginRow[]> {
  const found = await db.query<LoginRow>(
    `select ${columns} from pseudonyms p
     where p.root_account_id = $1 and p.user_id = $2 and p.workflow_state <> 'deleted'
     order by p.id limit $3 offset $4`,
    [root_account_id, user_id, page.limit, page.offset],
  );
  return found.rows;
}

/** The live logins of the tenant, by id: the key is read in its order up to the page's end. */
export async function listAccountLogins(
  db: Queryable,
  root_account_id: number,
  page: Page,
): Promise<readonly LoginRow[]> {
  const found = await db.query<LoginRow>(
    `select ${columns} from pseudonyms p
     where p.root_account_id = $1 and p.workflow_state <> 'deleted'
     order by p.id limit $2 offset $3`,
    [root_account_id, page.limit, page.offset],
  );
  return found.rows;
}

/** What a password of a login is compared with. */
export interface Credentials {
  readonly user_id: number;
  readonly password_hash: string | null;
  readonly sis_ssha: string | null;
  readonly password_by_import: boolean;
}

/** The credentials of the logins with this name that can sign in, one per provider; only to compare a password. */
export async function findCredentials(
  db: Queryable,
  root_account_id: number,
  unique_id: string,
): Promise<readonly Credentials[]> {
  const found = await db.query<Credentials>(
    `select p.user_id, p.password_hash, p.sis_ssha, p.password_by_import from pseudonyms p
     where p.root_account_id = $1 and lower(p.unique_id) = lower($2) and p.workflow_state = 'active'
     order by p.id`,
    [root_account_id, unique_id],
  );
  return found.rows;
}
