import { defineEndpoint, oneOf, pagesOf } from './define-endpoint.ts';
import { override_sis_stickiness } from './edit-parameters.ts';
import type { Login } from './login.ts';
import { loginMembers } from './login-parameters.ts';

export const listUserLogins = defineEndpoint({
  name: 'listUserLogins',
  method: 'GET',
  path: '/api/v1/users/:user_id/logins',
  parameters: {},
  result: pagesOf<Login>('Login'),
  permission: ['read_roster', 'manage_user_logins'],
  summary: "Lists a person's live logins; everybody may see their own.",
});

export const listAccountLogins = defineEndpoint({
  name: 'listAccountLogins',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/logins',
  parameters: {},
  result: pagesOf<Login>('Login'),
  permission: ['read_roster', 'manage_user_logins'],
  summary: 'Lists the live logins of the root account.',
});

export const createLogin = defineEndpoint({
  name: 'createLogin',
  method: 'POST',
  path: '/api/v1/accounts/:account_id/logins',
  parameters: {
    user: {
      kind: 'group',
      required: true,
      members: { id: { kind: 'id', required: true, summary: 'Whose login it is.' } },
      summary: 'The person.',
    },
    login: {
      kind: 'group',
      required: true,
      members: { ...loginMembers, unique_id: { ...loginMembers.unique_id, required: true } },
      summary: 'The new login.',
    },
  },
  result: oneOf<Login>('Login'),
  permission: ['manage_user_logins'],
  summary: 'Gives a person a further login; SIS ids need `manage_sis`.',
});

export const updateLogin = defineEndpoint({
  name: 'updateLogin',
  method: 'PUT',
  path: '/api/v1/accounts/:account_id/logins/:id',
  parameters: {
    login: {
      kind: 'group',
      required: true,
      members: {
        ...loginMembers,
        workflow_state: {
          kind: 'string',
          values: ['active', 'suspended'],
          summary: 'Whether the person can sign in with it; the caller’s own is not suspended.',
        },
      },
      summary: 'The new values.',
    },
    override_sis_stickiness,
  },
  result: oneOf<Login>('Login'),
  permission: ['manage_user_logins'],
  summary: 'Changes a live login; other SIS ids need `manage_sis`.',
});

export const deleteLogin = defineEndpoint({
  name: 'deleteLogin',
  method: 'DELETE',
  path: '/api/v1/users/:user_id/logins/:id',
  parameters: {},
  result: oneOf<Login>('Login'),
  permission: ['manage_user_logins'],
  summary: 'Deletes a login; with the last one go enrollments, memberships and admin roles.',
});
