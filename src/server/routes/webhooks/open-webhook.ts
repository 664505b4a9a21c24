import { findWebhook, type WebhookRow } from '../../../db/index.ts';
import { openImportAccount } from '../../auth/open-account.ts';
import { type Call, numericId } from '../../define-route.ts';
import { ApiError } from '../../errors.ts';

/** What the answer is to a webhook that is not there. */
export function unknownWebhook(): ApiError {
  return new ApiError('unknown_record', { params: { noun: 'webhook' } });
}

/** The key of the webhook in the path, if the viewer may do there what the endpoint does. */
export async function webhookKey(call: Call): Promise<Pick<WebhookRow, 'root_account_id' | 'id'>> {
  const { account } = await openImportAccount(call);
  return { root_account_id: account.root_account_id, id: numericId(call, 'id', 'webhook') };
}

/** The webhook in the path. */
export async function openWebhook(call: Call): Promise<WebhookRow> {
  const webhook = await findWebhook(call.context.database.pool, await webhookKey(call));
  if (webhook === null) throw unknownWebhook();
  return webhook;
}
