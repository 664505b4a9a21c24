import { defineEndpoint, oneOf, pagesOf } from './define-endpoint.ts';
import { importEventKinds } from './import-event.ts';
import type { NewWebhook, Webhook, WebhookDelivery, WebhookTest } from './webhook.ts';

const permission = ['manage_sis'] as const;

/** The kinds that a webhook gets unless it names others. */
export const usualEventKinds = [
  'sis_import.created',
  'sis_import.state',
  'sis_import.hold',
  'sis_import.approved',
] as const;

export const listWebhooks = defineEndpoint({
  name: 'listWebhooks',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/webhooks',
  parameters: {},
  result: pagesOf<Webhook>('Webhook'),
  permission,
  summary: 'Lists the webhooks of a root account, oldest first.',
});

export const createWebhook = defineEndpoint({
  name: 'createWebhook',
  method: 'POST',
  path: '/api/v1/accounts/:account_id/webhooks',
  parameters: {
    url: {
      kind: 'string',
      required: true,
      max_length: 2000,
      summary: 'Where events are sent: an http or https address without a name or password in it.',
    },
    kinds: {
      kind: 'string',
      list: true,
      values: importEventKinds,
      summary: 'Which events; all but `sis_import.progress` unless set.',
    },
  },
  result: oneOf<NewWebhook>('NewWebhook'),
  permission,
  summary: 'Makes a webhook and shows, this once, the secret that signs its deliveries.',
});

export const showWebhook = defineEndpoint({
  name: 'showWebhook',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/webhooks/:id',
  parameters: {},
  result: oneOf<Webhook>('Webhook'),
  permission,
  summary: 'Shows a webhook and how its deliveries go.',
});

export const deleteWebhook = defineEndpoint({
  name: 'deleteWebhook',
  method: 'DELETE',
  path: '/api/v1/accounts/:account_id/webhooks/:id',
  parameters: {},
  result: oneOf<Webhook>('Webhook'),
  permission,
  summary: 'Deletes a webhook; nothing more is sent to it.',
});

export const listWebhookDeliveries = defineEndpoint({
  name: 'listWebhookDeliveries',
  method: 'GET',
  path: '/api/v1/accounts/:account_id/webhooks/:id/deliveries',
  parameters: {},
  result: pagesOf<WebhookDelivery>('WebhookDelivery'),
  permission,
  summary: 'Lists what was sent to a webhook in the last 7 days, attempt by attempt, newest first.',
});

export const enableWebhook = defineEndpoint({
  name: 'enableWebhook',
  method: 'PUT',
  path: '/api/v1/accounts/:account_id/webhooks/:id/enable',
  parameters: {},
  result: oneOf<Webhook>('Webhook'),
  permission,
  summary: 'Lets a disabled or failing webhook go on at once with the events that it has not had yet.',
});

export const testWebhook = defineEndpoint({
  name: 'testWebhook',
  method: 'POST',
  path: '/api/v1/accounts/:account_id/webhooks/:id/test',
  parameters: {},
  result: oneOf<WebhookTest>('WebhookTest'),
  permission,
  summary: 'Sends a signed `webhook.test` to a webhook, once, and says what came of it.',
});
