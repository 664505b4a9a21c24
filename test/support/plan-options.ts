import { AccountTree } from '../../src/engine/account-tree.ts';
import type { PlanOptions } from '../../src/engine/plan.ts';
import { RoleFinder } from '../../src/engine/roles.ts';

const tree = new AccountTree(1, new Map([[1, null]]), new Set());

const roles = [
  'StudentEnrollment',
  'TeacherEnrollment',
  'TaEnrollment',
  'DesignerEnrollment',
  'ObserverEnrollment',
];

const builtIn = roles.map((name, at) => ({
  id: at + 1,
  account_id: 1,
  name,
  base_role_type: name,
  is_built_in: true,
  workflow_state: 'active',
}));

/** What plans go by in a tenant of one account with the built-in course roles, numbered from 1, and no options. */
export function planOptions(differing: Partial<PlanOptions> = {}): PlanOptions {
  return {
    root_account_id: 1,
    sis_import_id: 9,
    user_id: null,
    skip_deletes: false,
    update_sis_id_if_login_claimed: false,
    features: new Set(),
    personal_pronouns: false,
    has_observers: false,
    account_tree: tree,
    roles: new RoleFinder(builtIn, tree),
    providers: [],
    now: '2026-11-23T08:00:00Z',
    watermark_id: 0,
    given: new Set(),
    hash_password: (password) => password,
    is_password: (password, hash) => password === hash,
    override_sis_stickiness: false,
    add_sis_stickiness: false,
    clear_sis_stickiness: false,
    ...differing,
  };
}
