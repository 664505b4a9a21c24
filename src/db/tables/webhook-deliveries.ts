import type { Queryable } from '../queryable.ts';
import type { ImportEventKind, ImportEventRow } from './import-events.ts';
import { type WebhookKey, type WebhookRow, webhookColumns } from './webhooks.ts';

/** An active webhook and what is to be sent. */
export interface WebhookTurn {
  readonly webhook: WebhookRow & { readonly secret: string };
  /** In seconds: above 0, nothing is to be sent before. */
  readonly wait_seconds: number;
  /** The next event that it wants, null when it has had all. */
  readonly event: ImportEventRow | null;
}

/**
 * What a webhook is to do next; null when it is gone or disabled. How far an import has come is of no use once
 * something newer about it is to be told: such an event is left out.
 */
export async function nextWebhookTurn(
  db: Queryable,
  { root_account_id, id }: WebhookKey,
): Promise<WebhookTurn | null> {
  type Row = WebhookTurn['webhook'] & { readonly wait_seconds: number; readonly event: EventJson | null };
  const { rows } = await db.query<Row>(
    `select ${webhookColumns}, w.secret,
       greatest(0, extract(epoch from w.next_attempt_at - clock_timestamp()))::float8 as wait_seconds,
       (select to_jsonb(e) from sis_import_events e
        where e.root_account_id = w.root_account_id and e.number > w.delivered_number and e.kind = any (w.kinds)
          and not (e.kind = 'sis_import.progress' and exists (
            select from sis_import_events newer
            where newer.root_account_id = e.root_account_id and newer.sis_import_id = e.sis_import_id
              and newer.number > e.number and newer.kind = any (w.kinds)))
        order by e.number limit 1) as event
     from webhooks w where w.root_account_id = $1 and w.id = $2 and w.workflow_state = 'active'`,
    [root_account_id, id],
  );
  const [row] = rows;
  if (row === undefined) return null;
  const { event, wait_seconds, ...webhook } = row;
  return { webhook, wait_seconds, event: event === null ? null : fromJson(event) };
}

/** A row as JSON has it. */
type EventJson = ImportEventRow;

/** JSON writes times with a fraction and an offset; ours are `2026-11-23T08:00:00Z`. */
function fromJson(event: EventJson): ImportEventRow {
  return { ...event, created_at: `${event.created_at.slice(0, 19)}Z` };
}

/** An attempt to deliver an event to a webhook. */
export interface WebhookDeliveryRow {
  readonly id: number;
  readonly webhook_id: number;
  readonly event_id: string;
  readonly event_number: number;
  readonly kind: ImportEventKind;
  readonly sis_import_id: number;
  /** From 1, per event. */
  readonly attempt: number;
  readonly delivered: boolean;
  /** The HTTP status of the answer, null when there was none. */
  readonly status: number | null;
  readonly error: string | null;
  readonly duration_ms: number;
  readonly created_at: string;
}

/** What there is to be noted of an attempt. */
export interface NewDelivery
  extends Pick<WebhookDeliveryRow, 'attempt' | 'status' | 'error' | 'duration_ms'> {
  readonly event: ImportEventRow;
}

// Of a webhook that is still there, in the statement that judges it: both are noted, or neither.
const noteAttempt = (delivered: boolean) => `insert into webhook_deliveries
  (root_account_id, webhook_id, event_id, event_number, kind, sis_import_id, attempt, delivered, status, error,
   duration_ms)
  select root_account_id, id, $4, $3, $5, $6, $7, ${delivered}, $8, $9, $10 from noted`;

const attemptValues = ({ root_account_id, id }: WebhookKey, made: NewDelivery): unknown[] => {
  const { event, attempt, status, error, duration_ms } = made;
  const { number, id: event_id, kind, sis_import_id } = event;
  return [root_account_id, id, number, event_id, kind, sis_import_id, attempt, status, error, duration_ms];
};

/** Notes that an event was delivered, and with it all before it dealt with. */
export async function noteDelivery(db: Queryable, key: WebhookKey, made: NewDelivery): Promise<void> {
  await db.query(
    `with noted as (
       update webhooks set delivered_number = greatest(delivered_number, $3), attempts = 0, first_attempt_at = null,
         next_attempt_at = null, failing_since = null, last_error = null, last_delivery_at = clock_timestamp()
       where root_account_id = $1 and id = $2 returning root_account_id, id
     ) ${noteAttempt(true)}`,
    attemptValues(key, made),
  );
}

/** How patient deliveries are. */
export interface DeliveryPatience {
  /** Seconds until the next attempt. */
  readonly pause_seconds: number;
  /** An event that has been tried for so long is given up. */
  readonly event_hours: number;
  /** A webhook none of whose deliveries has succeeded for so long is disabled. */
  readonly webhook_hours: number;
  /** The receiver says that it is gone for good. */
  readonly gone: boolean;
}

/** What became of a failure. */
export interface NotedFailure {
  readonly disabled: boolean;
  readonly gave_up_event: boolean;
}

/** Notes that an event could not be delivered; null when the webhook is gone or disabled, or has dealt with it. */
export async function noteFailedDelivery(
  db: Queryable,
  key: WebhookKey,
  made: NewDelivery,
  patience: DeliveryPatience,
): Promise<NotedFailure | null> {
  const { rows } = await db.query<NotedFailure>(
    `with found as (
       select root_account_id, id,
         coalesce($11 or failing_since < clock_timestamp() - $12 * interval '1 hour', false) as disabled,
         coalesce(first_attempt_at < clock_timestamp() - $13 * interval '1 hour', false) as tried_enough
       from webhooks where root_account_id = $1 and id = $2 and workflow_state = 'active' and delivered_number < $3
     ), judged as (
       select root_account_id, id, disabled, tried_enough and not disabled as gave_up_event from found
     ), noted as (
       update webhooks w set
         workflow_state = case when disabled then 'disabled' else 'active' end,
         disabled_at = case when disabled then clock_timestamp() end,
         failing_since = coalesce(failing_since, clock_timestamp()),
         last_error = $9,
         delivered_number = case when gave_up_event then $3 else delivered_number end,
         passed_over = passed_over + gave_up_event::int,
         attempts = case when gave_up_event then 0 else attempts + 1 end,
         first_attempt_at = case when gave_up_event then null else coalesce(first_attempt_at, clock_timestamp()) end,
         next_attempt_at = case when gave_up_event then null else clock_timestamp() + $14 * interval '1 second' end
       from judged j where w.root_account_id = j.root_account_id and w.id = j.id
       returning w.root_account_id, w.id, disabled, gave_up_event
     ), attempt as (${noteAttempt(false)})
     select disabled, gave_up_event from noted`,
    [
      ...attemptValues(key, made),
      patience.gone,
      patience.webhook_hours,
      patience.event_hours,
      patience.pause_seconds,
    ],
  );
  return rows[0] ?? null;
}

/** The attempts to deliver to a webhook, newest first. */
export async function listWebhookDeliveries(
  db: Queryable,
  { root_account_id, id }: WebhookKey,
  page: { readonly limit: number; readonly offset: number },
): Promise<readonly WebhookDeliveryRow[]> {
  const { rows } = await db.query<WebhookDeliveryRow>(
    `select id, webhook_id, event_id, event_number, kind, sis_import_id, attempt, delivered, status, error, duration_ms,
       created_at
     from webhook_deliveries where root_account_id = $1 and webhook_id = $2 order by id desc limit $3 offset $4`,
    [root_account_id, id, page.limit, page.offset],
  );
  return rows;
}
