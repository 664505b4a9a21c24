import { defineEndpoint, oneOf, type Parameters, pagesOf } from './define-endpoint.ts';
import type { RemovedUser, UserDetails, UserProfile } from './user.ts';

const SEARCH_SUMMARY =
  'Part of a name, login, SIS id, integration id or address, at least 2 characters; or the id of a person.';

/** The words for the base types of enrollments by which people are chosen. */
const enrollmentWords = ['student', 'teacher', 'ta', 'observer', 'designer'] as const;

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
