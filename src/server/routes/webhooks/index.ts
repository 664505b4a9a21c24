import type { FastifyInstance } from 'fastify';
import { endpoints } from '../../../api/index.ts';
import type { ServerContext } from '../../context.ts';
import { defineRoute } from '../../define-route.ts';
import { createWebhook } from './create.ts';
import { listWebhookDeliveries, listWebhooks, showWebhook } from './read.ts';
import { testWebhook } from './test-webhook.ts';
import { deleteWebhook, enableWebhook } from './write.ts';

/** The routes of webhooks. */
export function registerWebhookRoutes(app: FastifyInstance, context: ServerContext): void {
  defineRoute(app, context, endpoints.listWebhooks, listWebhooks);
  defineRoute(app, context, endpoints.createWebhook, createWebhook);
  defineRoute(app, context, endpoints.showWebhook, showWebhook);
  defineRoute(app, context, endpoints.deleteWebhook, deleteWebhook);
  defineRoute(app, context, endpoints.listWebhookDeliveries, listWebhookDeliveries);
  defineRoute(app, context, endpoints.enableWebhook, enableWebhook);
  defineRoute(app, context, endpoints.testWebhook, testWebhook);
}
