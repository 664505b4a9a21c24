import { defineEndpoint, oneOf, type Parameters, pagesOf } from './define-endpoint.ts';
import { override_sis_stickiness } from './edit-parameters.ts';
import { enrollmentWords } from './enrollment.ts';
import { loginMembers } from './login-parameters.ts';
import type { CourseUser, RemovedUser, UserDetails, UserProfile } from './user.ts';

const SEARCH_SUMMARY =
  'Part of a name, login, SIS id, integration id or address, at least 2 characters; or the id of a person.';

const names = {
  short_name: {
    kind: 'string',
    max_length: 255,
    summary: 'The name shown in conversations; blank: the name itself.',
  },
  sortable_name: {
    kind: 'string',
    max_length: 255,
    summary: 'The name that lists are sorted by; blank: the name with the surname first.',
  },
  time_zone: { kind: 'string', summary: 'The name of a time zone, of IANA or of Rails.' },
  locale: { kind: 'string', summary: 'The preferred language as `en` or `en-GB`.' },
} as const satisfies Parameters;

export const listAccountUsers = defineEndpoint({
  name: 'listAccountUsers',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/users',
  parameters: {
    search_term: { kind: 'string', summary: SEARCH_SUMMARY },
    enrollment_type: {
      kind: 'string',
      values: enrollmentWords,
      summary: 'People with an enrollment of this base type in a course of the account.',
    },
    sort: {
      kind: 'string',
      values: ['username', 'email', 'sis_id', 'integration_id', 'last_login'],
      summary: 'What the list is sorted by: the sortable name unless given.',
    },
    order: { kind: 'string', values: ['asc', 'desc'], summary: 'Up, unless given, or down.' },
    include: {
      kind: 'string',
      list: true,
      values: ['email', 'last_login', 'time_zone', 'uuid', 'avatar_url'],
      summary: 'Keys to add; there are no avatars.',
    },
  },
  result: pagesOf<UserDetails>('UserDetails'),
  permission: ['read_roster'],
  summary: 'Lists the people of an account.',
});

export const listCourseUsers = defineEndpoint({
  name: 'listCourseUsers',
  method: 'GET',
  path: '/api/v1/courses/:course_id/users',
  parameters: {
    search_term: { kind: 'string', summary: SEARCH_SUMMARY },
    enrollment_type: {
      kind: 'string',
      list: true,
      values: enrollmentWords,
      summary: 'People with an enrollment of one of these base types.',
    },
    enrollment_role_id: { kind: 'integer', summary: 'People with an enrollment under this role.' },
    enrollment_state: {
      kind: 'string',
      list: true,
      values: ['active', 'invited', 'rejected', 'completed', 'inactive'],
      summary: 'People with an enrollment in one of these states: active and invited unless given.',
    },
    user_ids: { kind: 'id', list: true, summary: 'These people alone.' },
    sort: {
      kind: 'string',
      values: ['username', 'email', 'sis_id', 'integration_id', 'last_login'],
      summary: 'What the list is sorted by: the sortable name unless given.',
    },
    order: { kind: 'string', values: ['asc', 'desc'], summary: 'Up, unless given, or down.' },
    include: {
      kind: 'string',
      list: true,
      values: ['enrollments', 'email', 'last_login', 'time_zone', 'uuid', 'avatar_url'],
      summary: 'Keys to add; there are no avatars.',
    },
  },
  result: pagesOf<CourseUser>('CourseUser'),
  permission: ['read_roster'],
  summary: 'Lists the people of a course.',
});

export const showUser = defineEndpoint({
  name: 'showUser',
  method: 'GET',
  path: '/api/v1/users/:id',
  parameters: {
    include: {
      kind: 'string',
      list: true,
      values: ['last_login', 'uuid', 'avatar_url'],
      summary: 'Keys to add; there are no avatars.',
    },
  },
  result: oneOf<UserDetails>('UserDetails'),
  permission: ['read_roster'],
  summary: 'Shows one person; everybody may see themselves as `self`.',
});

export const showUserProfile = defineEndpoint({
  name: 'showUserProfile',
  method: 'GET',
  path: '/api/v1/users/:user_id/profile',
  parameters: {},
  result: oneOf<UserProfile>('UserProfile'),
  permission: ['read_roster'],
  summary: "Shows a person's profile; everybody may see their own.",
});

export const createUser = defineEndpoint({
  name: 'createUser',
  method: 'POST',
  path: '/api/v1/accounts/:account_id/users',
  parameters: {
    user: {
      kind: 'group',
      members: {
        name: { kind: 'string', max_length: 255, summary: 'The full name; the login unless given.' },
        ...names,
        terms_of_use: { kind: 'boolean', summary: 'Taken and not looked at: an admin makes the person.' },
        skip_registration: {
          kind: 'boolean',
          summary: 'The person is registered at once, instead of waiting for their confirmation.',
        },
      },
      summary: 'The person.',
    },
    pseudonym: {
      kind: 'group',
      required: true,
      members: {
        ...loginMembers,
        unique_id: { ...loginMembers.unique_id, required: true },
        send_confirmation: { kind: 'boolean', summary: 'Taken and not looked at: rollcall sends no mail.' },
      },
      summary: "The person's login.",
    },
    communication_channel: {
      kind: 'group',
      members: {
        type: {
          kind: 'string',
          values: ['email', 'sms'],
          summary: 'What the address is of: `email` unless given.',
        },
        address: { kind: 'string', max_length: 255, summary: 'The address; the login unless given.' },
        skip_confirmation: { kind: 'boolean', summary: 'The address counts as confirmed.' },
      },
      summary: 'Where to reach the person. A login that is an e-mail address is taken as theirs.',
    },
    enable_sis_reactivation: {
      kind: 'boolean',
      summary: 'Revives the deleted login that has the SIS id, with its person, if there is one.',
    },
  },
  result: oneOf<UserDetails>('UserDetails'),
  permission: ['manage_user_logins'],
  summary: 'Makes a person with a login; SIS ids need `manage_sis`.',
});

export const updateUser = defineEndpoint({
  name: 'updateUser',
  method: 'PUT',
  path: '/api/v1/users/:id',
  parameters: {
    user: {
      kind: 'group',
      required: true,
      members: {
        name: { kind: 'string', max_length: 255, summary: 'The full name.' },
        ...names,
        email: { kind: 'string', max_length: 255, summary: 'The address that is to be the first.' },
        pronouns: {
          kind: 'string',
          max_length: 255,
          summary: 'Without effect where personal pronouns are switched off; blank: none.',
        },
        event: {
          kind: 'string',
          values: ['suspend', 'unsuspend'],
          summary: "Suspends all the person's live logins, or ends that; not those of the caller.",
        },
      },
      summary: 'The new values.',
    },
    override_sis_stickiness,
  },
  result: oneOf<UserDetails>('UserDetails'),
  permission: ['manage_user_logins'],
  summary: 'Changes a person.',
});

export const removeUser = defineEndpoint({
  name: 'removeUser',
  method: 'DELETE',
  path: '/api/v1/accounts/:account_id/users/:user_id',
  parameters: {},
  result: oneOf<RemovedUser>('RemovedUser'),
  permission: ['manage_user_logins'],
  summary:
    'Takes a person out of the root account: logins, enrollments, memberships and admin roles are deleted.',
});
