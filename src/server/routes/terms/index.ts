import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { listTerms, showTerm } from './read-terms.ts';
import { createTerm, deleteTerm, updateTerm } from './write-terms.ts';

/** The routes of terms. */
export function registerTermRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listTerms, listTerms);
  defineRoute(app, context, endpoints.showTerm, showTerm);
  defineRoute(app, context, endpoints.createTerm, createTerm);
  defineRoute(app, context, endpoints.updateTerm, updateTerm);
  defineRoute(app, context, endpoints.deleteTerm, deleteTerm);
}
