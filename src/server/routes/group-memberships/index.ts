import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { listGroupMemberships, showGroupMembership } from './read.ts';
import { createGroupMembership, deleteGroupMembership, updateGroupMembership } from './write.ts';

/** The routes of group memberships, which are found by their own ids or by the people. */
export function registerGroupMembershipRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listGroupMemberships, listGroupMemberships);
  defineRoute(app, context, endpoints.showGroupMembership, showGroupMembership);
  defineRoute(app, context, endpoints.showGroupUser, showGroupMembership);
  defineRoute(app, context, endpoints.createGroupMembership, createGroupMembership);
  defineRoute(app, context, endpoints.updateGroupMembership, updateGroupMembership);
  defineRoute(app, context, endpoints.updateGroupUser, updateGroupMembership);
  defineRoute(app, context, endpoints.deleteGroupMembership, deleteGroupMembership);
  defineRoute(app, context, endpoints.deleteGroupUser, deleteGroupMembership);
}
