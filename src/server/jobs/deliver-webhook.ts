import {
  type Database,
  type NewDelivery,
  nextWebhookTurn,
  noteDelivery,
  noteFailedDelivery,
  type Queryable,
  type WebhookKey,
  type WebhookTurn,
} from '../../db/index.ts';
import { enqueue, type QueueLog, type Task } from '../../queue/index.ts';
import { presentImportEvent } from '../presenters/present-import-event.ts';
import { type DeliveryRules, sendDelivery } from '../webhooks/send-delivery.ts';

export interface DeliverWebhookOptions {
  readonly database: Pick<Database, 'pool'>;
  readonly log: QueueLog;
  readonly rules: DeliveryRules;
  /** The pause after the first failure; each one after it is twice as long, up to an hour. */
  readonly first_pause_seconds: number;
  /** After this much work the job goes to the end of the line, so that webhooks share the workers. */
  readonly turn_ms?: number;
}

/** Migration 0012 knows the name, and that of the queue, as well. */
export const deliver_webhook_task = 'deliver_webhook';

const LONGEST_PAUSE_SECONDS = 60 * 60;
// A receiver that cannot take one event shall not keep from it all that follow.
const EVENT_HOURS = 24;
const WEBHOOK_HOURS = 72;
const GONE = 410;

/** Sees to it that a webhook gets what it has not had, after some seconds if so. */
export async function enqueueDelivery(
  db: Queryable,
  { root_account_id, id }: WebhookKey,
  delay_seconds = 0,
): Promise<void> {
  const name = `webhook:${id}`;
  await enqueue(
    db,
    deliver_webhook_task,
    { root_account_id, id },
    { queue_name: name, job_key: name, max_attempts: 30_000, delay_seconds },
  );
}

/**
 * The task that sends a webhook the events it has not had, one after the other in their order. It is alone with the
 * webhook: its jobs share a serial queue. An event counts as had once the receiver has said so and that is written
 * down; a worker that dies in between leaves it to be sent again.
 */
export function makeDeliverWebhook(options: DeliverWebhookOptions): Task {
  const { database, log, rules, turn_ms = 30_000 } = options;
  const db = database.pool;

  async function fail(turn: PendingTurn, made: NewDelivery): Promise<'go on' | 'stop'> {
    const { webhook, event } = turn;
    const pause_seconds = pauseAfter(webhook.attempts, options.first_pause_seconds);
    const noted = await noteFailedDelivery(db, webhook, made, {
      pause_seconds,
      event_hours: EVENT_HOURS,
      webhook_hours: WEBHOOK_HOURS,
      gone: made.status === GONE,
    });
    const { root_account_id, id: webhook_id } = webhook;
    const fields = { root_account_id, webhook_id, event: event.number, error: made.error };
    if (noted?.disabled) log.warn(fields, 'a webhook is disabled: its deliveries fail');
    else log.info(fields, 'an event could not be delivered to a webhook');
    if (noted === null || noted.gave_up_event) return 'go on';
    if (!noted.disabled) await enqueueDelivery(db, webhook, pause_seconds);
    return 'stop';
  }

  return async (payload, { signal }) => {
    const key = readKey(payload);
    const turn_ends = performance.now() + turn_ms;
    for (;;) {
      signal.throwIfAborted();
      const turn = await nextWebhookTurn(db, key);
      if (turn === null || !isPending(turn)) return;
      // Something new was added while the webhook waits after a failure.
      if (turn.wait_seconds > 0) return enqueueDelivery(db, key, turn.wait_seconds);
      const { event, webhook } = turn;
      const { url, secret } = webhook;
      const body = JSON.stringify(presentImportEvent(event));
      const outcome = await sendDelivery(rules, { url, secret, id: event.id, body }, signal);
      const made = { ...outcome, event, attempt: webhook.attempts + 1 };
      if (outcome.delivered) await noteDelivery(db, key, made);
      else if ((await fail(turn, made)) === 'stop') return;
      if (performance.now() >= turn_ends) return enqueueDelivery(db, key);
    }
  };
}

type PendingTurn = WebhookTurn & { readonly event: NonNullable<WebhookTurn['event']> };

function isPending(turn: WebhookTurn): turn is PendingTurn {
  return turn.event !== null;
}

/** Twice as long each time, and never quite as long as another webhook's, so that many do not come back in step. */
function pauseAfter(attempts: number, first_pause_seconds: number): number {
  const pause_seconds = Math.min(LONGEST_PAUSE_SECONDS, first_pause_seconds * 2 ** Math.min(attempts, 30));
  return pause_seconds * (0.9 + 0.2 * Math.random());
}

function readKey(payload: unknown): WebhookKey {
  if (typeof payload === 'object' && payload !== null && 'root_account_id' in payload && 'id' in payload) {
    const { root_account_id, id } = payload;
    if (typeof root_account_id === 'number' && typeof id === 'number') return { root_account_id, id };
  }
  throw new Error(`A job of the task ${deliver_webhook_task} names no webhook.`);
}
