import { defineEndpoint, oneOf, type Parameters, pagesOf } from './define-endpoint.ts';
import { autoLeaders, type GroupCategory, selfSignups } from './group-category.ts';

const include = {
  kind: 'string',
  list: true,
  values: ['groups'],
  summary: 'What else to show.',
} as const;

const listed = {
  include,
  collaboration_state: {
    kind: 'string',
    values: ['collaborative', 'non_collaborative', 'all'],
    summary: 'Categories of groups are collaborative; differentiation tags are never listed.',
  },
} as const satisfies Parameters;

export const listAccountGroupCategories = defineEndpoint({
  name: 'listAccountGroupCategories',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/group_categories',
  parameters: listed,
  result: pagesOf<GroupCategory>('GroupCategory'),
  permission: [],
  summary: 'Lists the group categories right in an account.',
});

export const listCourseGroupCategories = defineEndpoint({
  name: 'listCourseGroupCategories',
  method: 'GET',
  path: '/api/v1/courses/:course_id/group_categories',
  parameters: listed,
  result: pagesOf<GroupCategory>('GroupCategory'),
  permission: [],
  summary: 'Lists the group categories of a course.',
});

export const showGroupCategory = defineEndpoint({
  name: 'showGroupCategory',
  method: 'GET',
  path: '/api/v1/group_categories/:id',
  parameters: { include },
  result: oneOf<GroupCategory>('GroupCategory'),
  permission: [],
  summary: 'Shows a group category.',
});

const fields = {
  sis_group_category_id: {
    kind: 'string',
    max_length: 255,
    summary: 'Its id in the SIS; to set another one needs `manage_sis`.',
  },
  self_signup: {
    kind: 'string',
    values: selfSignups,
    summary: 'Lets people sign up for its groups: all, or those of the same section; blank: nobody.',
  },
  auto_leader: {
    kind: 'string',
    values: autoLeaders,
    summary: 'Gives each group a leader: its first member or any; blank: none.',
  },
  group_limit: { kind: 'integer', summary: 'The most members that a group takes; blank: any number.' },
} as const satisfies Parameters;

const name = { kind: 'string', max_length: 255, summary: 'Its name, unique in its place.' } as const;

export const createAccountGroupCategory = defineEndpoint({
  name: 'createAccountGroupCategory',
  method: 'POST',
  path: '/api/v1/accounts/:account_id/group_categories',
  parameters: { name: { ...name, required: true }, ...fields },
  result: oneOf<GroupCategory>('GroupCategory'),
  permission: ['manage_groups_manage'],
  summary: 'Makes a group category in an account.',
});

export const createCourseGroupCategory = defineEndpoint({
  name: 'createCourseGroupCategory',
  method: 'POST',
  path: '/api/v1/courses/:course_id/group_categories',
  parameters: { name: { ...name, required: true }, ...fields },
  result: oneOf<GroupCategory>('GroupCategory'),
  permission: ['manage_groups_manage'],
  summary: 'Makes a group category in a course.',
});

export const updateGroupCategory = defineEndpoint({
  name: 'updateGroupCategory',
  method: 'PUT',
  path: '/api/v1/group_categories/:id',
  parameters: { name, ...fields },
  result: oneOf<GroupCategory>('GroupCategory'),
  permission: ['manage_groups_manage'],
  summary: 'Changes a group category; what is not sent stays as it is.',
});

export const deleteGroupCategory = defineEndpoint({
  name: 'deleteGroupCategory',
  method: 'DELETE',
  path: '/api/v1/group_categories/:id',
  parameters: {},
  result: oneOf<GroupCategory>('GroupCategory'),
  permission: ['manage_groups_manage'],
  summary: 'Deletes a group category with its groups and their memberships.',
});
