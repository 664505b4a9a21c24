import { defineEndpoint, oneOf, type Parameters, pagesOf } from './define-endpoint.ts';
import { type EndedGroupMembership, type GroupMembership, membershipStates } from './group-membership.ts';

export const listGroupMemberships = defineEndpoint({
  name: 'listGroupMemberships',
  method: 'GET',
  path: '/api/v1/groups/:group_id/memberships',
  parameters: {
    filter_states: {
      kind: 'string',
      list: true,
      values: membershipStates,
      summary: 'Only these states, all of them when left out.',
    },
  },
  result: pagesOf<GroupMembership>('GroupMembership'),
  permission: ['read_roster'],
  summary: 'Lists the memberships of a group.',
});

export const showGroupMembership = defineEndpoint({
  name: 'showGroupMembership',
  method: 'GET',
  path: '/api/v1/groups/:group_id/memberships/:id',
  parameters: {},
  result: oneOf<GroupMembership>('GroupMembership'),
  permission: ['read_roster'],
  summary: 'Shows a membership.',
});

export const showGroupUser = defineEndpoint({
  name: 'showGroupUser',
  method: 'GET',
  path: '/api/v1/groups/:group_id/users/:user_id',
  parameters: {},
  result: oneOf<GroupMembership>('GroupMembership'),
  permission: ['read_roster'],
  summary: 'Shows the membership of a person.',
});

export const createGroupMembership = defineEndpoint({
  name: 'createGroupMembership',
  method: 'POST',
  path: '/api/v1/groups/:group_id/memberships',
  parameters: { user_id: { kind: 'id', required: true, summary: 'Who joins.' } },
  result: oneOf<GroupMembership>('GroupMembership'),
  permission: ['manage_groups_manage'],
  summary:
    'Lets a person join a group, or ask for it where the group is joined on request; who is in it already stays.',
});

const changes = {
  workflow_state: { kind: 'string', values: ['accepted'], summary: 'Accepts an invitation or a request.' },
  moderator: { kind: 'boolean', summary: 'May moderate the group.' },
} as const satisfies Parameters;

export const updateGroupMembership = defineEndpoint({
  name: 'updateGroupMembership',
  method: 'PUT',
  path: '/api/v1/groups/:group_id/memberships/:id',
  parameters: changes,
  result: oneOf<GroupMembership>('GroupMembership'),
  permission: ['manage_groups_manage'],
  summary: 'Changes a membership.',
});

export const updateGroupUser = defineEndpoint({
  name: 'updateGroupUser',
  method: 'PUT',
  path: '/api/v1/groups/:group_id/users/:user_id',
  parameters: changes,
  result: oneOf<GroupMembership>('GroupMembership'),
  permission: ['manage_groups_manage'],
  summary: 'Changes the membership of a person.',
});

export const deleteGroupMembership = defineEndpoint({
  name: 'deleteGroupMembership',
  method: 'DELETE',
  path: '/api/v1/groups/:group_id/memberships/:id',
  parameters: {},
  result: oneOf<EndedGroupMembership>('EndedGroupMembership'),
  permission: ['manage_groups_manage'],
  summary: 'Ends a membership.',
});

export const deleteGroupUser = defineEndpoint({
  name: 'deleteGroupUser',
  method: 'DELETE',
  path: '/api/v1/groups/:group_id/users/:user_id',
  parameters: {},
  result: oneOf<EndedGroupMembership>('EndedGroupMembership'),
  permission: ['manage_groups_manage'],
  summary: 'Takes a person out of a group.',
});
