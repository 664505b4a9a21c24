import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { listObservees, listObservers, showObservee } from './read.ts';
import { addObservee, addObserveeWithCredentials, removeObservee } from './write.ts';

/** The routes of observees and observers. */
export function registerObserveeRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listObservees, listObservees);
  defineRoute(app, context, endpoints.listObservers, listObservers);
  defineRoute(app, context, endpoints.showObservee, showObservee);
  defineRoute(app, context, endpoints.addObservee, addObservee);
  defineRoute(app, context, endpoints.addObserveeWithCredentials, addObserveeWithCredentials);
  defineRoute(app, context, endpoints.removeObservee, removeObservee);
}
