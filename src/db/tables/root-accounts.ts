import { onlyRow, type Queryable } from '../queryable.ts';

/** The base enrollment types, each with a built-in role of the same name. */
const enrollmentRoles = [
  'StudentEnrollment',
  'TeacherEnrollment',
  'TaEnrollment',
  'DesignerEnrollment',
  'ObserverEnrollment',
];

/** The tenant whose domain this is, whatever the letter case; else the first one; null without any. */
export async function findRootAccountByDomain(db: Queryable, domain: string): Promise<number | null> {
  const found = await db.query<{ root_account_id: number }>(
    `select root_account_id from root_accounts
     where lower(domain) = lower($1) or root_account_id = (select min(root_account_id) from root_accounts)
     order by coalesce(lower(domain) = lower($1), false) desc, root_account_id limit 1`,
    [domain],
  );
  return found.rows[0]?.root_account_id ?? null;
}

/** The first tenant, null before the first start. */
export async function findFirstRootAccount(db: Queryable): Promise<number | null> {
  const found = await db.query<{ root_account_id: number | null }>(
    'select min(root_account_id) as root_account_id from root_accounts',
  );
  return onlyRow(found.rows).root_account_id;
}

/** Waits until nobody else makes or renames root accounts, and keeps them off until the transaction ends. */
export async function lockRootAccounts(client: Queryable): Promise<void> {
  await client.query("select pg_advisory_xact_lock(hashtext('rollcall.root_accounts'))");
}

/** Whether a tenant has the domain; ask under `lockRootAccounts`. */
export async function isDomainTaken(client: Queryable, domain: string): Promise<boolean> {
  const found = await client.query<{ taken: boolean }>(
    'select exists (select 1 from root_accounts where lower(domain) = lower($1)) as taken',
    [domain],
  );
  return onlyRow(found.rows).taken;
}

async function insertRole(
  client: Queryable,
  account_id: number,
  name: string,
  base_role_type: string,
): Promise<number> {
  const made = await client.query<{ id: number }>(
    `insert into roles (root_account_id, account_id, name, base_role_type, is_built_in)
     values ($1, $1, $2, $3, true) returning id`,
    [account_id, name, base_role_type],
  );
  return onlyRow(made.rows).id;
}

async function insertTopAccount(
  client: Queryable,
  name: string,
  settings: Readonly<Record<string, boolean>>,
): Promise<number> {
  const made = await client.query<{ id: number }>(
    `insert into accounts (id, root_account_id, name, settings)
     select id, id, $1, $2 from (select nextval(pg_get_serial_sequence('accounts', 'id')) as id) made returning id`,
    [name, JSON.stringify(settings)],
  );
  return onlyRow(made.rows).id;
}

/** A new tenant with its built-in roles, its login provider and its default term, and nothing else. */
export async function insertRootAccount(
  client: Queryable,
  account: { readonly name: string; readonly domain: string | null },
): Promise<{ readonly id: number; readonly admin_role_id: number }> {
  const id = await insertTopAccount(client, account.name, {});
  await client.query('insert into root_accounts (root_account_id, domain) values ($1, $2)', [
    id,
    account.domain,
  ]);
  for (const role of enrollmentRoles) await insertRole(client, id, role, role);
  const admin_role_id = await insertRole(client, id, 'AccountAdmin', 'AccountMembership');
  await client.query(
    "insert into authentication_providers (root_account_id, auth_type) values ($1, 'canvas')",
    [id],
  );
  await client.query(
    "insert into enrollment_terms (root_account_id, name, is_default) values ($1, 'Default Term', true)",
    [id],
  );
  return { id, admin_role_id };
}

/** The account whose admins may act in every tenant. It is no tenant: nothing is imported into it. */
export async function insertSiteAdminAccount(
  client: Queryable,
): Promise<{ readonly id: number; readonly admin_role_id: number }> {
  const id = await insertTopAccount(client, 'Site Admin', { site_admin: true });
  const admin_role_id = await insertRole(client, id, 'AccountAdmin', 'AccountMembership');
  await client.query("insert into installation (name, value) values ('site_admin_account_id', $1)", [
    String(id),
  ]);
  return { id, admin_role_id };
}

/** A person with a login who can administrate. */
export async function insertAdministrator(
  client: Queryable,
  person: { readonly root_account_id: number; readonly name: string; readonly login: string },
): Promise<number> {
  const made = await client.query<{ id: number }>(
    'insert into users (root_account_id, name, sortable_name, short_name) values ($1, $2, $2, $2) returning id',
    [person.root_account_id, person.name],
  );
  const { id } = onlyRow(made.rows);
  await client.query('insert into pseudonyms (root_account_id, user_id, unique_id) values ($1, $2, $3)', [
    person.root_account_id,
    id,
    person.login,
  ]);
  return id;
}

/** Makes a person an admin of a top account. */
export async function insertAccountUser(
  client: Queryable,
  admin: { readonly account_id: number; readonly user_id: number; readonly role_id: number },
): Promise<void> {
  await client.query(
    'insert into account_users (root_account_id, account_id, user_id, role_id) values ($1, $1, $2, $3)',
    [admin.account_id, admin.user_id, admin.role_id],
  );
}

/** The first site admin and the tenant where that person lives; null before the first start. */
export async function findSiteAdmin(
  db: Queryable,
): Promise<{ readonly root_account_id: number; readonly user_id: number } | null> {
  const found = await db.query<{ root_account_id: number; user_id: number }>(
    `select u.root_account_id, u.id as user_id from installation i
     join account_users au on au.root_account_id = i.value::int8 and au.workflow_state = 'active'
     cross join root_accounts r
     join users u on u.root_account_id = r.root_account_id and u.id = au.user_id and u.workflow_state <> 'deleted'
     where i.root_account_id = 0 and i.name = 'site_admin_account_id' order by au.id limit 1`,
  );
  return found.rows[0] ?? null;
}

/**
 * Lets the first account and the first person of an empty installation be number 1, even when an earlier attempt
 * to make them failed half way and used the numbers up.
 */
export async function restartNumbers(client: Queryable): Promise<void> {
  await client.query(
    `select setval(pg_get_serial_sequence('accounts', 'id'), 1, false) where not exists (select 1 from accounts)`,
  );
  await client.query(
    `select setval(pg_get_serial_sequence('users', 'id'), 1, false) where not exists (select 1 from users)`,
  );
}
