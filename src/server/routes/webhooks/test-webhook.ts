import { randomUUID } from 'node:crypto';
import type { WebhookTest } from '../../../api/index.ts';
import { readWebhookSecret } from '../../../db/index.ts';
import type { Call } from '../../define-route.ts';
import { sendDelivery } from '../../webhooks/send-delivery.ts';
import { openWebhook } from './open-webhook.ts';

/** Sends a webhook something that is signed like an event and is none. It changes nothing of the webhook. */
export async function testWebhook(call: Call): Promise<WebhookTest> {
  const webhook = await openWebhook(call);
  const { database, delivery_rules, webhook_tests } = call.context;
  const secret = await readWebhookSecret(database.pool, webhook);
  const id = randomUUID();
  const body = JSON.stringify({
    id,
    kind: 'webhook.test',
    time: `${new Date().toISOString().slice(0, 19)}Z`,
    account_id: webhook.root_account_id,
  });
  const never = new AbortController().signal;
  return webhook_tests.run(() => sendDelivery(delivery_rules, { url: webhook.url, secret, id, body }, never));
}
