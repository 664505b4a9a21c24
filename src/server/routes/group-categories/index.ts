import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { listAccountGroupCategories, listCourseGroupCategories, showGroupCategory } from './read.ts';
import {
  createAccountGroupCategory,
  createCourseGroupCategory,
  deleteGroupCategory,
  updateGroupCategory,
} from './write.ts';

/** The routes of group categories. */
export function registerGroupCategoryRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listAccountGroupCategories, listAccountGroupCategories);
  defineRoute(app, context, endpoints.listCourseGroupCategories, listCourseGroupCategories);
  defineRoute(app, context, endpoints.showGroupCategory, showGroupCategory);
  defineRoute(app, context, endpoints.createAccountGroupCategory, createAccountGroupCategory);
  defineRoute(app, context, endpoints.createCourseGroupCategory, createCourseGroupCategory);
  defineRoute(app, context, endpoints.updateGroupCategory, updateGroupCategory);
  defineRoute(app, context, endpoints.deleteGroupCategory, deleteGroupCategory);
}
