import type { Database, Queryable } from '../db/index.ts';
import type { Storage } from '../storage/index.ts';
import type { FailureLimiter } from './auth/failure-limiter.ts';
import type { EventHub } from './events/event-hub.ts';
import type { Gate } from './gate.ts';
import type { PutBackRequest } from './jobs/index.ts';
import type { DeliveryRules } from './webhooks/send-delivery.ts';

/** Bounds that keep one caller from using up the server. */
export interface Limits {
  /** The largest upload. */
  readonly upload_bytes: number;
  /** The largest upload that is stored before its token is known: a form whose token follows the file. */
  readonly unverified_upload_bytes: number;
  /** How many such uploads may be under way at once. */
  readonly unverified_uploads: number;
  /** Requests with a wrong token or signature per address and minute before it is told to wait. */
  readonly failed_sign_ins_per_minute: number;
  /** How long the address of a file works. */
  readonly download_link_seconds: number;
  /** How long an import waits for its file. */
  readonly upload_ticket_seconds: number;
  /** After so much of an upload, what has arrived is kept for good, whatever happens to the rest. */
  readonly upload_part_bytes: number;
  /** The same, by time. */
  readonly upload_part_ms: number;
  /** The most parts that an upload may have. */
  readonly upload_parts: number;
  /** How many event streams a root account may have open on this server. */
  readonly event_streams: number;
  /** How often an event stream on which nothing happens shows that it lives. */
  readonly event_heartbeat_ms: number;
  /** How long an event stream stays open; then the caller asks again, with a token that is still good. */
  readonly event_stream_ms: number;
  /** How many webhooks may be tested at once. */
  readonly webhook_tests: number;
  /** How many webhooks a root account may have. */
  readonly webhooks: number;
}

const GIB = 1024 ** 3;
const DAY_SECONDS = 24 * 60 * 60;

/** 50 GiB is what the format allows an unpacked upload to hold, so no larger file can be of use. */
export const defaultLimits: Limits = {
  upload_bytes: 50 * GIB,
  unverified_upload_bytes: GIB,
  unverified_uploads: 4,
  failed_sign_ins_per_minute: 60,
  download_link_seconds: 7 * DAY_SECONDS,
  upload_ticket_seconds: 2 * DAY_SECONDS,
  // Most uploads are one part, which then is the file: a longer one is put together once.
  upload_part_bytes: 64 * 1024 ** 2,
  upload_part_ms: 20_000,
  upload_parts: 10_000,
  event_streams: 100,
  event_heartbeat_ms: 15_000,
  event_stream_ms: 10 * 60 * 1000,
  webhook_tests: 4,
  webhooks: 20,
};

/** What the server asks of the queue. */
export interface ImportQueue {
  /** Sees to it that the tenant's waiting imports are run; takes effect when the connection's transaction commits. */
  enqueueImport(root_account_id: number, connection: Queryable): Promise<void>;
  /** Sees to it that what an import has done is put back, in turn with the tenant's imports. */
  enqueuePutBack(request: PutBackRequest, connection: Queryable): Promise<void>;
}

/** What handlers work with; one per server. */
export interface ServerContext {
  readonly database: Database;
  readonly storage: Storage;
  readonly queue: ImportQueue;
  readonly limits: Limits;
  /** The token of the program that started this server for itself; it is stored nowhere. */
  readonly own_token: { readonly token_hash: string; readonly user_id: number } | null;
  readonly failures: FailureLimiter;
  /** Through which uploads pass whose token is still to come. */
  readonly unverified_uploads: Gate;
  readonly events: EventHub;
  readonly delivery_rules: DeliveryRules;
  readonly webhook_tests: Gate;
  /** The key that signs the addresses of files. */
  downloadKey(): Promise<string>;
}
