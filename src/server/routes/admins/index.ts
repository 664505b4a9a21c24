import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { listAdmins } from './read-admins.ts';
import { createAdmin, deleteAdmin } from './write-admins.ts';

/** The routes of admins. */
export function registerAdminRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listAdmins, listAdmins);
  defineRoute(app, context, endpoints.createAdmin, createAdmin);
  defineRoute(app, context, endpoints.deleteAdmin, deleteAdmin);
}
