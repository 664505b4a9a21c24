import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A delivery as it came in. */
export interface Received {
  readonly path: string;
  readonly method: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The body, parsed. */
  readonly event: {
    readonly id: string;
    readonly number: number;
    readonly kind: string;
    readonly sis_import: { readonly id: number; readonly workflow_state: string; readonly progress: number };
    readonly [key: string]: unknown;
  };
}

/** What a receiver does with a delivery; the status to answer, or it answers by itself. */
type Answer = (
  received: Received,
  response: ServerResponse,
) => number | undefined | Promise<number | undefined>;

/** Somebody's own server that webhooks are sent to. */
export interface WebhookReceiver {
  readonly url: string;
  /** All that came in, in order, whatever was answered. */
  readonly received: Received[];
  /** What came in and was answered with success. */
  readonly taken: Received[];
  answer: Answer;
  close(): Promise<void>;
}

/** Starts one on a loopback port; it takes everything until told otherwise. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const server = createServer(async (request, response) => {
    const body = await buffer(request).then(String, () => null);
    // The sender went away.
    if (body === null) return;
    const { url: path = '', method = '', headers } = request;
    const got: Received = { path, method, headers, body, event: JSON.parse(body) };
    receiver.received.push(got);
    const status = await receiver.answer(got, response);
    if (status === undefined) return;
    if (status >= 200 && status < 300) receiver.taken.push(got);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const receiver: WebhookReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received: [],
    taken: [],
    answer: () => 204,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return receiver;
}

/** Whether a delivery was signed with the secret, as docs/events.md tells receivers to find out. */
export function isSignedWith(secret: string, { headers, body }: Pick<Received, 'headers' | 'body'>): boolean {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
  const expected = createHmac('sha256', key).update(signed).digest();
  const age_seconds = Date.now() / 1000 - Number(headers['webhook-timestamp']);
  return (
    String(headers['webhook-signature'])
      .split(' ')
      .some((signature) => {
        const [version, text = ''] = signature.split(',');
        const given = Buffer.from(text, 'base64');
        return version === 'v1' && given.length === expected.length && timingSafeEqual(given, expected);
      }) && Math.abs(age_seconds) < 300
  );
}
