import type { AccountTree } from './account-tree.ts';

/** A role as imports need it: built in ones are named like their base type. */
export interface Role {
  readonly id: number;
  readonly account_id: number;
  readonly name: string;
  readonly base_role_type: string;
  readonly is_built_in: boolean;
  readonly workflow_state: string;
}

const baseWords: Readonly<Record<string, string>> = {
  teacher: 'TeacherEnrollment',
  ta: 'TaEnrollment',
  observer: 'ObserverEnrollment',
  designer: 'DesignerEnrollment',
};

/** Finds the role that a row names, as seen from an account. */
export class RoleFinder {
  readonly #roles: readonly Role[];
  readonly #tree: AccountTree;
  readonly #known = new Map<string, Role | null>();

  constructor(roles: readonly Role[], tree: AccountTree) {
    this.#roles = roles;
    this.#tree = tree;
  }

  /**
   * The course role for `role_id`, else for `role`: an exact name of a role available in the account, else a base
   * word in any case. Null when nothing fits.
   */
  courseRole(role_id: string | null, role: string | null, account_id: number): Role | null {
    const key = `${role_id ?? ''}\u0000${role ?? ''}\u0000${account_id}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const isCourseRole = (entry: Role) => entry.base_role_type !== 'AccountMembership';
    const available = this.#available(account_id, isCourseRole);
    const found =
      available.find((entry) => role_id !== null && String(entry.id) === role_id) ??
      available.find((entry) => entry.name === role) ??
      available.find((entry) => entry.is_built_in && entry.name === baseTypeOf(role)) ??
      null;
    this.#known.set(key, found);
    return found;
  }

  /** The account role for `role_id`, else the one named exactly `role`; null when nothing available fits. */
  accountRole(role_id: string | null, role: string | null, account_id: number): Role | null {
    const key = `account\u0000${role_id ?? ''}\u0000${role ?? ''}\u0000${account_id}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const available = this.#available(account_id, (entry) => entry.base_role_type === 'AccountMembership');
    const found =
      available.find((entry) => role_id !== null && String(entry.id) === role_id) ??
      available.find((entry) => entry.name === role) ??
      null;
    this.#known.set(key, found);
    return found;
  }

  /** The built-in role that bears the name of a base type; every root account has each. */
  builtIn(base_role_type: string): Role {
    const found = this.#roles.find((entry) => entry.is_built_in && entry.name === base_role_type);
    if (!found) throw new Error(`the root account lacks the built-in role ${base_role_type}`);
    return found;
  }

  /** Active roles of the account and those above, the nearest definition of a name first and alone. */
  #available(account_id: number, fits: (role: Role) => boolean): readonly Role[] {
    const names = new Set<string>();
    const available: Role[] = [];
    for (const id of this.#tree.chain(account_id)) {
      for (const role of this.#roles) {
        if (role.account_id !== id || role.workflow_state !== 'active' || !fits(role) || names.has(role.name))
          continue;
        names.add(role.name);
        available.push(role);
      }
    }
    return available;
  }
}

function baseTypeOf(role: string | null): string | undefined {
  const word = role?.toLowerCase() ?? '';
  if (word.startsWith('student')) return 'StudentEnrollment';
  return baseWords[word];
}
