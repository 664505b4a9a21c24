import type { Webhook } from '../../../api/index.ts';
import { enableWebhook as enable, inTransaction, deleteWebhook as remove } from '../../../db/index.ts';
import type { Call } from '../../define-route.ts';
import { enqueueDelivery } from '../../jobs/deliver-webhook.ts';
import { presentWebhook } from '../../presenters/present-webhook.ts';
import { unknownWebhook, webhookKey } from './open-webhook.ts';

/** Deletes a webhook; a delivery under way comes to its end. */
export async function deleteWebhook(call: Call): Promise<Webhook> {
  const row = await remove(call.context.database.pool, await webhookKey(call));
  if (row === null) throw unknownWebhook();
  return presentWebhook(row);
}

/** Lets a webhook go on at once; it is on and has its turn, or neither. */
export async function enableWebhook(call: Call): Promise<Webhook> {
  const key = await webhookKey(call);
  const row = await inTransaction(call.context.database.pool, async (client) => {
    const enabled = await enable(client, key);
    if (enabled !== null) await enqueueDelivery(client, key);
    return enabled;
  });
  if (row === null) throw unknownWebhook();
  return presentWebhook(row);
}
