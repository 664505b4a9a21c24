import type { Webhook, WebhookDelivery } from '../../../api/index.ts';
import { listWebhookDeliveries as findDeliveries, listWebhooks as findWebhooks } from '../../../db/index.ts';
import { openImportAccount } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { readPage, sendPage } from '../../pagination.ts';
import { presentWebhook } from '../../presenters/present-webhook.ts';
import { openWebhook } from './open-webhook.ts';

/** Lists the webhooks of a root account. */
export async function listWebhooks(call: Call): Promise<readonly Webhook[]> {
  const { account } = await openImportAccount(call);
  const page = readPage(call.parameters);
  const rows = await findWebhooks(call.context.database.pool, account.root_account_id, page);
  return sendPage(call.request, call.reply, page, rows).map(presentWebhook);
}

/** Shows one webhook. */
export async function showWebhook(call: Call): Promise<Webhook> {
  return presentWebhook(await openWebhook(call));
}

/** Lists what was sent to a webhook. */
export async function listWebhookDeliveries(call: Call): Promise<readonly WebhookDelivery[]> {
  const webhook = await openWebhook(call);
  const page = readPage(call.parameters);
  const rows = await findDeliveries(call.context.database.pool, webhook, page);
  return sendPage(call.request, call.reply, page, rows);
}
