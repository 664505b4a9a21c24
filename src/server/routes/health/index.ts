import type { FastifyInstance } from 'fastify';
import { endpoints, type Health } from '../../../api/index.ts';
import { isDatabaseAlive } from '../../../db/index.ts';
import type { ServerContext } from '../../context.ts';
import { definePublicRoute, type PublicCall } from '../../define-route.ts';

const PATIENCE_MS = 2000;

async function showHealth({ context, reply }: PublicCall): Promise<Health> {
  const database = await isDatabaseAlive(context.database.pool, PATIENCE_MS);
  if (!database) reply.status(503);
  return { status: database ? 'ok' : 'unavailable', database };
}

/** The route by which a supervisor asks whether the server works. */
export function registerHealthRoutes(app: FastifyInstance, context: ServerContext): void {
  definePublicRoute(app, context, endpoints.showHealth, showHealth);
}
