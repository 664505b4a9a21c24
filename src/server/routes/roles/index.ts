import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { listRoles, showRole } from './read-roles.ts';
import { activateRole, createRole, deactivateRole } from './write-roles.ts';

/** The routes of roles. */
export function registerRoleRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listRoles, listRoles);
  defineRoute(app, context, endpoints.showRole, showRole);
  defineRoute(app, context, endpoints.createRole, createRole);
  defineRoute(app, context, endpoints.deactivateRole, deactivateRole);
  defineRoute(app, context, endpoints.activateRole, activateRole);
}
