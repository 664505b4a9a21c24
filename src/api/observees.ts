import { defineEndpoint, oneOf, type Parameters, pagesOf } from './define-endpoint.ts';
import type { LinkedUser } from './user.ts';

const include = {
  kind: 'string',
  list: true,
  values: ['email', 'last_login', 'time_zone', 'uuid', 'avatar_url'],
  summary: 'Keys to add; there are no avatars.',
} as const;

const place = {
  root_account_id: {
    kind: 'id',
    summary: 'The root account of the link, or `all`: it can be none but that of the two people.',
  },
} as const satisfies Parameters;

export const listObservees = defineEndpoint({
  name: 'listObservees',
  method: 'GET',
  path: '/api/v1/users/:user_id/observees',
  parameters: { include },
  result: pagesOf<LinkedUser>('LinkedUser'),
  permission: ['read_roster', 'manage_user_logins'],
  summary: 'Lists the people whom a person observes; everybody may see their own.',
});

export const listObservers = defineEndpoint({
  name: 'listObservers',
  method: 'GET',
  path: '/api/v1/users/:user_id/observers',
  parameters: { include },
  result: pagesOf<LinkedUser>('LinkedUser'),
  permission: ['read_roster', 'manage_user_logins'],
  summary: 'Lists the people who observe a person; everybody may see their own.',
});

export const showObservee = defineEndpoint({
  name: 'showObservee',
  method: 'GET',
  path: '/api/v1/users/:user_id/observees/:observee_id',
  parameters: place,
  result: oneOf<LinkedUser>('LinkedUser'),
  permission: ['read_roster', 'manage_user_logins'],
  summary: 'Shows somebody whom a person observes; everybody may see their own.',
});

export const addObservee = defineEndpoint({
  name: 'addObservee',
  method: 'PUT',
  path: '/api/v1/users/:user_id/observees/:observee_id',
  parameters: place,
  result: oneOf<LinkedUser>('LinkedUser'),
  permission: ['manage_user_logins'],
  summary: 'Lets a person observe another, and enrolls them beside the other in each of their courses.',
});

export const addObserveeWithCredentials = defineEndpoint({
  name: 'addObserveeWithCredentials',
  method: 'POST',
  path: '/api/v1/users/:user_id/observees',
  parameters: {
    observee: {
      kind: 'group',
      members: {
        unique_id: { kind: 'string', required: true, max_length: 100, summary: 'The login of the other.' },
        password: { kind: 'string', required: true, summary: 'The password of that login.' },
      },
      summary: 'Whom to observe.',
    },
    pairing_code: { kind: 'string', summary: 'Refused: rollcall gives no pairing codes out.' },
  },
  result: oneOf<LinkedUser>('LinkedUser'),
  permission: ['manage_user_logins'],
  summary: 'Lets a person observe another whose login they know; everybody may do so for themselves.',
});

export const removeObservee = defineEndpoint({
  name: 'removeObservee',
  method: 'DELETE',
  path: '/api/v1/users/:user_id/observees/:observee_id',
  parameters: place,
  result: oneOf<LinkedUser>('LinkedUser'),
  permission: ['manage_user_logins'],
  summary: 'Ends that a person observes another, and the enrollments that go with it.',
});
