import type { Admin } from './admin.ts';
import { defineEndpoint, oneOf, pagesOf } from './define-endpoint.ts';

const role = {
  role: { kind: 'string', summary: 'The name of the role; `AccountAdmin` unless a role is named.' },
  role_id: { kind: 'integer', summary: 'The number of the role; it goes before the name.' },
} as const;

export const listAdmins = defineEndpoint({
  name: 'listAdmins',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/admins',
  parameters: {
    user_id: { kind: 'id', list: true, summary: 'Only these people.' },
  },
  result: pagesOf<Admin>('Admin'),
  permission: ['manage_account_memberships', 'read_roster'],
  summary: 'Lists the admins of an account, without those of the accounts above.',
});

export const createAdmin = defineEndpoint({
  name: 'createAdmin',
  method: 'POST',
  path: '/api/v1/accounts/:account_id/admins',
  parameters: {
    user_id: { kind: 'id', required: true, summary: 'Who: somebody of the root account with a login.' },
    ...role,
    send_confirmation: { kind: 'boolean', summary: 'Accepted for compatibility: no mail is sent.' },
  },
  result: oneOf<Admin>('Admin'),
  permission: ['manage_account_memberships'],
  summary: 'Makes a person an admin, with a role that permits no more than the caller may do there.',
});

export const deleteAdmin = defineEndpoint({
  name: 'deleteAdmin',
  method: 'DELETE',
  path: '/api/v1/accounts/:account_id/admins/:user_id',
  parameters: role,
  result: oneOf<Admin>('Admin'),
  permission: ['manage_account_memberships'],
  summary: 'Takes a role that permits no more than the caller may do there from an admin.',
});
