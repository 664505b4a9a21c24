import type { Timestamp } from '../format/index.ts';
import type { ImportEventKind } from './import-event.ts';

/** An address to which the events of a root account's imports are sent. */
export interface Webhook {
  readonly id: number;
  /** The root account. */
  readonly account_id: number;
  readonly url: string;
  readonly kinds: readonly ImportEventKind[];
  /** `disabled`: deliveries have failed for days, or the receiver said that it is gone; `last_error` says why. */
  readonly workflow_state: 'active' | 'disabled';
  readonly created_at: Timestamp;
  /** The number of the last event that has been dealt with. */
  readonly delivered_number: number;
  /** When a delivery last succeeded. */
  readonly last_delivery_at: Timestamp | null;
  /** Since when none has; null while all is well. */
  readonly failing_since: Timestamp | null;
  readonly last_error: string | null;
  /** How often the next event has been tried in vain. */
  readonly attempts: number;
  readonly next_attempt_at: Timestamp | null;
  /** How many events were given up because the receiver would not take them. */
  readonly passed_over: number;
  readonly disabled_at: Timestamp | null;
}

/** A webhook that was just made. */
export interface NewWebhook extends Webhook {
  /** Signs what is sent; shown this once and never again. */
  readonly secret: string;
}

/** An attempt to deliver an event to a webhook. */
export interface WebhookDelivery {
  readonly id: number;
  readonly webhook_id: number;
  readonly event_id: string;
  readonly event_number: number;
  readonly kind: ImportEventKind;
  readonly sis_import_id: number;
  /** From 1, per event. */
  readonly attempt: number;
  /** The receiver answered with a status of success. */
  readonly delivered: boolean;
  /** The HTTP status that the receiver answered, null when it did not. */
  readonly status: number | null;
  readonly error: string | null;
  readonly duration_ms: number;
  readonly created_at: Timestamp;
}

/** What became of a test delivery. */
export interface WebhookTest {
  readonly delivered: boolean;
  /** The HTTP status that the receiver answered, null when it did not. */
  readonly status: number | null;
  readonly error: string | null;
  readonly duration_ms: number;
}
