import { setTimeout as sleep } from 'node:timers/promises';
import type { Alert } from './alert.ts';

/** Where alerts are posted. */
export interface WebhookTarget {
  readonly url: string;
  /** What they are signed with; null: not signed. */
  readonly secret: string | null;
  readonly body: 'full' | 'text';
}

const TIMEOUT_MS = 10_000;
const PAUSES_MS = [1_000, 4_000];

/** Signs as the server signs its webhooks; its code is loaded only here. */
async function sign(secret: string, id: string, body: string): Promise<Readonly<Record<string, string>>> {
  const { signDelivery } = await import('../../../server/index.ts');
  return signDelivery(secret, { id, timestamp: Math.floor(Date.now() / 1000), body });
}

/** Null when it was taken, else why not. Never the address: that may be a secret. */
async function postOnce(
  { url, secret }: WebhookTarget,
  { id }: Alert,
  body: string,
  signal: AbortSignal,
): Promise<{ readonly fault: string; readonly is_final: boolean } | null> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'rollcall-watch',
        ...(secret === null ? {} : await sign(secret, id, body)),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    if (response.ok) return null;
    const { status } = response;
    // A redirect is not followed: what it leads to nobody has named.
    const is_final = status < 500 && status !== 429 && status !== 408;
    return { fault: `the webhook answered ${status}`, is_final };
  } catch (error) {
    signal.throwIfAborted();
    const is_late = error instanceof DOMException && error.name === 'TimeoutError';
    const fault = is_late
      ? `the webhook did not answer within ${TIMEOUT_MS / 1000} s`
      : 'the webhook cannot be reached';
    return { fault, is_final: false };
  }
}

/**
 * Posts an alert, up to three times under the same `webhook-id`. Returns null when it was taken, else why not.
 * Pauses can be handed in.
 */
export async function postWebhook(
  target: WebhookTarget,
  alert: Alert,
  signal: AbortSignal,
  pauses_ms: readonly number[] = PAUSES_MS,
): Promise<string | null> {
  const body = JSON.stringify(target.body === 'text' ? { text: alert.text } : alert);
  for (let tries = 0; ; tries++) {
    const failed = await postOnce(target, alert, body, signal);
    if (failed === null) return null;
    const pause_ms = pauses_ms[tries];
    if (failed.is_final || pause_ms === undefined) return failed.fault;
    await sleep(pause_ms, undefined, { signal });
  }
}
