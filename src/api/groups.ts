import { defineEndpoint, oneOf, type Parameters, pagesOf } from './define-endpoint.ts';
import { override_sis_stickiness } from './edit-parameters.ts';
import { type Group, joinLevels } from './group.ts';
import type { UserDetails } from './user.ts';

const include = {
  kind: 'string',
  list: true,
  values: ['users', 'group_category'],
  summary: 'What else to show; the members for those who may read people.',
} as const;

export const listAccountGroups = defineEndpoint({
  name: 'listAccountGroups',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/groups',
  parameters: { include },
  result: pagesOf<Group>('Group'),
  permission: [],
  summary: 'Lists the groups right in an account.',
});

export const listCourseGroups = defineEndpoint({
  name: 'listCourseGroups',
  method: 'GET',
  path: '/api/v1/courses/:course_id/groups',
  parameters: { include },
  result: pagesOf<Group>('Group'),
  permission: [],
  summary: 'Lists the groups of a course.',
});

export const listCategoryGroups = defineEndpoint({
  name: 'listCategoryGroups',
  method: 'GET',
  path: '/api/v1/group_categories/:id/groups',
  parameters: { include },
  result: pagesOf<Group>('Group'),
  permission: [],
  summary: 'Lists the groups of a group category.',
});

export const showGroup = defineEndpoint({
  name: 'showGroup',
  method: 'GET',
  path: '/api/v1/groups/:id',
  parameters: { include },
  result: oneOf<Group>('Group'),
  permission: [],
  summary: 'Shows a group.',
});

const fields = {
  description: { kind: 'string', max_length: 65_535, summary: 'What it is for.' },
  is_public: { kind: 'boolean', summary: 'Everybody may see it.' },
  join_level: {
    kind: 'string',
    values: joinLevels,
    summary: 'How people come into it, `invitation_only` when left out.',
  },
  sis_group_id: {
    kind: 'string',
    max_length: 255,
    summary: 'Its id in the SIS; to set another one needs `manage_sis`.',
  },
  members: {
    kind: 'id',
    list: true,
    summary: 'Exactly the people who are to be in it, 10,000 at most; others leave. One blank entry: nobody.',
  },
} as const satisfies Parameters;

const name = { kind: 'string', max_length: 255, summary: 'Its name.' } as const;

export const createGroup = defineEndpoint({
  name: 'createGroup',
  method: 'POST',
  path: '/api/v1/groups',
  parameters: { name: { ...name, required: true }, ...fields },
  result: oneOf<Group>('Group'),
  permission: ['manage_groups_manage'],
  summary: 'Makes a group in the root account, outside of all categories.',
});

export const createCategoryGroup = defineEndpoint({
  name: 'createCategoryGroup',
  method: 'POST',
  path: '/api/v1/group_categories/:id/groups',
  parameters: { name: { ...name, required: true }, ...fields },
  result: oneOf<Group>('Group'),
  permission: ['manage_groups_manage'],
  summary: 'Makes a group in a group category.',
});

export const updateGroup = defineEndpoint({
  name: 'updateGroup',
  method: 'PUT',
  path: '/api/v1/groups/:id',
  parameters: {
    name,
    ...fields,
    override_sis_stickiness,
  },
  result: oneOf<Group>('Group'),
  permission: ['manage_groups_manage'],
  summary: 'Changes a group; what is not sent stays as it is.',
});

export const deleteGroup = defineEndpoint({
  name: 'deleteGroup',
  method: 'DELETE',
  path: '/api/v1/groups/:id',
  parameters: {},
  result: oneOf<Group>('Group'),
  permission: ['manage_groups_manage'],
  summary: 'Deletes a group with its memberships.',
});

export const listGroupUsers = defineEndpoint({
  name: 'listGroupUsers',
  method: 'GET',
  path: '/api/v1/groups/:group_id/users',
  parameters: {
    search_term: { kind: 'string', summary: 'Part of a name, login, SIS id or address, or an id.' },
  },
  result: pagesOf<UserDetails>('User'),
  permission: ['read_roster'],
  summary: 'Lists the members of a group.',
});
