import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import { type AddressGuard, AddressRefused, createAddressGuard } from './address-guard.ts';
import { signDelivery } from './sign-delivery.ts';

/** How deliveries are sent. */
export interface DeliveryRules {
  readonly guard: AddressGuard;
  /** From the look-up of the name to the end of the answer. */
  readonly timeout_ms: number;
}

const TIMEOUT_MS = 10_000;

/**
 * The rules of a server that may send to public addresses and to some networks besides, each like `10.1.0.0/16`.
 * @throws TypeError for what is no network.
 */
export function deliveryRules(networks: readonly string[] = []): DeliveryRules {
  return { guard: createAddressGuard(networks), timeout_ms: TIMEOUT_MS };
}

/** What is sent, and where. */
export interface Delivery {
  readonly url: string;
  readonly secret: string;
  /** Of the event. */
  readonly id: string;
  readonly body: string;
}

/** What became of a delivery. */
export interface DeliveryOutcome {
  /** The receiver answered with a status of success. */
  readonly delivered: boolean;
  readonly status: number | null;
  /** One sentence without a secret; null when it was delivered. */
  readonly error: string | null;
  readonly duration_ms: number;
}

// What a receiver answers is of no interest; reading a little of it lets most connections end in good order.
const READ_BYTES = 16 * 1024;

/** The host of an address as names and numbers are looked up and judged. */
export function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
}

/**
 * Sends a delivery once. Follows no redirect, reads next to nothing of the answer, and connects to permitted
 * addresses alone. Rejects only with the signal's reason.
 */
export async function sendDelivery(
  { guard, timeout_ms }: DeliveryRules,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<DeliveryOutcome> {
  const late = AbortSignal.timeout(timeout_ms);
  const begun = performance.now();
  const duration = () => Math.round(performance.now() - begun);
  try {
    const host = hostOf(delivery.url);
    // Numbers are not looked up.
    if (isIP(host) !== 0 && !guard.permits(host)) throw new AddressRefused();
    const status = await post(delivery, guard, AbortSignal.any([signal, late]));
    const delivered = status >= 200 && status < 300;
    const error = delivered ? null : `The receiver answered ${status}.`;
    return { delivered, status, error, duration_ms: duration() };
  } catch (error) {
    signal.throwIfAborted();
    const fault = late.aborted ? `no answer within ${timeout_ms / 1000} s` : faultOf(error);
    const sentence = `The receiver could not be reached: ${fault}.`;
    return { delivered: false, status: null, error: sentence, duration_ms: duration() };
  }
}

/** The status of the answer. */
function post(delivery: Delivery, guard: AddressGuard, signal: AbortSignal): Promise<number> {
  const { url, secret, id, body } = delivery;
  const timestamp = Math.floor(Date.now() / 1000);
  const send = url.startsWith('https:') ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method: 'POST',
      // A connection of its own: none is kept that was judged at another time.
      agent: false,
      lookup: guard.lookup,
      signal,
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'rollcall',
        ...signDelivery(secret, { id, timestamp, body }),
      },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      // The status is all that counts, however the rest of the answer ends.
      const done = () => resolve(response.statusCode ?? 0);
      let read_bytes = 0;
      response.on('data', (chunk: Buffer) => {
        read_bytes += chunk.length;
        if (read_bytes > READ_BYTES) response.destroy();
      });
      request.removeListener('error', reject);
      request.on('error', done);
      response.on('error', done);
      response.on('close', done);
    });
    request.end(body);
  });
}

/** What went wrong, in words that tell the receiver's people something and nothing about our network. */
function faultOf(error: unknown): string {
  if (error instanceof AddressRefused) return error.message;
  const inner = error instanceof AggregateError ? error.errors[0] : error;
  const { code, message } = inner as { readonly code?: unknown; readonly message?: string };
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its name is unknown';
    case 'ECONNREFUSED':
      return 'it refuses the connection';
    case 'ECONNRESET':
    case 'EPIPE':
      return 'it broke the connection off';
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'nobody answers there';
    default:
      return typeof code === 'string' ? code : (message ?? 'of an unknown fault');
  }
}
