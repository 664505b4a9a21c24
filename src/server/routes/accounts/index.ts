import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { createRootAccount } from './create-root-account.ts';
import { createSubAccount } from './create-sub-account.ts';
import { deleteSubAccount } from './delete-sub-account.ts';
import { listAccounts, listSubAccounts, showAccount } from './read-accounts.ts';
import { showAccountSettings } from './show-settings.ts';
import { updateAccount } from './update-account.ts';

/** The routes of accounts. */
export function registerAccountRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listAccounts, listAccounts);
  defineRoute(app, context, endpoints.showAccount, showAccount);
  defineRoute(app, context, endpoints.listSubAccounts, listSubAccounts);
  defineRoute(app, context, endpoints.createRootAccount, createRootAccount);
  defineRoute(app, context, endpoints.createSubAccount, createSubAccount);
  defineRoute(app, context, endpoints.updateAccount, updateAccount);
  defineRoute(app, context, endpoints.deleteSubAccount, deleteSubAccount);
  defineRoute(app, context, endpoints.showAccountSettings, showAccountSettings);
}
