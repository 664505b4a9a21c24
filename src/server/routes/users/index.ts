import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { listAccountUsers } from './list-account-users.ts';
import { showUser, showUserProfile } from './show.ts';

/** The routes of users. */
export function registerUserRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listAccountUsers, listAccountUsers);
  defineRoute(app, context, endpoints.showUser, showUser);
  defineRoute(app, context, endpoints.showUserProfile, showUserProfile);
}
