import { defineEndpoint, oneOf, pagesOf } from './define-endpoint.ts';
import { baseRoleTypes, type Role, type RolePermissionName, rolePermissions } from './role.ts';

/** What a request says of a permission: `permissions[import_sis][enabled]`. */
export interface PermissionParameter {
  readonly kind: 'group';
  readonly members: {
    readonly enabled: { readonly kind: 'boolean'; readonly summary: string };
    readonly explicit: { readonly kind: 'boolean'; readonly summary: string };
  };
  readonly summary: string;
}

const members = {
  enabled: { kind: 'boolean', summary: 'Whether the role gives the permission.' },
  explicit: { kind: 'boolean', summary: 'False: as if the permission were not named.' },
} as const;

const permissions = Object.fromEntries(
  Object.entries(rolePermissions).map(([name, summary]) => [name, { kind: 'group', members, summary }]),
) as unknown as Readonly<Record<RolePermissionName, PermissionParameter>>;

export const listRoles = defineEndpoint({
  name: 'listRoles',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/roles',
  parameters: {
    state: {
      kind: 'string',
      list: true,
      values: ['active', 'inactive'],
      summary: 'Which roles; `active` unless set, to which the built-in ones belong.',
    },
    show_inherited: { kind: 'boolean', summary: 'With the roles of the accounts above.' },
  },
  result: pagesOf<Role>('Role'),
  permission: [],
  summary: 'Lists the built-in roles and those of an account.',
});

export const showRole = defineEndpoint({
  name: 'showRole',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/roles/:id',
  parameters: {},
  result: oneOf<Role>('Role'),
  permission: [],
  summary: 'Shows a role of an account or of one above it.',
});

export const createRole = defineEndpoint({
  name: 'createRole',
  method: 'POST',
  path: '/api/v1/accounts/:account_id/roles',
  parameters: {
    label: {
      kind: 'string',
      required: true,
      max_length: 255,
      summary: 'The name; no other role of the account may have it.',
    },
    base_role_type: {
      kind: 'string',
      values: baseRoleTypes,
      summary: 'A role of accounts, `AccountMembership` unless set, or a kind of this enrollment type.',
    },
    permissions: {
      kind: 'group',
      members: permissions,
      summary: 'What a role of accounts permits; names that are unknown here give nothing.',
    },
  },
  result: oneOf<Role>('Role'),
  permission: ['manage_role_overrides'],
  summary: 'Makes a role that can be used in the account and below.',
});

export const deactivateRole = defineEndpoint({
  name: 'deactivateRole',
  method: 'DELETE',
  path: '/api/v1/accounts/:account_id/roles/:id',
  parameters: {},
  result: oneOf<Role>('Role'),
  permission: ['manage_role_overrides'],
  summary: 'Keeps a role from being given to anybody else; who has it keeps it.',
});

export const activateRole = defineEndpoint({
  name: 'activateRole',
  method: 'POST',
  path: '/api/v1/accounts/:account_id/roles/:id/activate',
  parameters: {},
  result: oneOf<Role>('Role'),
  permission: ['manage_role_overrides'],
  summary: 'Lets a role be given again.',
});
