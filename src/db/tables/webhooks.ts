import { onlyRow, type Queryable } from '../queryable.ts';
import type { ImportEventKind } from './import-events.ts';

/** A webhook without its secret, as people may see it. */
export interface WebhookRow {
  readonly id: number;
  readonly root_account_id: number;
  readonly url: string;
  readonly kinds: readonly ImportEventKind[];
  readonly workflow_state: 'active' | 'disabled';
  /** The last event that has been dealt with. */
  readonly delivered_number: number;
  /** Of the event after it. */
  readonly attempts: number;
  readonly next_attempt_at: string | null;
  /** Since when no delivery has succeeded, null after a success. */
  readonly failing_since: string | null;
  /** What went wrong last, or why it is disabled. */
  readonly last_error: string | null;
  readonly last_delivery_at: string | null;
  /** Events that were given up. */
  readonly passed_over: number;
  readonly disabled_at: string | null;
  readonly created_at: string;
}

/** A webhook by its key. */
export type WebhookKey = Pick<WebhookRow, 'root_account_id' | 'id'>;

/** The columns of a webhook, but for its secret. */
export const webhookColumns = `w.id, w.root_account_id, w.url, w.kinds, w.workflow_state, w.delivered_number, w.attempts,
  w.next_attempt_at, w.failing_since, w.last_error, w.last_delivery_at, w.passed_over, w.disabled_at, w.created_at`;

/** A new webhook, to be sent what happens from now on; null when the root account has as many as it may have. */
export async function insertWebhook(
  client: Queryable,
  made: Pick<WebhookRow, 'root_account_id' | 'url' | 'kinds'> & {
    readonly user_id: number;
    readonly secret: string;
  },
  most: number,
): Promise<WebhookRow | null> {
  // One at a time, so that two requests do not both find room.
  await client.query(`select pg_advisory_xact_lock(hashtextextended('rollcall webhooks', $1))`, [
    made.root_account_id,
  ]);
  const { rows } = await client.query<WebhookRow>(
    `insert into webhooks as w (root_account_id, user_id, url, secret, kinds, delivered_number)
     select $1, $2, $3, $4, $5, coalesce(
       (select last_number from sis_import_event_numbers where root_account_id = $1), 0)
     where (select count(*) from webhooks where root_account_id = $1) < $6 returning ${webhookColumns}`,
    [made.root_account_id, made.user_id, made.url, made.secret, made.kinds, most],
  );
  return rows[0] ?? null;
}

/** The webhooks of a root account, oldest first. */
export async function listWebhooks(
  db: Queryable,
  root_account_id: number,
  page: { readonly limit: number; readonly offset: number },
): Promise<readonly WebhookRow[]> {
  const { rows } = await db.query<WebhookRow>(
    `select ${webhookColumns} from webhooks w where w.root_account_id = $1 order by w.id limit $2 offset $3`,
    [root_account_id, page.limit, page.offset],
  );
  return rows;
}

/** A webhook, null when there is none. */
export async function findWebhook(
  db: Queryable,
  { root_account_id, id }: WebhookKey,
): Promise<WebhookRow | null> {
  const { rows } = await db.query<WebhookRow>(
    `select ${webhookColumns} from webhooks w where w.root_account_id = $1 and w.id = $2`,
    [root_account_id, id],
  );
  return rows[0] ?? null;
}

/** Deletes a webhook and what is noted of its deliveries, and returns what it was; null when there is none. */
export async function deleteWebhook(
  db: Queryable,
  { root_account_id, id }: WebhookKey,
): Promise<WebhookRow | null> {
  const { rows } = await db.query<WebhookRow>(
    `with deliveries as (delete from webhook_deliveries where root_account_id = $1 and webhook_id = $2)
     delete from webhooks w where w.root_account_id = $1 and w.id = $2 returning ${webhookColumns}`,
    [root_account_id, id],
  );
  return rows[0] ?? null;
}

/** Lets a webhook try again at once, as if it had never failed; null when there is none. */
export async function enableWebhook(
  db: Queryable,
  { root_account_id, id }: WebhookKey,
): Promise<WebhookRow | null> {
  const { rows } = await db.query<WebhookRow>(
    `update webhooks w set workflow_state = 'active', disabled_at = null, attempts = 0, first_attempt_at = null,
       next_attempt_at = null, failing_since = null, last_error = null
     where w.root_account_id = $1 and w.id = $2 returning ${webhookColumns}`,
    [root_account_id, id],
  );
  return rows[0] ?? null;
}

/** What signs the deliveries of a webhook; it goes nowhere else. */
export async function readWebhookSecret(db: Queryable, { root_account_id, id }: WebhookKey): Promise<string> {
  const { rows } = await db.query<{ readonly secret: string }>(
    'select secret from webhooks where root_account_id = $1 and id = $2',
    [root_account_id, id],
  );
  return onlyRow(rows).secret;
}
