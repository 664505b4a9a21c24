import type { Queryable } from '../queryable.ts';

/** Where an object stands. */
export interface Address {
  readonly root_account_id: number;
  readonly id: number;
}

/** The tables whose objects the API can name by something else than their id. */
export type AddressedTable =
  | 'accounts'
  | 'courses'
  | 'course_sections'
  | 'enrollment_terms'
  | 'users'
  | 'groups'
  | 'group_categories';

/** The columns that can stand in for an id. */
export type AddressColumn = 'sis_id' | 'integration_id' | 'uuid' | 'unique_id';

// Differentiation tags share the tables of groups and are no groups to the API.
const conditions: Partial<Record<AddressedTable, string>> = {
  groups: "and t.kind = 'group'",
  group_categories: "and t.kind = 'group'",
};

/** Where an object stands, and what it was looked for by. */
export interface FoundAddress extends Address {
  readonly value: string;
}

/**
 * The objects with these internal ids, in whatever tenant each is, living ones unless deleted ones count too. Asks each
 * tenant, as every key holds the tenant.
 */
export async function findAllById(
  db: Queryable,
  table: AddressedTable,
  ids: readonly string[],
  with_deleted = false,
): Promise<readonly FoundAddress[]> {
  // A site-admin account is its own tenant without a row in root_accounts.
  const tenants =
    table === 'accounts'
      ? '(select root_account_id from root_accounts union select unnest($1::int8[]))'
      : '(select root_account_id from root_accounts)';
  const found = await db.query<FoundAddress>(
    `select t.root_account_id, t.id, t.id::text as value from ${tenants} r
     join ${table} t on t.root_account_id = r.root_account_id and t.id = any($1::int8[])
     where ($2 or t.workflow_state <> 'deleted') ${conditions[table] ?? ''}`,
    [ids, with_deleted],
  );
  return found.rows;
}

/** The objects of the tenant that hold one of the values in the column, one per value, deleted ones as above. */
export async function findAllByColumn(
  db: Queryable,
  root_account_id: number,
  table: AddressedTable,
  column: Exclude<AddressColumn, 'unique_id'>,
  values: readonly string[],
  with_deleted = false,
): Promise<readonly FoundAddress[]> {
  const found = await db.query<FoundAddress>(
    `select distinct on (t.${column}) t.root_account_id, t.id, t.${column} as value from ${table} t
     where t.root_account_id = $1 and t.${column} = any($2::text[]) and ($3 or t.workflow_state <> 'deleted')
       ${conditions[table] ?? ''} order by t.${column}, t.id`,
    [root_account_id, values, with_deleted],
  );
  return found.rows;
}

/** The living people with a living login that holds one of the values, one per value. */
export async function findAllByLogin(
  db: Queryable,
  root_account_id: number,
  column: 'sis_id' | 'integration_id' | 'unique_id',
  values: readonly string[],
): Promise<readonly FoundAddress[]> {
  const match = column === 'unique_id' ? 'lower(p.unique_id) = lower(v.value)' : `p.${column} = v.value`;
  const found = await db.query<FoundAddress>(
    `select distinct on (v.value) v.value, r.root_account_id, u.id from unnest($2::text[]) v(value)
     join pseudonyms p on p.root_account_id = $1 and ${match}
     cross join root_accounts r
     join users u on u.root_account_id = r.root_account_id and u.id = p.user_id
     where p.workflow_state <> 'deleted' and u.workflow_state <> 'deleted'
     order by v.value, p.workflow_state = 'active' desc, p.id`,
    [root_account_id, values],
  );
  return found.rows;
}

/** The default term of the tenant. */
export async function findDefaultTerm(db: Queryable, root_account_id: number): Promise<Address | null> {
  const found = await db.query<Address>(
    'select root_account_id, id from enrollment_terms where root_account_id = $1 and is_default',
    [root_account_id],
  );
  return found.rows[0] ?? null;
}

/** The term that runs now; null when there is none or more than one. A term without any date never counts. */
export async function findCurrentTerm(db: Queryable, root_account_id: number): Promise<Address | null> {
  const found = await db.query<Address>(
    `select root_account_id, id from enrollment_terms
     where root_account_id = $1 and workflow_state = 'active' and coalesce(start_at, end_at) is not null
       and coalesce(start_at <= now(), true) and coalesce(end_at >= now(), true) limit 2`,
    [root_account_id],
  );
  return found.rows.length === 1 ? (found.rows[0] ?? null) : null;
}
