import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { createUser } from './create.ts';
import { listAccountUsers } from './list-account-users.ts';
import { listCourseUsers } from './list-course-users.ts';
import { removeUser } from './remove.ts';
import { showUser, showUserProfile } from './show.ts';
import { updateUser } from './update.ts';

/** The routes of users. */
export function registerUserRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listAccountUsers, listAccountUsers);
  defineRoute(app, context, endpoints.listCourseUsers, listCourseUsers);
  defineRoute(app, context, endpoints.showUser, showUser);
  defineRoute(app, context, endpoints.showUserProfile, showUserProfile);
  defineRoute(app, context, endpoints.createUser, createUser);
  defineRoute(app, context, endpoints.updateUser, updateUser);
  defineRoute(app, context, endpoints.removeUser, removeUser);
}
