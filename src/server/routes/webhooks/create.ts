import { isIP } from 'node:net';
import {
  type ImportEventKind,
  importEventKinds,
  type NewWebhook,
  usualEventKinds,
} from '../../../api/index.ts';
import { insertWebhook, inTransaction } from '../../../db/index.ts';
import { openImportAccount } from '../../auth/open-account.ts';
import type { Call } from '../../define-route.ts';
import { ApiError } from '../../errors.ts';
import { requiredText } from '../../fields.ts';
import { listParameter } from '../../parameters.ts';
import { presentWebhook } from '../../presenters/present-webhook.ts';
import { hostOf } from '../../webhooks/send-delivery.ts';
import { makeWebhookSecret } from '../../webhooks/sign-delivery.ts';

const MAX_URL_LENGTH = 2000;

/** An address that may be sent to as far as can be said before its name is looked up. */
function readUrl(call: Call): string {
  const text = requiredText(call.parameters, 'url', MAX_URL_LENGTH);
  const url = URL.canParse(text) ? new URL(text) : null;
  const { guard } = call.context.delivery_rules;
  // Names and passwords would be shown to everybody who may see the webhook.
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    throw new ApiError('invalid_field', { field: 'url' });
  const host = hostOf(url.href);
  if (isIP(host) !== 0 && !guard.permits(host)) throw new ApiError('not_public_field', { field: 'url' });
  url.hash = '';
  return url.href;
}

function readKinds(call: Call): readonly ImportEventKind[] {
  const asked = listParameter(call.parameters, 'kinds').filter((kind) => kind !== '');
  if (asked.length === 0) return usualEventKinds;
  const unknown = asked.find((kind) => !importEventKinds.some((known) => known === kind));
  if (unknown !== undefined)
    throw new ApiError('invalid_value', {
      params: { value: unknown, parameter: 'kinds', values: importEventKinds.join(', ') },
    });
  return importEventKinds.filter((kind) => asked.includes(kind));
}

/** Makes a webhook; its secret is in this answer and in no other. */
export async function createWebhook(call: Call): Promise<NewWebhook> {
  const { account } = await openImportAccount(call);
  const secret = makeWebhookSecret();
  const made = {
    root_account_id: account.root_account_id,
    user_id: call.viewer.user_id,
    url: readUrl(call),
    kinds: readKinds(call),
    secret,
  };
  const { database, limits } = call.context;
  const row = await inTransaction(database.pool, (client) => insertWebhook(client, made, limits.webhooks));
  if (row === null) throw new ApiError('too_many_webhooks', { params: { max_webhooks: limits.webhooks } });
  return { ...presentWebhook(row), secret };
}
