import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { createLogin } from './create.ts';
import { deleteLogin } from './delete.ts';
import { listAccountLogins, listUserLogins } from './list.ts';
import { updateLogin } from './update.ts';

/** The routes of logins. */
export function registerLoginRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listUserLogins, listUserLogins);
  defineRoute(app, context, endpoints.listAccountLogins, listAccountLogins);
  defineRoute(app, context, endpoints.createLogin, createLogin);
  defineRoute(app, context, endpoints.updateLogin, updateLogin);
  defineRoute(app, context, endpoints.deleteLogin, deleteLogin);
}
