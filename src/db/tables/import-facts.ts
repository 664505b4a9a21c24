import type { ClientBase } from 'pg';

/** What an import reads of its tenant once, before its rows. */
export interface TenantFacts {
  readonly accounts: readonly {
    readonly id: number;
    readonly parent_account_id: number | null;
    readonly elementary: boolean;
    /** The account's own switch, null where it has none. */
    readonly differentiation_tags: boolean | null;
  }[];
  readonly roles: readonly {
    readonly id: number;
    readonly account_id: number;
    readonly name: string;
    readonly base_role_type: string;
    readonly is_built_in: boolean;
    readonly workflow_state: string;
  }[];
  readonly providers: readonly { readonly id: number; readonly auth_type: string }[];
  readonly settings: Readonly<Record<string, unknown>>;
  /** Whether any link between an observer and a student lives. */
  readonly has_observers: boolean;
}

export async function readTenantFacts(client: ClientBase, root_account_id: number): Promise<TenantFacts> {
  const accounts = await client.query(
    `select id, parent_account_id, coalesce(settings -> 'elementary' = 'true', false) as elementary,
       case settings -> 'differentiation_tags' when 'true' then true when 'false' then false end as differentiation_tags
     from accounts where root_account_id = $1`,
    [root_account_id],
  );
  const roles = await client.query(
    `select id, account_id, name, base_role_type, is_built_in, workflow_state
     from roles where root_account_id = $1 order by id`,
    [root_account_id],
  );
  const providers = await client.query(
    `select id, auth_type from authentication_providers
     where root_account_id = $1 and workflow_state = 'active' order by id`,
    [root_account_id],
  );
  const root = await client.query('select settings from accounts where root_account_id = $1 and id = $1', [
    root_account_id,
  ]);
  const links = await client.query(
    `select exists (select from user_observers where root_account_id = $1 and workflow_state <> 'deleted') as found`,
    [root_account_id],
  );
  return {
    accounts: accounts.rows as TenantFacts['accounts'],
    roles: roles.rows as TenantFacts['roles'],
    providers: providers.rows as TenantFacts['providers'],
    settings: (root.rows[0] as { settings: Record<string, unknown> } | undefined)?.settings ?? {},
    has_observers: (links.rows[0] as { found: boolean }).found,
  };
}

/** The settings of a root account as they are stored. */
export async function readRootSettings(
  db: Pick<ClientBase, 'query'>,
  root_account_id: number,
): Promise<Readonly<Record<string, unknown>>> {
  const { rows } = await db.query('select settings from accounts where root_account_id = $1 and id = $1', [
    root_account_id,
  ]);
  return (rows[0] as { settings: Record<string, unknown> } | undefined)?.settings ?? {};
}
