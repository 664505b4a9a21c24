import type { Webhook } from '../../api/index.ts';
import type { WebhookRow } from '../../db/index.ts';

/** A webhook as the API shows it, without its secret. */
export function presentWebhook(row: WebhookRow): Webhook {
  return {
    id: row.id,
    account_id: row.root_account_id,
    url: row.url,
    kinds: row.kinds,
    workflow_state: row.workflow_state,
    created_at: row.created_at,
    delivered_number: row.delivered_number,
    last_delivery_at: row.last_delivery_at,
    failing_since: row.failing_since,
    last_error: row.last_error,
    attempts: row.attempts,
    next_attempt_at: row.workflow_state === 'active' ? row.next_attempt_at : null,
    passed_over: row.passed_over,
    disabled_at: row.disabled_at,
  };
}
