import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { createRootAccount } from './create-root-account.ts';
import { listAccounts, listSubAccounts, showAccount } from './read-accounts.ts';

/** The routes of accounts. */
export function registerAccountRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listAccounts, listAccounts);
  defineRoute(app, context, endpoints.showAccount, showAccount);
  defineRoute(app, context, endpoints.listSubAccounts, listSubAccounts);
  defineRoute(app, context, endpoints.createRootAccount, createRootAccount);
}
