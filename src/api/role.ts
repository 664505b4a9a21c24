import type { Timestamp } from '../format/index.ts';
import type { Account } from './account.ts';
import type { Permission } from './define-endpoint.ts';

/** What roles are made of: a role of accounts, or one of courses that is a kind of the named enrollment type. */
export const baseRoleTypes = [
  'AccountMembership',
  'StudentEnrollment',
  'TeacherEnrollment',
  'TaEnrollment',
  'ObserverEnrollment',
  'DesignerEnrollment',
] as const;

export type BaseRoleType = (typeof baseRoleTypes)[number];

/** The permissions that a role of accounts can give, with what each is for. */
export const rolePermissions = {
  import_sis: 'Start, follow and abort SIS imports.',
  manage_sis: 'Import, see the import behind an object, and give and take SIS IDs.',
  read_sis: 'See SIS IDs and the imports.',
  read_reports: 'Run and fetch reports.',
  manage_account_settings: 'Make, change and delete accounts, and set their switches.',
  manage_account_memberships: 'Make admins and remove them, as far as the own permissions reach.',
  manage_role_overrides: 'Make roles.',
  manage_terms: 'Make, change and delete terms.',
  read_roster: 'See lists of people and enrollments.',
  manage_user_logins: 'Make, change and remove people and logins.',
  read_course_list: 'See lists of courses.',
  manage_courses_admin: 'Make, change and delete courses.',
  manage_sections_edit: 'Make, change, cross-list and delete sections.',
  manage_students: 'Make and end enrollments.',
  manage_groups_manage: 'Make, change and delete groups, their categories and memberships.',
} as const satisfies Readonly<Record<Exclude<Permission, 'site_admin'>, string>>;

export type RolePermissionName = keyof typeof rolePermissions;

/** What a role says of a permission. */
export interface RolePermission {
  readonly enabled: boolean;
  readonly locked: false;
  readonly readonly: boolean;
  /** The role itself says so, not its base type. */
  readonly explicit: boolean;
  readonly prior_default: boolean;
}

/** A role as the API shows it. */
export interface Role {
  readonly id: number;
  /** The label; of a built-in role the name of its type, e.g. `StudentEnrollment` or `AccountAdmin`. */
  readonly role: string;
  readonly label: string;
  readonly base_role_type: BaseRoleType;
  readonly is_account_role: boolean;
  readonly workflow_state: 'built_in' | 'active' | 'inactive';
  readonly created_at: Timestamp;
  readonly last_updated_at: Timestamp;
  /** Where the role was made; it can be used there and below. */
  readonly account: Account;
  readonly permissions: Readonly<Partial<Record<RolePermissionName, RolePermission>>>;
}
