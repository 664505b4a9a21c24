import type { ClientBase } from 'pg';
import { readTenantFacts } from '../db/index.ts';
import { AccountTree } from './account-tree.ts';
import type { PlanOptions } from './plan.ts';
import { RoleFinder } from './roles.ts';

/** The switches of the root account that row rules and importers ask for. */
const ROOT_FEATURES = ['institutional_tags', 'temporary_enrollments'];

/** What plans go by and what hangs on the tenant alone. */
export type TenantOptions = Pick<
  PlanOptions,
  'account_tree' | 'roles' | 'providers' | 'features' | 'personal_pronouns' | 'has_observers'
>;

/** Reads what plans have to know of a tenant; it holds until somebody else writes the tenant's roster. */
export async function readTenant(client: ClientBase, root_account_id: number): Promise<TenantOptions> {
  const facts = await readTenantFacts(client, root_account_id);
  const parents = new Map(facts.accounts.map((account) => [account.id, account.parent_account_id] as const));
  const elementary = new Set(
    facts.accounts.filter((account) => account.elementary).map((account) => account.id),
  );
  const tags = facts.accounts.flatMap(({ id, differentiation_tags }) =>
    differentiation_tags === null ? [] : [[id, differentiation_tags] as const],
  );
  const account_tree = new AccountTree(root_account_id, parents, elementary, new Map(tags));
  return {
    account_tree,
    roles: new RoleFinder(facts.roles, account_tree),
    providers: facts.providers,
    features: new Set(ROOT_FEATURES.filter((name) => facts.settings[name] === true)),
    personal_pronouns: facts.settings.personal_pronouns === true,
    has_observers: facts.has_observers,
  };
}
