import { createHmac, randomBytes } from 'node:crypto';

const PREFIX = 'whsec_';

/** A new secret: 256 random bits behind a prefix by which people and secret scanners know it. */
export function makeWebhookSecret(): string {
  return `${PREFIX}${randomBytes(32).toString('base64')}`;
}

/** What is signed. */
export interface SignedDelivery {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly body: string;
}

/**
 * The headers by which a receiver knows that a delivery is ours, that it is not an old one sent again by somebody
 * else, and whether it has had it: those of https://www.standardwebhooks.com, for which there are libraries.
 */
export function signDelivery(
  secret: string,
  { id, timestamp, body }: SignedDelivery,
): Readonly<Record<string, string>> {
  const key = Buffer.from(secret.slice(PREFIX.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}
