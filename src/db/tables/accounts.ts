import type { Queryable } from '../queryable.ts';
import { inheritedDefault } from './inherited-default.ts';
import { newestImport } from './newest-import.ts';

/** An account as the API reads it. */
export interface AccountRow {
  readonly id: number;
  readonly root_account_id: number;
  readonly parent_account_id: number | null;
  readonly name: string;
  readonly uuid: string;
  readonly workflow_state: string;
  readonly sis_id: string | null;
  readonly integration_id: string | null;
  /** The newest import that was about the account. */
  readonly sis_import_id: number | null;
  /** The switches that are set in the account itself. */
  readonly settings: Readonly<Record<string, boolean | string>>;
  readonly default_time_zone: string;
  readonly default_storage_quota_mb: number;
  readonly default_user_storage_quota_mb: number;
  readonly default_group_storage_quota_mb: number;
}

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

const columns = `a.id, a.root_account_id, a.parent_account_id, a.name, a.uuid, a.workflow_state, a.sis_id, a.integration_id,
  ${newestImport('accounts', 'a')},
  a.settings, ${inheritedDefault('default_time_zone', 'a')} as default_time_zone,
  ${inheritedDefault('default_storage_quota_mb', 'a')} as default_storage_quota_mb,
  ${inheritedDefault('default_user_storage_quota_mb', 'a')} as default_user_storage_quota_mb,
  ${inheritedDefault('default_group_storage_quota_mb', 'a')} as default_group_storage_quota_mb`;

/** Accounts of a tenant by id, deleted ones included, in any order. */
export async function findAccounts(
  db: Queryable,
  root_account_id: number,
  ids: readonly number[],
): Promise<readonly AccountRow[]> {
  const found = await db.query<AccountRow>(
    `select ${columns} from accounts a where a.root_account_id = $1 and a.id = any($2::int8[])`,
    [root_account_id, ids],
  );
  return found.rows;
}

/** An account of a tenant, deleted ones included; null when there is none. */
export async function findAccount(
  db: Queryable,
  root_account_id: number,
  id: number,
): Promise<AccountRow | null> {
  const [account] = await findAccounts(db, root_account_id, [id]);
  return account ?? null;
}

/** The ids of each of some accounts and of all above it, the account first, by the account's id. */
export async function findAccountChains(
  db: Queryable,
  root_account_id: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, readonly number[]>> {
  const found = await db.query<{ id: number; chain: readonly number[] }>(
    `with recursive chain as (
       select id as of_id, id, parent_account_id, 1 as step from accounts
       where root_account_id = $1 and id = any($2::int8[])
       union all
       select chain.of_id, a.id, a.parent_account_id, chain.step + 1 from chain
       join accounts a on a.root_account_id = $1 and a.id = chain.parent_account_id
       where chain.step < 1000
     ) select of_id as id, json_agg(id order by step) as chain from chain group by of_id`,
    [root_account_id, ids],
  );
  return new Map(found.rows.map(({ id, chain }) => [id, chain]));
}

/** The ids of an account and of all above it, the account first. */
export async function findAccountChain(
  db: Queryable,
  root_account_id: number,
  id: number,
): Promise<readonly number[]> {
  return (await findAccountChains(db, root_account_id, [id])).get(id) ?? [];
}

/** The living accounts with these ids; with `all_roots` every root account too. By id. */
export async function listAccounts(
  db: Queryable,
  which: { readonly ids: readonly number[]; readonly all_roots: boolean },
  page: Page,
): Promise<readonly AccountRow[]> {
  const found = await db.query<AccountRow>(
    `select ${columns} from (
       -- A site-admin account is its own tenant without a row in root_accounts.
       select root_account_id from root_accounts union select unnest($1::int8[])
     ) r join accounts a on a.root_account_id = r.root_account_id
       and (a.id = any($1::int8[]) or ($2 and a.id = r.root_account_id))
     where a.workflow_state <> 'deleted'
     order by a.id limit $3 offset $4`,
    [which.ids, which.all_roots, page.limit, page.offset],
  );
  return found.rows;
}

/** The living accounts right below an account, or all below it. By id. */
export async function listSubAccounts(
  db: Queryable,
  parent: { readonly root_account_id: number; readonly id: number; readonly recursive: boolean },
  page: Page,
): Promise<readonly AccountRow[]> {
  const found = await db.query<AccountRow>(
    `with recursive below as (
       select id, 1 as step from accounts
       where root_account_id = $1 and parent_account_id = $2 and workflow_state <> 'deleted'
       union all
       select a.id, below.step + 1 from below
       join accounts a on a.root_account_id = $1 and a.parent_account_id = below.id
       where $3 and a.workflow_state <> 'deleted' and below.step < 1000
     ) select ${columns} from below join accounts a on a.root_account_id = $1 and a.id = below.id
     order by a.id limit $4 offset $5`,
    [parent.root_account_id, parent.id, parent.recursive, page.limit, page.offset],
  );
  return found.rows;
}

/** What only people set of an account; what is left out stays as it is. */
export interface AccountExtras {
  /** Null: that of the account above. */
  readonly default_time_zone?: string | null;
  readonly default_storage_quota_mb?: number;
  readonly default_user_storage_quota_mb?: number;
  readonly default_group_storage_quota_mb?: number;
  /** Null: the account no longer has the switch. */
  readonly settings?: Readonly<Record<string, boolean | string | null>>;
}

/** Writes what imports know nothing of; ask under the tenant's lock. */
export async function updateAccountExtras(
  client: Queryable,
  root_account_id: number,
  id: number,
  { settings = {}, ...extras }: AccountExtras,
): Promise<void> {
  const dropped = Object.keys(settings).filter((name) => settings[name] === null);
  await client.query(
    `update accounts set updated_at = now(), settings = (settings || $3::jsonb) - $4::text[],
       default_time_zone = nullif(coalesce($5, default_time_zone), ''),
       default_storage_quota_mb = coalesce($6, default_storage_quota_mb),
       default_user_storage_quota_mb = coalesce($7, default_user_storage_quota_mb),
       default_group_storage_quota_mb = coalesce($8, default_group_storage_quota_mb)
     where root_account_id = $1 and id = $2`,
    [
      root_account_id,
      id,
      JSON.stringify(settings),
      dropped,
      extras.default_time_zone === null ? '' : extras.default_time_zone,
      extras.default_storage_quota_mb,
      extras.default_user_storage_quota_mb,
      extras.default_group_storage_quota_mb,
    ],
  );
}
