/** How many days messages, stored files and what is noted of changes are kept unless a setting says otherwise. */
export const DEFAULT_RETENTION_DAYS = 30;

/** How long an Idempotency-Key stands for what was made of its request; the page of the API says so, too. */
export const IDEMPOTENCY_DAYS = 7;

/** How long an event can be had again: longer than a webhook may fail before it is disabled. */
export const EVENT_DAYS = 7;
