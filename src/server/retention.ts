/** How many days messages, stored files and what is noted of changes are kept unless a setting says otherwise. */
export const DEFAULT_RETENTION_DAYS = 30;

/** How long an Idempotency-Key stands for what was made of its request; the page of the API says so, too. */
export const IDEMPOTENCY_DAYS = 7;
