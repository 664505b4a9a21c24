import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import {
  listAccountGroups,
  listCategoryGroups,
  listCourseGroups,
  listGroupUsers,
  showGroup,
} from './read.ts';
import { createCategoryGroup, createGroup, deleteGroup, updateGroup } from './write.ts';

/** The routes of groups. */
export function registerGroupRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listAccountGroups, listAccountGroups);
  defineRoute(app, context, endpoints.listCourseGroups, listCourseGroups);
  defineRoute(app, context, endpoints.listCategoryGroups, listCategoryGroups);
  defineRoute(app, context, endpoints.showGroup, showGroup);
  defineRoute(app, context, endpoints.createGroup, createGroup);
  defineRoute(app, context, endpoints.createCategoryGroup, createCategoryGroup);
  defineRoute(app, context, endpoints.updateGroup, updateGroup);
  defineRoute(app, context, endpoints.deleteGroup, deleteGroup);
  defineRoute(app, context, endpoints.listGroupUsers, listGroupUsers);
}
