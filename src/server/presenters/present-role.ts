import {
  type Account,
  type BaseRoleType,
  type Role,
  type RolePermission,
  type RolePermissionName,
  rolePermissions,
} from '../../api/index.ts';
import type { RoleRow } from '../../db/index.ts';

/** The names under which people know the built-in roles. */
const builtInLabels: Readonly<Record<string, string>> = {
  AccountAdmin: 'Account Admin',
  StudentEnrollment: 'Student',
  TeacherEnrollment: 'Teacher',
  TaEnrollment: 'TA',
  ObserverEnrollment: 'Observer',
  DesignerEnrollment: 'Designer',
};

/** A full administrator's role permits everything without saying so. */
export function permitsAll(role: Pick<RoleRow, 'is_built_in' | 'name'>): boolean {
  return role.is_built_in && role.name === 'AccountAdmin';
}

function presentPermission(role: RoleRow, name: string): RolePermission {
  const prior_default = permitsAll(role);
  const explicit = role.permissions[name];
  return {
    enabled: explicit ?? prior_default,
    locked: false,
    readonly: role.is_built_in,
    explicit: explicit !== undefined,
    prior_default,
  };
}

/** A role as the API shows it, with the account where it was made. */
export function presentRole(role: RoleRow, account: Account): Role {
  const is_account_role = role.base_role_type === 'AccountMembership';
  // What people may do in courses is no matter of rollcall: nothing there asks for a permission.
  const names = (Object.keys(rolePermissions) as RolePermissionName[]).filter(
    (name) => is_account_role || role.permissions[name] !== undefined,
  );
  return {
    id: role.id,
    role: role.name,
    label: role.is_built_in ? (builtInLabels[role.name] ?? role.name) : role.name,
    base_role_type: role.base_role_type as BaseRoleType,
    is_account_role,
    workflow_state: role.is_built_in ? 'built_in' : (role.workflow_state as 'active' | 'inactive'),
    created_at: role.created_at,
    last_updated_at: role.updated_at,
    account,
    permissions: Object.fromEntries(names.map((name) => [name, presentPermission(role, name)])),
  };
}
